// Texts of an attempt with camera and microphone, on whichever screen it is made.

import type { Told } from './counted.ts'

/** What a told movement means where nothing was compared. */
const counted = (told: boolean) =>
  told ? 'It counts as a failed attempt, and the next one asks for the same movement.' : 'It does not count.'

export const live = {
  modalities: 'Present',
  face: 'Face',
  voice: 'Voice',
  pace: "At the board's speed",
  cascade: 'Voice only if the face is unsure',
  challenge: 'Ask for a movement of the head',
  noCascade: 'With a movement of the head the voice is recorded at the same time, so it is never left out.',
  challengeLimits:
    'The movement and some passive checks stop photographs and simple replays. A webcam without depth cannot promise more: not Android class 3, and nothing against a mask or a film made for the purpose.',
  idle: {
    both: (seconds: number) => `Look at the camera, press the button, and read aloud for ${seconds} seconds.`,
    face: () => 'Look at the camera and press the button.',
    voice: (seconds: number) => `Press the button and read aloud for ${seconds} seconds.`,
  },
  look: {
    both: 'Look straight into the camera and read aloud.',
    face: 'Look straight into the camera.',
    voice: 'Read the sentence aloud.',
  },
  movementSeen: { both: 'Good. Go on reading.', face: 'Good.', voice: '' },
  speakToo: 'The face is not sure enough: read the sentence aloud.',
  working: 'Working on the board…',
  actions: {
    'turn-left': 'Turn your head to your left, and back.',
    'turn-right': 'Turn your head to your right, and back.',
    nod: 'Nod: lower your chin, and raise it again.',
  },
  stop: 'Stop (Esc)',
  ended: {
    stopped: (told: boolean): Told => ['The attempt was stopped.', `Nothing was compared. ${counted(told)}`],
    timedOut: (told: boolean): Told => [
      'The attempt took too long and was ended.',
      `Sit before the camera with light on the face, then try again. ${counted(told)}`,
    ],
  },
  lacking: {
    face: {
      none: 'A picture is missing.',
      checking: 'The picture is still being checked.',
      bad: 'The picture cannot be used; its note says why.',
    },
    voice: {
      none: 'A recording is missing.',
      checking: 'The recording is still being checked.',
      bad: 'The recording cannot be used; its note says why.',
    },
  },
}
