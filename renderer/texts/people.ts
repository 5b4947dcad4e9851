// Texts of enrolling, and of the people enrolled.

import { counted, morePeople } from './counted.ts'

export const enrol = {
  title: 'Enrol a person',
  name: 'Name',
  namePlaceholder: 'Who is it?',
  button: 'Enrol',
  working: 'Enrolling…',
  need: (faces: number, voices: number) =>
    `At least ${counted(faces, 'picture', 'pictures')} of the face and ${counted(voices, 'recording', 'recordings')} of the voice are needed.`,
  missing: (faces: number, voices: number) =>
    `Still needed: ${[faces > 0 && counted(faces, 'picture', 'pictures'), voices > 0 && counted(voices, 'recording', 'recordings')].filter(Boolean).join(' and ')}`,
  nameMissing: 'A name is needed.',
  done: (person: string) => `${person} is enrolled.`,
  template: (bytes: number, left: number) =>
    `The template takes ${bytes} bytes of the board's flash; ${morePeople(left)}.`,
  another: 'Enrol another person',
  authenticate: 'Authenticate',
  privacy:
    'Pictures and recordings are forgotten as soon as their embeddings are made; only embeddings and the template are kept.',
}

export const people = {
  title: 'People',
  empty: 'Nobody is enrolled yet.',
  enrol: 'Enrol somebody',
  remove: 'Remove',
  removed: (person: string) => `${person} was removed, with template and samples.`,
  undo: 'Undo',
  capacity: (stored: number, left: number) =>
    `${counted(stored, 'person', 'people')} enrolled; ${morePeople(left)} on the board.`,
  name: 'Name',
  samples: 'Samples',
  created: 'Enrolled',
  sampleCount: (faces: number, voices: number) =>
    `${counted(faces, 'face', 'faces')}, ${counted(voices, 'voice', 'voices')}`,
  actions: 'Actions',
}
