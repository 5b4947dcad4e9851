// People who do not exist: face and voice of one seed under one name. Figures measured on them are simulated.

import type { Samples } from '../../voice/samples.ts'
import type { ClipOptions } from './clip.ts'
import { simulatedClip } from './clip.ts'
import type { SimulatedFace } from './face.ts'
import { simulatedFace } from './face.ts'
import { simulatedVoice } from './voice.ts'

export interface SimulatedPerson {
  seed: number
  name: string
  /** Camera frame 320x240 RGB number `index` of a session, with the true box and landmarks. */
  face(session: number, index: number): SimulatedFace
  /** About 3 s of speech, utterance number `index` of a session. */
  voice(session: number, index: number): Samples
  /** Frames of a moving clip. */
  clip(session: number, options?: ClipOptions): Generator<SimulatedFace>
}

const GIVEN_NAMES = (
  'Ada Bilal Chiara Deniz Esra Farid Greta Hana Ivo Jun Kemi Luca Mira ' +
  'Noor Oskar Priya Quinn Rosa Sami Tove Uma Vito Wanda Xenia Yuki Zola'
).split(' ')

/** The person of a seed (a whole number from 0): any number of people, the same ones everywhere. */
export function simulatedPerson(seed: number): SimulatedPerson {
  return {
    seed,
    name: `Simulated ${GIVEN_NAMES[seed % GIVEN_NAMES.length]} ${seed}`,
    face: (session, index) => simulatedFace(seed, session, index),
    voice: (session, index) => simulatedVoice(seed, session, index),
    clip: (session, options) => simulatedClip(seed, session, options),
  }
}
