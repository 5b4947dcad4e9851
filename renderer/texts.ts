// Every English text of the window, in one place.

/** A count with its noun: "1 person", "2 people". */
const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`
const morePeople = (left: number) => `${left} more ${left === 1 ? 'person fits' : 'people fit'}`

/** What happened and what to do next. */
type Told = [message: string, next: string]

export const texts = {
  nav: {
    label: 'Screens',
    authenticate: 'Authenticate',
    enrol: 'Enrol',
    people: 'People',
    board: 'Board',
  },
  source: {
    label: 'Where face and voice come from',
    live: 'Camera and microphone',
    files: 'Files',
    simulated: 'Simulated person',
  },
  camera: {
    title: 'Face',
    take: 'Take picture',
    starting: 'Starting the camera…',
    hint: 'Put the face inside the oval and look at the camera.',
    retry: 'Try the camera again',
  },
  microphone: {
    title: 'Voice',
    stages: {
      idle: (seconds: number) => `Record ${seconds} seconds`,
      starting: () => 'Starting the microphone…',
      recording: () => 'Recording: speak now',
    },
    level: 'Level of the microphone',
    prompts: [
      'The quick boat turned around the island before the storm.',
      'My voice is a key that nobody else can carry.',
      'Seven green lamps were burning above the old harbour.',
    ],
  },
  devices: {
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
  },
  files: {
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
  },
  simulated: {
    number: 'Simulated person',
    session: 'Session',
    draw: 'Draw this person',
    note: 'Simulated people do not exist: their faces come from a statistical model, their voices from a synthesiser. A session is another day: other light, other background, other sentences.',
  },
  samples: {
    faces: 'Pictures',
    voices: 'Recordings',
    remove: 'Remove',
    play: 'Play',
    good: 'good',
    checking: 'checking…',
    none: 'none yet',
  },
  enrol: {
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
  },
  authenticate: {
    title: 'Authenticate',
    person: 'Who do you claim to be?',
    anyone: 'Who is it? (search everybody)',
    face: 'Face',
    voice: 'Voice',
    modalities: 'Present',
    pace: "At the board's speed",
    stages: {
      idle: 'Authenticate',
      capturing: 'Looking and listening…',
      working: 'Working on the board…',
    },
    live: (seconds: number) =>
      `Look at the camera and speak for ${seconds} seconds after pressing the button.`,
    liveFaceOnly: 'Look at the camera and press the button.',
    empty: 'Nobody is enrolled yet.',
    emptyNext: 'Enrol somebody first: yourself, or a simulated person to see how it works.',
    enrol: 'Enrol somebody',
    noResult: 'The answer, both scores and what the attempt costs on the board will be shown here.',
    simulated: 'simulated',
    reasons: {
      'score-reaches-threshold': (score: string) => `The ${score.toLowerCase()} reaches the threshold.`,
      'score-below-threshold': (score: string) => `The ${score.toLowerCase()} stays below the threshold.`,
    } as Record<string, (score: string) => string>,
    accept: 'Accepted',
    reject: 'Rejected',
    scores: { fused: 'Fused score', face: 'Face score', voice: 'Voice score' },
    threshold: 'threshold',
    cosine: 'cosine',
    candidates: 'Candidates',
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
  },
  cost: {
    title: 'Cost on the board',
    latency: 'Latency (estimate)',
    accuracy: 'How good is this estimate?',
    ram: 'Peak RAM',
    flash: 'Flash',
    energy: 'Energy',
    timeline: 'Timeline of the attempt',
    core: (core: number) => `Core ${core}`,
  },
  people: {
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
  },
  board: {
    title: 'The emulated board',
    subject: 'What to inspect',
    system: 'All of Viseme',
    choose: 'Open a .tflite…',
    board: 'Board',
    cpu: 'Processor',
    psram: 'PSRAM',
    off: 'off',
    arena: 'Tensor arena',
    internal: 'internal RAM',
    kernels: 'Kernels',
    reference: 'TFLM reference',
    watchdog: 'Watchdog (5 s)',
    reports: 'reports',
    panics: 'panics',
    build: 'Build',
    noChecks: '-O2, no debug checks',
    calibration: 'How far the clock is from published measurements',
    point: 'Measured',
    published: 'Published',
    estimate: 'Estimate',
    error: 'Error',
    fitted: 'Fitted to it',
    energyError: 'Energy error',
    source: (source: string) => `Source: ${source}`,
    fits: (what: string) => `${what} fits.`,
    tooLarge: (what: string) => `${what} does not fit.`,
    memory: 'Memory, by region',
    flash: 'Flash',
    used: (used: string, capacity: string) => `${used} of ${capacity} used`,
    largest: (bytes: string) => `largest free block ${bytes}`,
    arenaTitle: 'The arena over time',
    lives: (name: string, size: string, first: number, last: number) =>
      `${name}: ${size}, steps ${first} to ${last}`,
    first: 'input',
    last: (count: number) => `operator ${count - 1}`,
    operators: 'Operators',
    operator: 'Operator',
    weights: 'Weights',
    cycles: 'Cycles',
    share: 'Share',
    size: 'Model',
    operatingPoint: 'Operating point',
    shell: 'Window',
  },
  failure: { dismiss: 'Dismiss', retry: 'Try again', retrying: 'Trying…' },
  loading: 'Loading…',
}
