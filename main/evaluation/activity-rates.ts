// Miss and false-alarm rates of the voice activity, frame by frame, against labelled recordings in noise.

import { findSpeech } from '../voice/activity.ts'
import { logMel } from '../voice/mel.ts'
import type { Samples } from '../voice/samples.ts'
import type { CountedRate } from './interval.ts'
import { LABEL, labelledRecording, RECORDING_SAMPLES } from './labelled-speech.ts'
import { seededIntegers } from './random.ts'
import { type PersonCount, rateOverPeople } from './rate-over-people.ts'

export const SNRS_DB = [30, 20, 10, 5, 0]
/** White noise, or a part of a recording of surroundings. */
export type NoiseKind = 'white' | 'recorded'

export interface CleanSpeech {
  person: string
  samples: Samples
}

export interface ActivityRates {
  noise: NoiseKind
  snr_db: number
  recordings: number
  people: number
  /** Speech frames outside the segments found. */
  miss: CountedRate | null
  /** Pause frames inside the segments found. */
  false_alarm: CountedRate | null
  /** Recordings in which no speech was found at all. */
  nothing_found: CountedRate | null
}

/** Counts of one person. */
interface Tally {
  miss: PersonCount
  falseAlarm: PersonCount
  nothing: PersonCount
}

/**
 * Rates over all people at every noise and level. What `findSpeech` calls a segment is compared: its short pauses
 * count as speech, those of the recordings are longer.
 * @param surroundings recorded noise, at least RECORDING_SAMPLES; null leaves it out
 */
export function activityRates(
  speech: readonly CleanSpeech[],
  surroundings: Samples | null,
  {
    snrs = SNRS_DB,
    seed = 1,
    onDone = () => {},
  }: { snrs?: number[]; seed?: number; onDone?: () => void } = {},
): ActivityRates[] {
  const kinds: NoiseKind[] = surroundings ? ['white', 'recorded'] : ['white']
  return kinds.flatMap((noise) =>
    snrs.map((snr_db) => {
      const integer = seededIntegers(seed)
      const tallies = new Map<string, Tally>()
      let recordings = 0
      for (const { person, samples } of speech) {
        const added = noise === 'white' ? whiteNoise(integer) : cutOut(surroundings!, integer)
        const recording = labelledRecording(samples, added, snr_db)
        if (recording) {
          recordings++
          const tally = tallies.get(person) ?? newTally()
          tallies.set(person, tally)
          count(tally, recording.samples, recording.labels)
        }
        onDone()
      }
      const all = [...tallies.values()]
      return {
        noise,
        snr_db,
        recordings,
        people: all.length,
        miss: rateOverPeople(all.map(({ miss }) => miss)),
        false_alarm: rateOverPeople(all.map(({ falseAlarm }) => falseAlarm)),
        nothing_found: rateOverPeople(all.map(({ nothing }) => nothing)),
      }
    }),
  )
}

const newTally = (): Tally => {
  const none = (): PersonCount => ({ errors: 0, trials: 0 })
  return { miss: none(), falseAlarm: none(), nothing: none() }
}

function count({ miss, falseAlarm, nothing }: Tally, samples: Samples, labels: Int8Array): void {
  const { segments } = findSpeech(logMel(samples).levels)
  const found = new Uint8Array(labels.length)
  for (const { start, end } of segments) found.fill(1, start, end)
  for (let frame = 0; frame < labels.length; frame++) {
    if (labels[frame] === LABEL.speech) {
      miss.trials++
      if (found[frame] === 0) miss.errors++
    } else if (labels[frame] === LABEL.pause) {
      falseAlarm.trials++
      if (found[frame] === 1) falseAlarm.errors++
    }
  }
  nothing.trials++
  if (segments.length === 0) nothing.errors++
}

/** Normally distributed samples (G. Box and M. Muller, 1958). */
function whiteNoise(integer: (limit: number) => number): Samples {
  const uniform = (): number => (integer(2 ** 32) + 0.5) / 2 ** 32
  return Float32Array.from(
    { length: RECORDING_SAMPLES },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
}

function cutOut(surroundings: Samples, integer: (limit: number) => number): Samples {
  const start = integer(surroundings.length - RECORDING_SAMPLES + 1)
  return surroundings.subarray(start, start + RECORDING_SAMPLES)
}
