// The sounds a simulated sentence is made of. Vowel formants: men of Peterson & Barney (1952); consonants after the
// ranges in Klatt, "Software for a cascade/parallel formant synthesizer" (1980). Frequencies in Hz, times in seconds.

import type { Random } from './random.ts'

export const VOWELS = {
  i: [270, 2290, 3010],
  I: [390, 1990, 2550],
  E: [530, 1840, 2480],
  ae: [660, 1720, 2410],
  A: [730, 1090, 2440],
  O: [570, 840, 2410],
  U: [440, 1020, 2240],
  u: [300, 870, 2240],
  V: [640, 1190, 2390],
  R: [490, 1350, 1690],
} as const

export type VowelName = keyof typeof VOWELS
const VOWEL_NAMES = Object.keys(VOWELS) as VowelName[]

/** Which noise a sound is made with; `burst` carries its own centre frequency. */
export type Friction = 'hiss' | 'hush' | 'breathy' | number

export interface Phone {
  vowel?: VowelName
  /** First three formants where it is no vowel. */
  formants?: readonly number[]
  seconds: number
  /** Amplitudes of voicing, aspiration and frication, 0 to 1. */
  voicing: number
  aspiration: number
  frication: number
  friction: Friction
  /** Factor on bandwidths: nasals are damped. */
  damping: number
}

const phone = (part: Partial<Phone> & { seconds: number }): Phone => ({
  voicing: 0,
  aspiration: 0,
  frication: 0,
  friction: 'breathy',
  damping: 1,
  ...part,
})

const stop = (voiced: boolean, formants: readonly number[], burst: number): Phone[] => [
  phone({ seconds: 0.06, formants, voicing: voiced ? 0.12 : 0 }),
  phone({ seconds: 0.012, formants, frication: 0.5, friction: burst }),
  phone({ seconds: voiced ? 0.008 : 0.035, formants, aspiration: voiced ? 0.1 : 0.35 }),
]

const CONSONANTS: Phone[][] = [
  stop(false, [300, 900, 2300], 900),
  stop(true, [300, 900, 2300], 800),
  stop(false, [300, 1750, 2600], 4300),
  stop(true, [300, 1750, 2600], 4000),
  stop(false, [300, 2000, 2400], 2100),
  stop(true, [300, 2000, 2400], 1900),
  [phone({ seconds: 0.1, formants: [300, 1700, 2600], frication: 0.5, friction: 'hiss' })],
  [phone({ seconds: 0.08, formants: [300, 1700, 2600], voicing: 0.25, frication: 0.3, friction: 'hiss' })],
  [phone({ seconds: 0.1, formants: [300, 1900, 2500], frication: 0.5, friction: 'hush' })],
  [phone({ seconds: 0.08, formants: [300, 1100, 2200], frication: 0.12, friction: 'breathy' })],
  [phone({ seconds: 0.06, formants: [500, 1500, 2500], aspiration: 0.3 })],
  [phone({ seconds: 0.07, formants: [280, 1000, 2200], voicing: 0.45, damping: 2.5 })],
  [phone({ seconds: 0.07, formants: [280, 1700, 2500], voicing: 0.45, damping: 2.5 })],
  [phone({ seconds: 0.06, formants: [360, 1250, 2800], voicing: 0.7, damping: 1.3 })],
  [phone({ seconds: 0.06, formants: [400, 1150, 1600], voicing: 0.7, damping: 1.2 })],
  [phone({ seconds: 0.06, formants: [300, 720, 2200], voicing: 0.65 })],
  [phone({ seconds: 0.06, formants: [280, 2200, 2950], voicing: 0.65 })],
]

const pause = (seconds: number): Phone => phone({ seconds, formants: [500, 1500, 2500] })

/** A sentence of about `seconds`: syllables of consonant and vowel, some closed, a short pause between phrases. */
export function sentence(random: Random, seconds: number, rate: number): Phone[] {
  const phones: Phone[] = []
  const pace = 10 / rate
  let length = 0
  let untilPause = 4 + random.integer(5)
  const say = (...sounds: Phone[]) => {
    for (const sound of sounds) {
      phones.push(sound)
      length += sound.seconds
    }
  }
  while (length < seconds) {
    if (random.uniform() < 0.9)
      say(...random.pick(CONSONANTS).map((sound) => ({ ...sound, seconds: sound.seconds * pace })))
    const stressed = random.uniform() < 0.4
    say(
      phone({
        vowel: random.pick(VOWEL_NAMES),
        seconds: pace * random.uniform(0.07, 0.12) * (stressed ? 1.5 : 1),
        voicing: stressed ? 1 : 0.75,
      }),
    )
    if (--untilPause === 0) {
      say(pause(random.uniform(0.05, 0.18)))
      untilPause = 4 + random.integer(5)
    }
  }
  return phones
}
