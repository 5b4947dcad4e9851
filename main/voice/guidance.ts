// What a speaker should change, one thing at a time, and the measured quantities it follows from.

import type { Meter } from '../face/guidance.ts'
import type { VoiceQuality } from './quality.ts'
import { MAXIMUM_CLIPPED } from './quality.ts'

export const voiceInstructions = ['speak', 'longer', 'louder', 'too-loud', 'too-noisy'] as const
export type VoiceInstruction = (typeof voiceInstructions)[number]

/** Ranges that are good: dB relative to full scale, dB of speech over noise, seconds of speech. */
export const goodVoice = { level: { low: -45, high: -9 }, snr: 12, seconds: 1.5 } as const

/** What to change before the recording is good; null where it is. */
export function voiceInstruction({
  clipped,
  levelDb,
  snrDb,
  speechSeconds,
}: VoiceQuality): VoiceInstruction | null {
  if (clipped > MAXIMUM_CLIPPED || levelDb > goodVoice.level.high) return 'too-loud'
  if (speechSeconds === 0) return 'speak'
  if (levelDb < goodVoice.level.low) return 'louder'
  if (snrDb < goodVoice.snr) return 'too-noisy'
  if (speechSeconds < goodVoice.seconds) return 'longer'
  return null
}

/** The quantities behind `voiceInstruction`, for showing. */
export function voiceMeters({ levelDb, snrDb, speechSeconds }: VoiceQuality): Meter[] {
  return [
    { name: 'level', value: levelDb, unit: 'dB', min: -80, ...goodVoice.level, max: 0 },
    { name: 'noise', value: snrDb, unit: 'dB', min: 0, low: goodVoice.snr, high: 60, max: 60 },
    { name: 'speech', value: speechSeconds, unit: 's', min: 0, low: goodVoice.seconds, high: 10, max: 10 },
  ]
}
