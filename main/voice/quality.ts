// Is this recording good enough to tell whose voice it is? Figures first, then the refusal with what to change.

import type { Activity } from './activity.ts'
import { VoiceError } from './errors.ts'
import { FRAMES_PER_SECOND } from './mel.ts'
import { SAMPLE_RATE, type Samples } from './samples.ts'

/** Less speech than this says too little about a voice. */
export const MINIMUM_SPEECH_SECONDS = 1
/** Longer recordings are refused before anything is computed: a second of speech costs the board half a second. */
export const MAXIMUM_SECONDS = 30
/** A larger share of samples at full scale distorts the voice. */
export const MAXIMUM_CLIPPED = 0.01

const FULL_SCALE = 0.99
const GOOD_SPEECH_SECONDS = 2
const GOOD_SNR_DB = 20
const HIGHEST_SNR_DB = 60

export interface VoiceQuality {
  /** 0 (unusable) to 1 (long, clean, undistorted): the product of the three shares below their good values. */
  score: number
  speechSeconds: number
  /** Speech over the recording's quiet frames, at most 60. */
  snrDb: number
  /** Share of samples at full scale. */
  clipped: number
  /** Mean level of the speech in dB relative to full scale; -120 without speech. */
  levelDb: number
}

/** Figures of a recording; refuses nothing. */
export function measureQuality(samples: Samples, activity: Activity): VoiceQuality {
  let clippedSamples = 0
  for (const sample of samples) if (!(Math.abs(sample) < FULL_SCALE)) clippedSamples++
  const clipped = samples.length === 0 ? 0 : clippedSamples / samples.length
  const speechSeconds = activity.speechFrames / FRAMES_PER_SECOND
  const snrDb =
    activity.speechFrames === 0 ? 0 : Math.min(HIGHEST_SNR_DB, activity.speechDb - activity.noiseDb)
  const score =
    Math.min(1, speechSeconds / GOOD_SPEECH_SECONDS) *
    Math.min(1, Math.max(0, snrDb) / GOOD_SNR_DB) *
    Math.max(0, 1 - clipped / MAXIMUM_CLIPPED)
  return { score, speechSeconds, snrDb, clipped, levelDb: activity.speechDb }
}

/** Throws `too-long`. */
export function requireLength(samples: Samples): void {
  const seconds = samples.length / SAMPLE_RATE
  if (seconds <= MAXIMUM_SECONDS) return
  throw new VoiceError(
    'too-long',
    `The recording lasts ${seconds.toFixed(1)} s; at most ${MAXIMUM_SECONDS} s are taken.`,
    'Record one or two sentences, or cut the file.',
  )
}

/** Throws the VoiceError that names the first thing wrong with a recording; figures that are no numbers are wrong. */
export function requireUsable(samples: Samples, quality: VoiceQuality): void {
  const seconds = (samples.length / SAMPLE_RATE).toFixed(1)
  if (!(quality.clipped <= MAXIMUM_CLIPPED)) {
    throw new VoiceError(
      'clipping',
      `${(100 * quality.clipped).toFixed(1)} % of the recording is clipped (at most ${100 * MAXIMUM_CLIPPED} % may be).`,
      'Turn the microphone down or move away from it, then record again.',
    )
  }
  if (!(quality.speechSeconds > 0 && Number.isFinite(quality.levelDb))) {
    throw new VoiceError(
      'silence',
      `No speech was found in the ${seconds} s of the recording.`,
      'Check that the right microphone is chosen and not muted, then speak for two to three seconds.',
    )
  }
  if (!(quality.speechSeconds >= MINIMUM_SPEECH_SECONDS)) {
    throw new VoiceError(
      'too-short',
      `Only ${quality.speechSeconds.toFixed(2)} s of speech in the ${seconds} s of the recording; ${MINIMUM_SPEECH_SECONDS.toFixed(1)} s are needed.`,
      'Speak a whole sentence, two to three seconds long.',
    )
  }
}
