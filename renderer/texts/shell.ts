// Texts of the frame around the screens.

export const nav = {
  label: 'Screens',
  authenticate: 'Authenticate',
  enrol: 'Enrol',
  people: 'People',
  measure: 'Measure',
  trials: 'Trials',
  board: 'Board',
  networks: 'Networks',
  supernet: 'SuperNet',
  portability: 'Other boards',
  codesign: 'Co-design',
  protection: 'Protection',
}

export const failure = {
  dismiss: 'Dismiss',
  retry: 'Try again',
  retrying: 'Trying…',
  wait: (seconds: number) => `${seconds} s left.`,
  waited: 'The wait is over: try again.',
}

export const loading = 'Loading…'

export const path = {
  none: 'Nothing was chosen. The path can be typed as well.',
  folder: 'Choose folder…',
  file: 'Choose file…',
}
