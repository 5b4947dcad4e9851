// What differs from one recording day to the next: the speaker's form of the day, room, microphone, noise and level.

import { SAMPLE_RATE, type Samples } from '../../voice/samples.ts'
import { Random } from './random.ts'
import type { Bump, VoiceTraits } from './voice-person.ts'

export interface VoiceSession {
  /** Factors of the day on the voice. */
  pitchFactor: number
  tractFactor: number
  breathFactor: number
  rateFactor: number
  tiltShift: number
  /** Microphone and distance. */
  channel: Bump[]
  channelTiltDb: number
  reflections: { seconds: number; gain: number }[]
  snrDb: number
  /** Pole of the noise: larger is darker. */
  noiseColour: number
  levelDb: number
}

const SESSION_STREAM = 0x5e5510

/** Conditions of one session of one person. */
export function voiceSession(personSeed: number, session: number): VoiceSession {
  const random = new Random(SESSION_STREAM, personSeed, session)
  const room = random.uniform(0.05, 0.25)
  return {
    pitchFactor: Math.exp(random.normal(0, 0.04)),
    tractFactor: Math.exp(random.normal(0, 0.01)),
    breathFactor: Math.exp(random.normal(0, 0.3)),
    rateFactor: Math.exp(random.normal(0, 0.08)),
    tiltShift: random.normal(0, 0.05),
    channel: [
      { frequency: random.uniform(100, 600), gainDb: random.normal(0, 2.5), quality: 0.8 },
      { frequency: random.uniform(800, 2500), gainDb: random.normal(0, 2), quality: 0.8 },
      { frequency: random.uniform(3000, 7000), gainDb: random.normal(0, 3), quality: 0.8 },
    ],
    channelTiltDb: random.normal(0, 2),
    reflections: Array.from({ length: 8 }, () => {
      const seconds = random.uniform(0.002, 0.06)
      return { seconds, gain: room * Math.exp(-seconds / 0.03) * random.pick([-1, 1]) }
    }),
    snrDb: random.uniform(18, 38),
    noiseColour: random.uniform(0, 0.95),
    levelDb: random.uniform(-30, -18),
  }
}

/** The person's voice in the form of the day. */
export function traitsOfTheDay(traits: VoiceTraits, day: VoiceSession): VoiceTraits {
  return {
    ...traits,
    pitch: traits.pitch * day.pitchFactor,
    tractFactor: traits.tractFactor * day.tractFactor,
    breath: traits.breath * day.breathFactor,
    rate: traits.rate * day.rateFactor,
    tilt: Math.min(0.9, Math.max(0, traits.tilt + day.tiltShift)),
  }
}

/** Room, microphone, noise and level on a dry voice with `lead` seconds of room before and after. */
export function recordIn(
  dry: Samples,
  bumps: readonly Bump[],
  day: VoiceSession,
  lead: number,
  random: Random,
): Samples {
  const silence = Math.round(lead * SAMPLE_RATE)
  const wet = new Float32Array(dry.length + 2 * silence)
  wet.set(dry, silence)
  for (const { seconds, gain } of day.reflections) {
    const delay = Math.round(seconds * SAMPLE_RATE)
    for (let n = 0; n < dry.length && n + silence + delay < wet.length; n++)
      wet[n + silence + delay] += gain * dry[n]
  }
  for (const bump of [...bumps, ...day.channel]) peak(wet, bump)
  shelf(wet, day.channelTiltDb)
  const voiced = wet.reduce((sum, x) => sum + x * x, 0) / dry.length
  const noise = colouredNoise(wet.length, day.noiseColour, random)
  const noisePower = noise.reduce((sum, x) => sum + x * x, 0) / noise.length
  const noiseGain = Math.sqrt(voiced / noisePower / 10 ** (day.snrDb / 10))
  const gain = Math.sqrt(10 ** (day.levelDb / 10) / voiced)
  return wet.map((x, n) => Math.max(-1, Math.min(0.99, gain * (x + noiseGain * noise[n]))))
}

function colouredNoise(length: number, pole: number, random: Random): Float32Array {
  let state = 0
  return Float32Array.from({ length }, () => (state = pole * state + random.normal()))
}

/** Peaking filter in place (R. Bristow-Johnson, Audio EQ Cookbook). */
function peak(samples: Samples, { frequency, gainDb, quality }: Bump): void {
  const amplitude = 10 ** (gainDb / 40)
  const omega = (2 * Math.PI * frequency) / SAMPLE_RATE
  const alpha = Math.sin(omega) / (2 * quality)
  const a0 = 1 + alpha / amplitude
  const b = [(1 + alpha * amplitude) / a0, (-2 * Math.cos(omega)) / a0, (1 - alpha * amplitude) / a0]
  const a = [b[1], (1 - alpha / amplitude) / a0]
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  for (let n = 0; n < samples.length; n++) {
    const x = samples[n]
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
    samples[n] = y
  }
}

/** Tilts the spectrum about 1 kHz by `decibels` at the top, in place: low and high part with gains of opposite sign. */
function shelf(samples: Samples, decibels: number): void {
  const pole = Math.exp((-2 * Math.PI * 1000) / SAMPLE_RATE)
  const [lowGain, highGain] = [10 ** (-decibels / 20), 10 ** (decibels / 20)]
  let low = 0
  for (let n = 0; n < samples.length; n++) {
    low = (1 - pole) * samples[n] + pole * low
    samples[n] = lowGain * low + highGain * (samples[n] - low)
  }
}
