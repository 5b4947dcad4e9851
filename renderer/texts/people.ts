// Texts of enrolling, and of the people enrolled.

import { counted, morePeople } from './counted.ts'

export const enrol = {
  title: 'Enrol a person',
  name: 'Name',
  button: { new: 'Enrol', add: 'Add these samples', replace: 'Enrol again' },
  working: { new: 'Enrolling…', add: 'Adding…', replace: 'Enrolling again…' },
  need: (faces: number, voices: number) =>
    `At least ${[faces > 0 && `${counted(faces, 'picture', 'pictures')} of the face`, voices > 0 && `${counted(voices, 'recording', 'recordings')} of the voice`].filter(Boolean).join(' and ')} are needed.`,
  needToAdd: 'Add pictures, recordings, or both: the best of the old and the new are kept.',
  needToReplace: 'They take the place of all that is kept of this person now.',
  missing: (faces: number, voices: number) =>
    `Still needed: ${[faces > 0 && counted(faces, 'picture', 'pictures'), voices > 0 && counted(voices, 'recording', 'recordings')].filter(Boolean).join(' and ')}`,
  nothingToAdd: 'Still needed: a picture or a recording',
  nameMissing: 'A name is needed.',
  done: (person: string) => `${person} is enrolled.`,
  template: (bytes: number, left: number) =>
    `The template takes ${bytes} bytes of the board's flash; ${morePeople(left)}.`,
  another: 'Enrol another person',
  authenticate: 'Authenticate',
  capacity: (stored: number, left: number) =>
    `The board's template partition holds ${counted(stored, 'person', 'people')}; ${morePeople(left)}.`,
  renewal: {
    add: (person: string) => `More samples of ${person}`,
    replace: (person: string) => `Enrol ${person} again`,
  },
  renewed: {
    add: (person: string, faces: number, voices: number) =>
      `${person} now has ${counted(faces, 'picture', 'pictures')} and ${counted(voices, 'recording', 'recordings')}, the best of them all.`,
    replace: (person: string, faces: number, voices: number) =>
      `${person} is enrolled again, with ${counted(faces, 'picture', 'pictures')} and ${counted(voices, 'recording', 'recordings')}.`,
  },
  disagreement: {
    face: (index: number) =>
      `Picture ${index} agrees little with the others. If it shows somebody else, enrol again.`,
    voice: (index: number) =>
      `Recording ${index} agrees little with the others, as short sentences sometimes do. If it is somebody else's, enrol again.`,
  },
  resembles: (person: string, others: string[]) =>
    `${person} resembles ${others.join(', ')}: possibly the same person under another name.`,
  resemblesNext: 'Nothing was blocked. If it is the same person, remove one of the two.',
  showPeople: 'Show people',
  giveUp: {
    begin: 'This person cannot be enrolled',
    sure: {
      'no-usable-face':
        'No usable picture of this person can be had? It is counted as a failure to enrol, without a name.',
      'no-usable-voice':
        'No usable recording of this person can be had? It is counted as a failure to enrol, without a name.',
    },
    count: 'Count it',
    goOn: 'Go on enrolling',
  },
  givenUp: (failures: number, transactions: number) =>
    `Counted as a failure to enrol: ${failures} of ${counted(transactions, 'enrolment', 'enrolments')} so far.`,
  consentMissing: 'The consent of the person is needed.',
}

export const consent = {
  title: 'What is kept, and for how long',
  kept: [
    'Kept: the name, 128 numbers for each picture and recording (an embedding), a quality for each, and a template of 320 bytes for the board. Of every later attempt: time, scores, decision.',
    'Not kept: pictures and recordings. They are forgotten as soon as their numbers are made. Nothing leaves this computer.',
    'For how long: until the person is removed under People, which can be undone until the window is closed. Then the name, the numbers and the key they were encrypted with are destroyed; the log of attempts and trial runs keep times, scores and decisions, under a number instead of the name. A file that the person was exported to, and pictures kept by a trial run, stay where they were written until somebody deletes them.',
  ],
  agree: 'The person has read this and agrees.',
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
  rename: 'Rename',
  newName: (person: string) => `New name of ${person}`,
  save: 'Save',
  renew: { add: 'Add samples', replace: 'Enrol again' },
  failures: (failures: number, transactions: number) =>
    failures > 0
      ? `${failures} of ${counted(transactions, 'enrolment', 'enrolments')} failed (failure to enrol).`
      : '',
  simulatedFailures: (failures: number, transactions: number) =>
    failures > 0
      ? `Of simulated people ${failures} of ${counted(transactions, 'enrolment', 'enrolments')} failed.`
      : '',
}

export const transfer = {
  title: 'Take people to another computer, or bring them here',
  passphrase: 'Passphrase of the file (12 characters or more)',
  path: 'File to write (whole path)',
  file: 'File to read',
  exportButton: 'Export everybody',
  importButton: 'Import',
  exported: (count: number, path: string) =>
    `${counted(count, 'person is', 'people are')} in ${path}, encrypted under the passphrase.`,
  imported: (names: string[], skipped: string[]) =>
    [
      names.length > 0 ? `Imported: ${names.join(', ')}.` : 'Nobody was imported.',
      skipped.length > 0 ? `Left out, because the name is taken: ${skipped.join(', ')}.` : '',
    ].join(' '),
}
