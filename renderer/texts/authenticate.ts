// Texts of authentication, and of what an attempt costs on the board.

export const authenticate = {
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
  live: (seconds: number) => `Look at the camera and speak for ${seconds} seconds after pressing the button.`,
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
  operatingPoint: ({
    source,
    stated_fmr,
    data,
    simulated,
    chimeric,
  }: {
    source: 'shipped' | 'measured'
    stated_fmr: number
    data: string
    simulated: boolean
    chimeric: boolean
  }) => {
    const labels = [...(simulated ? ['simulated'] : []), ...(chimeric ? ['chimeric'] : [])]
    const label = labels.length > 0 ? ` (${labels.join(', ')})` : ''
    const from = source === 'shipped' ? 'shipped, found on' : 'chosen, measured on'
    return `Threshold for a false-match rate of ${Number((100 * stated_fmr).toPrecision(3))} %: ${from} ${data}${label}.`
  },
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
}

export const cost = {
  title: 'Cost on the board',
  latency: 'Latency (estimate)',
  accuracy: 'How good is this estimate?',
  ram: 'Peak RAM',
  flash: 'Flash',
  energy: 'Energy',
  timeline: 'Timeline of the attempt',
  core: (core: number) => `Core ${core}`,
}
