// Texts of the frame around the screens.

export const nav = {
  label: 'Screens',
  authenticate: 'Authenticate',
  enrol: 'Enrol',
  people: 'People',
  board: 'Board',
}

export const failure = { dismiss: 'Dismiss', retry: 'Try again', retrying: 'Trying…' }

export const loading = 'Loading…'
