// Recordings of which is known where somebody speaks: stretches of clean speech between inserted pauses, in noise of a
// stated level. Labels come from the clean speech and the layout, never from the noisy recording.

import { FRAME_SAMPLES, frameCount, HOP_SAMPLES, logMel } from '../voice/mel.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'
import { quantile } from './quantile.ts'

/** What a frame is: speech, pause, or not counted. */
export const LABEL = { speech: 1, pause: 0, uncounted: -1 } as const
export type Label = (typeof LABEL)[keyof typeof LABEL]

export interface LabelledRecording {
  samples: Samples
  /** One for each frame of `logMel`. */
  labels: Int8Array
}

export const LEADING_SECONDS = 1
export const STRETCH_SECONDS = 1.2
export const PAUSE_SECONDS = 1.2
/** Frames of clean speech this far below its 95th percentile, such as stops between sounds, are not counted. */
export const SPEECH_RANGE_DB = 25
/** Pause frames this close to a stretch are not counted: where speech ends is a matter of taste. */
export const COLLAR_SECONDS = 0.15
/** Less speech than this in its stretches makes no recording. */
const LEAST_SPEECH_FRAMES = 60

const at = (seconds: number): number => Math.round(seconds * SAMPLE_RATE)

/** Length of a labelled recording in samples. */
export const RECORDING_SAMPLES = at(2 * LEADING_SECONDS + 2 * STRETCH_SECONDS + PAUSE_SECONDS)

/** First samples of the two stretches. */
const STRETCHES = [at(LEADING_SECONDS), at(LEADING_SECONDS + STRETCH_SECONDS + PAUSE_SECONDS)]

const power = (decibels: number): number => 10 ** (decibels / 10)
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * The beginning of `clean` as two stretches among pauses, with `noise` added over all of it so that the mean power of
 * the speech frames lies `snrDb` above the mean power of the noise (60 to 7600 Hz); null where there is too little speech.
 * @param noise RECORDING_SAMPLES of any level
 */
export function labelledRecording(clean: Samples, noise: Samples, snrDb: number): LabelledRecording | null {
  const samples = new Float32Array(RECORDING_SAMPLES)
  STRETCHES.forEach((start, index) => {
    samples.set(clean.subarray(index * at(STRETCH_SECONDS), (index + 1) * at(STRETCH_SECONDS)), start)
  })
  const { levels } = logMel(samples)
  const labels = layoutLabels(samples.length)
  const spoken = levels.filter((_, frame) => labels[frame] === LABEL.speech)
  const loudest = quantile(Float64Array.from(spoken).sort(), 0.95)
  for (let frame = 0; frame < labels.length; frame++) {
    const weak = labels[frame] === LABEL.speech && levels[frame] < Math.max(loudest - SPEECH_RANGE_DB, -100)
    if (weak) labels[frame] = LABEL.uncounted
  }
  const speech = [...levels].filter((_, frame) => labels[frame] === LABEL.speech)
  if (speech.length < LEAST_SPEECH_FRAMES) return null
  const noisePower = mean([...logMel(noise).levels].map(power))
  const gain = Math.sqrt(mean(speech.map(power)) / power(snrDb) / noisePower)
  for (let i = 0; i < samples.length; i++) samples[i] += gain * noise[i]
  return { samples, labels }
}

/** Speech in the stretches, pause outside them and their collars. */
function layoutLabels(length: number): Int8Array {
  return Int8Array.from({ length: frameCount({ length } as Samples) }, (_, frame) => {
    const first = frame * HOP_SAMPLES
    const last = first + FRAME_SAMPLES
    const end = (start: number): number => start + at(STRETCH_SECONDS)
    if (STRETCHES.some((start) => first >= start && last <= end(start))) return LABEL.speech
    const collar = at(COLLAR_SECONDS)
    return STRETCHES.every((start) => last <= start - collar || first >= end(start) + collar)
      ? LABEL.pause
      : LABEL.uncounted
  })
}
