// Texts of authentication, and of what an attempt costs on the board.

export const authenticate = {
  title: 'Authenticate',
  person: 'Who do you claim to be?',
  anyone: 'Who is it? (search everybody)',
  stages: {
    idle: 'Authenticate',
    capturing: 'Looking and listening…',
    speaking: 'Listening…',
    working: 'Working on the board…',
  },
  retry: 'Try again',
  doMovement:
    'Look straight into the camera, wait for the movement that is asked for, and do it within 6 seconds.',
  nothingToChange:
    'Face and voice were of good quality: another attempt may help, or enrolling more samples.',
  empty: 'Nobody is enrolled yet.',
  emptyNext: 'Enrol somebody first: yourself, or a simulated person to see how it works.',
  enrol: 'Enrol somebody',
  noResult: 'The answer, both scores and what the attempt costs on the board will be shown here.',
  simulated: 'simulated',
  reasons: {
    'score-reaches-threshold': (score: string) => `The ${score.toLowerCase()} reaches the threshold.`,
    'score-below-threshold': (score: string) => `The ${score.toLowerCase()} stays below the threshold.`,
    'face-suffices': () => 'The face alone was sure enough; the voice was not asked for.',
    'face-too-unlike': () => 'The face alone was too unlike; the voice was not asked for.',
    'voice-against': () => 'The voice is too unlike, however well the face fits.',
    'attack-suspected': () => 'The signs of life are missing; the scores do not count.',
  } as Record<string, (score: string) => string>,
  accept: 'Accepted',
  reject: 'Rejected',
  scores: { fused: 'Fused score', face: 'Face score', voice: 'Voice score' },
  threshold: 'threshold',
  operatingPoint: ({
    source,
    stated_fmr,
    data,
    simulated,
    chimeric,
    extrapolated,
  }: {
    source: 'shipped' | 'measured'
    stated_fmr: number
    data: string
    simulated: boolean
    chimeric: boolean
    extrapolated: { pairs: number; needed: number } | null
  }) => {
    const labels = [...(simulated ? ['simulated'] : []), ...(chimeric ? ['chimeric'] : [])]
    const label = labels.length > 0 ? ` (${labels.join(', ')})` : ''
    const note = extrapolated
      ? ` It is extrapolated: ${extrapolated.pairs} pairs of people were compared, and ${extrapolated.needed} would carry that rate.`
      : ''
    const from = source === 'shipped' ? 'shipped, found on' : 'chosen, measured on'
    return `Threshold for a false-match rate of ${Number((100 * stated_fmr).toPrecision(3))} %: ${from} ${data}${label}.${note}`
  },
  cosine: 'cosine',
  candidates: 'Candidates',
  damaged: (names: readonly string[]) =>
    `Not compared, because what is stored of them is damaged: ${names.join(', ')}. Remove them and enrol them again.`,
}

export const presence = {
  title: 'Signs of life',
  passed: 'passed',
  failed: 'failed',
  notJudged: 'not judged',
  checks: {
    challenge: 'The head moved as asked',
    depth: 'What moved has the depth of a head',
    'same-face': 'The face that moved is the face that was compared',
    'no-jump': 'The face did not jump between frames',
    'voice-length': 'The voice is no longer than the attempt',
    moving: 'The picture is not frozen',
    'not-repeated': 'No frame comes twice',
    'camera-name': 'The camera is no virtual one, by its name',
    'sound-band': 'The voice has the treble of a live one',
    'sound-level': 'The voice is as loud as a live one',
  },
}

export const cost = {
  title: 'Cost on the board',
  latency: 'Latency (estimate)',
  accuracy: 'How good is this estimate?',
  ram: 'Peak RAM',
  flash: 'Flash',
  energy: 'Energy',
  timeline: 'Timeline of the attempt',
  here: (ms: string) => `(here ${ms})`,
  host: (captured: string | null, working: string, answered: string | null) =>
    `${captured === null ? '' : `The capture took ${captured}. `}This computer needed ${working} for the work of the board.${answered === null ? '' : ` The answer came ${answered} after the capture ended.`}`,
  core: (core: number) => `Core ${core}`,
}
