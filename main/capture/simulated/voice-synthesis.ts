// Source-filter synthesis (Fant 1960; resonators of Klatt 1980): Rosenberg pulses and breath through five formants in
// cascade, friction beside them. Control values change every 5 ms. 16 kHz.

import { SAMPLE_RATE, type Samples } from '../../voice/samples.ts'
import type { Random } from './random.ts'
import type { VoiceTraits } from './voice-person.ts'
import { type Friction, type Phone, VOWELS } from './voice-phones.ts'

const STEP = 80 // samples between control values
const STEPS_PER_SECOND = SAMPLE_RATE / STEP
const FORMANTS = 5
const BANDWIDTHS = [70, 90, 130, 200, 280]
const HIGHER_FORMANTS = [3500, 4500]
const GLIDE_STEPS = 4 // formants move within about 2 * 4 * 5 ms, amplitudes within half of that

/** Two-pole resonance of unit gain at 0 Hz (Klatt 1980, eq. 1-2). */
export class Resonator {
  private a = 0
  private b = 0
  private c = 0
  private y1 = 0
  private y2 = 0

  tune(frequency: number, bandwidth: number): void {
    const radius = Math.exp((-Math.PI * bandwidth) / SAMPLE_RATE)
    this.c = -radius * radius
    this.b = 2 * radius * Math.cos((2 * Math.PI * frequency) / SAMPLE_RATE)
    this.a = 1 - this.b - this.c
  }

  next(x: number): number {
    const y = this.a * x + this.b * this.y1 + this.c * this.y2
    this.y2 = this.y1
    this.y1 = y
    return y
  }
}

interface Control {
  /** Hz, per step. */
  formants: Float32Array[]
  damping: Float32Array
  voicing: Float32Array
  aspiration: Float32Array
  frication: Float32Array
  frictionHz: Float32Array
  pitch: Float32Array
}

/** Speaks the phones with the voice; the level is arbitrary. */
export function synthesise(phones: Phone[], traits: VoiceTraits, random: Random): Samples {
  const control = controlTracks(phones, traits, random)
  const steps = control.pitch.length
  const samples = new Float32Array(steps * STEP)
  const tract = Array.from({ length: FORMANTS }, () => new Resonator())
  const friction = new Resonator()
  const glottis = new Glottis(traits, random)
  for (let step = 0; step < steps; step++) {
    for (let formant = 0; formant < FORMANTS; formant++) {
      const bandwidth = BANDWIDTHS[formant] * traits.bandwidthFactor * control.damping[step]
      tract[formant].tune(Math.min(7600, control.formants[formant][step]), bandwidth)
    }
    const centre = Math.min(7400, control.frictionHz[step])
    friction.tune(centre, 0.35 * centre + 300)
    for (let n = step * STEP; n < (step + 1) * STEP; n++) {
      const { pulse, open } = glottis.next(control.pitch[step])
      const breath =
        random.normal() * (traits.breath * control.voicing[step] * open + 0.4 * control.aspiration[step])
      let voice = pulse * control.voicing[step] + breath
      for (const formant of tract) voice = formant.next(voice)
      const noise = random.normal() * control.frication[step] * traits.frication
      samples[n] = voice + 0.25 * (friction.next(noise) - noise)
    }
  }
  return samples
}

/** Derivative of Rosenberg's glottal flow (1971) with jitter and shimmer, softened by one pole. */
class Glottis {
  private phase = 1
  private period = 1
  private amplitude = 1
  private softened = 0
  private readonly traits: VoiceTraits
  private readonly random: Random

  constructor(traits: VoiceTraits, random: Random) {
    this.traits = traits
    this.random = random
  }

  next(pitch: number): { pulse: number; open: number } {
    const { openQuotient, tilt, jitter, shimmer } = this.traits
    if (this.phase >= 1) {
      this.phase -= 1
      this.period = (SAMPLE_RATE / pitch) * (1 + this.random.normal(0, jitter))
      this.amplitude = 1 + this.random.normal(0, shimmer)
    }
    const rise = 0.65 * openQuotient
    const fall = 0.35 * openQuotient
    let flow = 0
    if (this.phase < rise) flow = (0.5 * Math.sin((Math.PI * this.phase) / rise)) / rise
    else if (this.phase < rise + fall)
      flow = (-0.5 * Math.sin((0.5 * Math.PI * (this.phase - rise)) / fall)) / fall
    const open = this.phase < rise + fall ? 1 : 0.3
    this.phase += 1 / this.period
    this.softened = (1 - tilt) * flow * this.amplitude + tilt * this.softened
    return { pulse: this.softened, open }
  }
}

function controlTracks(phones: Phone[], traits: VoiceTraits, random: Random): Control {
  const ends: number[] = []
  let time = 0
  for (const { seconds } of phones) ends.push((time += seconds))
  const steps = Math.ceil(time * STEPS_PER_SECOND)
  const phoneAt = new Uint16Array(steps)
  for (let step = 0, current = 0; step < steps; step++) {
    while (current < phones.length - 1 && step / STEPS_PER_SECOND >= ends[current]) current++
    phoneAt[step] = current
  }
  const targets = phones.map((phone) => formantTargets(phone, traits))
  const track = (value: (phone: Phone, index: number) => number, glide: number) =>
    smooth(
      Float32Array.from(phoneAt, (index) => value(phones[index], index)),
      glide,
    )
  return {
    formants: Array.from({ length: FORMANTS }, (_, f) => track((_, index) => targets[index][f], GLIDE_STEPS)),
    damping: track(({ damping }) => damping, GLIDE_STEPS / 2),
    voicing: track(({ voicing }) => voicing, GLIDE_STEPS / 2),
    aspiration: track(({ aspiration }) => aspiration, 1),
    frication: track(({ frication }) => frication, 1),
    frictionHz: track(({ friction }) => frictionCentre(friction, traits), 0),
    pitch: pitchTrack(steps, traits, random),
  }
}

function formantTargets({ vowel, formants }: Phone, traits: VoiceTraits): number[] {
  const base = [...(vowel ? VOWELS[vowel] : (formants ?? VOWELS.V)), ...HIGHER_FORMANTS]
  return base.map((hz, index) => {
    const accent = vowel ? (traits.accent[vowel][index] ?? 1) : 1
    return hz * traits.tractFactor * traits.formantFactors[index] * accent
  })
}

function frictionCentre(friction: Friction, traits: VoiceTraits): number {
  if (friction === 'hiss') return traits.hiss
  if (friction === 'hush') return traits.hush
  return (friction === 'breathy' ? 3000 : friction) * traits.tractFactor
}

/** Falling line plus slow random accents, in Hz per step. */
function pitchTrack(steps: number, traits: VoiceTraits, random: Random): Float32Array {
  const accents = new Float32Array(steps)
  for (let step = 0, value = 0; step < steps; step++) {
    if (step % 30 === 0) value = random.normal(0, 1.6)
    accents[step] = value
  }
  const slow = smooth(accents, 20)
  return slow.map(
    (accent, step) =>
      traits.pitch * Math.exp(traits.pitchSpread * accent + traits.declination * (0.5 - step / steps)),
  )
}

/** Moving average over 2 * reach + 1 values, twice. */
function smooth(values: Float32Array, reach: number): Float32Array {
  let result = values
  for (let pass = 0; pass < 2 && reach > 0; pass++) {
    const from = result
    result = from.map((_, at) => {
      const start = Math.max(0, at - reach)
      const end = Math.min(from.length, at + reach + 1)
      let sum = 0
      for (let i = start; i < end; i++) sum += from[i]
      return sum / (end - start)
    })
  }
  return result
}
