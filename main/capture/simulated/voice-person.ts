// The voice of a person who does not exist: what stays the same from day to day. Frequencies in Hz.
// Ranges follow adult speech: pitch after Traunmüller & Eriksson (1995), tract length after Fitch & Giedd (1999),
// speaker-specific zeros of the piriform fossa and nose after Dang & Honda (1997).

import { Random } from './random.ts'
import { VOWELS, type VowelName } from './voice-phones.ts'

/** A resonance or dip of fixed frequency. */
export interface Bump {
  frequency: number
  gainDb: number
  quality: number
}

export interface VoiceTraits {
  /** Factor on all formants: 1 is a tract of 17.5 cm, more is shorter. */
  tractFactor: number
  /** Factors on the five formants on top of it. */
  formantFactors: number[]
  /** Factors on the first three formants of each vowel: the person's accent. */
  accent: Record<VowelName, number[]>
  bandwidthFactor: number
  pitch: number
  /** Standard deviation of the logarithm of the pitch along a sentence. */
  pitchSpread: number
  /** Fall of the logarithm of the pitch over a sentence. */
  declination: number
  jitter: number
  shimmer: number
  /** Share of the glottal period in which the glottis is open. */
  openQuotient: number
  /** Pole of the source's low-pass: larger is a softer voice. */
  tilt: number
  /** Amplitude of breath noise relative to the pulses. */
  breath: number
  /** Sounds per second. */
  rate: number
  /** Centre of s and of sh. */
  hiss: number
  hush: number
  frication: number
  bumps: Bump[]
}

const VOICE_STREAM = 0x701ce

/** Traits of the person of this seed. */
export function voiceTraits(personSeed: number): VoiceTraits {
  const random = new Random(VOICE_STREAM, personSeed)
  const small = random.uniform() < 0.5 // of the two modes of adult larynx and tract sizes
  const tractFactor = Math.exp(random.normal(Math.log(small ? 1.17 : 1), 0.07))
  const formantFactors = [0.07, 0.08, 0.07, 0.07, 0.07].map((spread) => Math.exp(random.normal(0, spread)))
  const accent = Object.fromEntries(
    Object.keys(VOWELS).map((vowel) => [
      vowel,
      [0.1, 0.09, 0.06].map((spread) => Math.exp(random.normal(0, spread))),
    ]),
  ) as Record<VowelName, number[]>
  return {
    tractFactor,
    formantFactors,
    accent,
    bandwidthFactor: Math.exp(random.normal(0, 0.3)),
    pitch: Math.exp(random.normal(Math.log(small ? 200 : 115), 0.2)),
    pitchSpread: random.uniform(0.04, 0.16),
    declination: random.uniform(0.05, 0.3),
    jitter: random.uniform(0.003, 0.02),
    shimmer: random.uniform(0.02, 0.12),
    openQuotient: random.uniform(0.45, 0.8),
    tilt: random.uniform(0.1, 0.8),
    breath: Math.exp(random.normal(Math.log(0.06), 0.9)),
    rate: random.uniform(8, 14),
    hiss: random.uniform(4200, 7000),
    hush: random.uniform(2400, 3600),
    frication: Math.exp(random.normal(0, 0.4)),
    bumps: [
      { frequency: random.uniform(250, 700), gainDb: random.normal(0, 5), quality: random.uniform(1, 3) },
      { frequency: random.uniform(800, 1800), gainDb: random.normal(0, 5), quality: random.uniform(1, 4) },
      { frequency: random.uniform(2000, 3800), gainDb: random.normal(0, 5), quality: random.uniform(1, 4) },
      { frequency: random.uniform(4000, 6500), gainDb: random.normal(-4, 5), quality: random.uniform(1, 4) },
    ],
  }
}
