// Texts of presenting a face and a voice: camera, microphone, files, simulated people.

import type { Told } from './counted.ts'

export const source = {
  label: 'Where face and voice come from',
  live: 'Camera and microphone',
  files: 'Files',
  simulated: 'Simulated person',
}

export const camera = {
  title: 'Face',
  take: 'Take picture (T)',
  starting: 'Starting the camera…',
  hint: 'Put the face inside the oval and look at the camera.',
  retry: 'Try the camera again',
}

export const microphone = {
  title: 'Voice',
  stages: {
    idle: (seconds: number) => `Record ${seconds} seconds (R)`,
    starting: () => 'Starting the microphone…',
    recording: () => 'Recording: speak now',
  },
  level: 'Level of the microphone',
  prompts: [
    'The quick boat turned around the island before the storm.',
    'My voice is a key that nobody else can carry.',
    'Seven green lamps were burning above the old harbour.',
  ],
}

export const guidance = {
  progress: (done: number, needed: number) => `${done} of ${needed}`,
  automatic: 'Take pictures by themselves',
  taking: 'Good: hold it.',
  facesDone: 'All pictures are taken.',
  voicesDone: 'All recordings are taken.',
  say: 'Press the button and read the sentence aloud.',
  sayNext: 'Good. Press the button and read the next sentence.',
  wanted: {
    straight: 'Look straight into the camera.',
    left: 'Turn your head a little to your left.',
    right: 'Turn your head a little to your right.',
  },
  face: {
    'show-face': 'Put your face inside the oval.',
    'one-person': 'One person alone, please.',
    closer: 'Come closer.',
    further: 'Move further away.',
    'more-light': 'More light on the face.',
    'less-light': 'Less light on the face.',
    'look-straight': 'Look straight into the camera.',
    'turn-left': 'Turn your head a little to your left.',
    'turn-right': 'Turn your head a little to your right.',
    'hold-still': 'Hold still.',
  },
  voice: {
    speak: 'Nothing was heard: speak after pressing the button.',
    louder: 'Speak louder, or come closer to the microphone.',
    'too-loud': 'Too loud: speak more softly, or move away from the microphone.',
    'too-noisy': 'Too noisy: find a quieter place.',
    longer: 'Longer: read the whole sentence.',
  },
  meters: {
    distance: 'Eyes apart',
    light: 'Light',
    turn: 'Turn',
    sharpness: 'Sharpness',
    stillness: 'Movement',
    level: 'Level',
    noise: 'Over the noise',
    speech: 'Speech',
  },
  inRange: 'good',
  outOfRange: 'not good',
}

export const devicePicker = {
  title: 'Devices',
  camera: 'Camera',
  microphone: 'Microphone',
  automatic: "The system's choice",
  program: (name: string) => `Recording program (${name})`,
  unnamed: (number: number) => `Device ${number}`,
  level: 'Level',
}

export const devices = {
  names: { camera: 'camera', microphone: 'microphone' },
  denied: (device: string): Told => [
    `The ${device} is not allowed.`,
    `Allow the ${device} for Viseme in the system settings, then try again, or use files.`,
  ],
  missing: (device: string): Told => [
    `No ${device} was found.`,
    `Connect a ${device} and try again, or use files or a simulated person.`,
  ],
  'in-use': (device: string): Told => [
    `The ${device} is in use by another program, or the system does not hand it out.`,
    'Close the other program and try again, or use files or a simulated person.',
  ],
  ended: (device: string): Told => [
    `The ${device} has stopped delivering.`,
    `Check that the ${device} is connected and switched on, then try again.`,
  ],
  'not-ready': (device: string): Told => [
    `The ${device} is not ready yet.`,
    'Wait until its picture is seen, then try again.',
  ],
  failed: (device: string, reason: string): Told => [
    `The ${device} could not be used: ${reason}.`,
    'Try again, or use files or a simulated person.',
  ],
}

export const files = {
  kinds: {
    face: 'Pictures (PNG, JPEG, WebP, PGM)',
    voice: 'Recordings (WAV, FLAC, Ogg Opus)',
  },
  choose: { face: 'Choose pictures…', voice: 'Choose recordings…' },
  wrongKind: {
    face: (name: string) => `${name} is not a picture. Choose a PNG, JPEG, WebP or PGM file.`,
    voice: (name: string) => `${name} is not a recording. Choose a WAV, FLAC or Ogg Opus file.`,
  },
  isEmpty: (name: string) => `${name} is empty. Choose another file.`,
  tooLarge: (name: string, megabytes: number) =>
    `${name} is larger than ${megabytes} MB. Choose a smaller file.`,
  unreadable: (name: string) =>
    `${name} could not be read. Check that it is still there and may be read, then choose it again.`,
}

export const simulated = {
  number: 'Simulated person',
  session: 'Session',
  draw: 'Draw this person',
  note: 'Simulated people do not exist: their faces come from a statistical model, their voices from a synthesiser. A session is another day: other light, other background, other sentences.',
}

export const samples = {
  faces: 'Pictures',
  voices: 'Recordings',
  remove: 'Remove',
  play: 'Play',
  good: 'good',
  checking: 'checking…',
  none: 'none yet',
}
