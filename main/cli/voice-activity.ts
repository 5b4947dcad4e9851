// `viseme voice-activity`: how often the voice activity misses speech and how often it takes a pause for speech.

import type { Command } from 'commander'
import { VisemeError } from '../errors.ts'
import type { ActivityRates } from '../evaluation/activity-rates.ts'
import { answer } from './output.ts'

interface VoiceActivityArguments {
  dataset: string
  noise?: string
  json?: boolean
}

export function voiceActivityCommand(program: Command): void {
  program
    .command('voice-activity')
    .description('miss and false-alarm rates of the voice activity in noise, on clean recordings')
    .requiredOption(
      '--dataset <path>',
      'clean recordings: folder <person>/<session>_<sample>.<ext>, or manifest.csv',
    )
    .option('--noise <file>', 'recording of surroundings to add besides white noise')
    .option('--json', 'print one JSON document')
    .action(async (options: VoiceActivityArguments) => {
      const { readDataSet } = await import('../evaluation/data-set.ts')
      const { readAudioFile } = await import('../capture/audio-file.ts')
      const { activityRates, SNRS_DB } = await import('../evaluation/activity-rates.ts')
      const { RECORDING_SAMPLES } = await import('../evaluation/labelled-speech.ts')
      const { captureProgress } = await import('./capture-progress.ts')
      const set = readDataSet(options.dataset)
      const recordings = set.samples.filter(({ modality }) => modality === 'voice')
      if (recordings.length === 0) throw noRecordings(set.name)
      const surroundings = options.noise === undefined ? null : await readAudioFile(options.noise)
      if (surroundings && surroundings.length < RECORDING_SAMPLES) throw shortNoise(options.noise!)
      const speech = []
      for (const { person, path } of recordings) speech.push({ person, samples: await readAudioFile(path) })
      const progress = captureProgress(speech.length * SNRS_DB.length * (surroundings ? 2 : 1), 'recordings')
      try {
        const rates = activityRates(speech, surroundings, { onDone: progress.advance })
        progress.stop()
        answer(
          options,
          { dataset: set.name, people: new Set(speech.map(({ person }) => person)).size, rates },
          describe,
        )
      } finally {
        progress.stop()
      }
    })
}

function describe({
  dataset,
  people,
  rates,
}: {
  dataset: string
  people: number
  rates: ActivityRates[]
}): string {
  const cell = (rate: ActivityRates['miss']): string =>
    rate
      ? `${percent(rate.value)} % (${percent(rate.low)}-${percent(rate.high)} %), ${rate.errors.toLocaleString('en')} of ${rate.trials.toLocaleString('en')}`
      : 'none'
  return [
    `${dataset}: ${people} people, two stretches of speech among pauses, frames of 10 ms, 95 % intervals over people`,
    ...rates.flatMap((each) => [
      `${each.noise} noise, SNR ${each.snr_db} dB, ${each.recordings} recordings`,
      `  speech missed          ${cell(each.miss)}`,
      `  pause taken for speech ${cell(each.false_alarm)}`,
      `  no speech found        ${cell(each.nothing_found)}`,
    ]),
  ].join('\n')
}

const percent = (rate: number): string => (100 * rate).toFixed(1)

const noRecordings = (name: string): VisemeError =>
  new VisemeError({
    code: 'no-samples',
    message: `${name} holds no recordings.`,
    next: 'Choose a data set with .wav, .flac, .ogg or .opus files.',
    exitCode: 2,
  })

const shortNoise = (path: string): VisemeError =>
  new VisemeError({
    code: 'short-noise',
    message: `${path} is too short to be added to recordings of 5.6 s.`,
    next: 'Give a longer recording of surroundings.',
    exitCode: 2,
  })
