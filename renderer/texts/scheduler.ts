// Texts of attempts under the SuperNet scheduler.

export const scheduler = {
  title: 'Scheduler',
  off: 'off: the shipped networks answer every attempt',
  on: (face: string, voice: string) => `on: ${face} for the face, ${voice} for the voice`,
  switch: 'Choose the networks for each attempt (SuperNet)',
  starting: 'Putting both SuperNets on the board…',
  enrolAgain:
    'Voices are enrolled for it separately: who was enrolled with a voice while it was off is enrolled again while it is on, and that voice is then known only while it is on. Faces are known in both.',
  setByYou: 'Set by you: a PC has neither the board’s battery nor its other work.',
  policy: 'Strict bound',
  policies: { 'strict-accuracy': 'accuracy', 'strict-latency': 'latency' },
  security: 'Security',
  levels: { low: 'low', normal: 'normal', high: 'high' },
  battery: 'Battery',
  load: 'Other work',
  allowed: 'Time allowed',
  asLeft: 'by battery and work',
  sameRate:
    'Every SubNet has a threshold of its own for the same false-match rate: less security means more false rejects, not more false accepts.',
  modality: { face: 'Face', voice: 'Voice' },
  next: 'What the next attempt will get',
  runs: (count: number) => (count === 1 ? '1 run' : `${count} runs`),
  accuracy: (reached: string, bound: string) => `Accuracy ${reached}, asked for ${bound}`,
  time: (ms: string, allowed: string) => `${ms} of ${allowed} allowed`,
  buffer: (held: string, size: string) => `Buffer holds ${held} of ${size},`,
  decides: (attempts: number) =>
    attempts === 1 ? 'decided about after this attempt' : `decided about after ${attempts} attempts`,
  hits: (buffer: string, share: string, flash: string) =>
    `${buffer} of weights from the buffer (${share}), ${flash} from flash`,
  saved: (time: string, load: string) => `${time} saved; loading the buffer took ${load}`,
  record: 'Record what surrounds each attempt',
  recordNote: 'Time, security, battery, other work and time allowed; nothing of the person.',
  recorded: (count: number) => (count === 1 ? '1 attempt recorded' : `${count} attempts recorded`),
  folder: 'Folder',
  export: 'Export as CSV',
  exported: (file: string) => `Written: ${file}`,
  forget: 'Forget them',
  served: 'Networks served',
  fromBuffer: (share: string) => `${share} of the weight bytes came from the buffer`,
}
