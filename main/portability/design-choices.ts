// The part of co-design's space that does not depend on the board: who decides (modality), by which int8 networks, after
// how many seconds of speech, and how often that is wrong (main/codesign, from its committed measurements). What each
// costs a device is for the latency model to say, which knows no other precision.

import { createHash } from 'node:crypto'
import type { AccuracyOf } from '../codesign/accuracy.ts'
import { EMBEDDER, type Step, type Trace, voiceTrace } from '../codesign/attempt-trace.ts'
import type { Candidate, Candidates } from '../codesign/candidates.ts'
import { type DesignModality, designModalities } from '../codesign/design.ts'
import type { Accuracy } from '../codesign/points.ts'
import { VisemeError } from '../errors.ts'
import type { NetworkCost } from '../inference/interpreter.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { networkOf, readZoo, type Zoo } from '../inference/zoo.ts'
import { type NetworkFeatures, networkFeatures } from './network-features.ts'

export interface ChoosableNetwork {
  name: string
  features: NetworkFeatures
  modelBytes: number
  arenaBytes: number
}

/** One design, by the levels of its axes; -1 where it has no such part. */
export interface DesignChoice {
  modality: number
  face: number
  voice: number
  seconds: number
  /** Equal error rate on the development people. */
  eer: number
  /** Share of attempts that ask for the voice. */
  asksVoice: number
}

export interface DesignChoices {
  modalities: readonly DesignModality[]
  faces: readonly ChoosableNetwork[]
  voices: readonly ChoosableNetwork[]
  /** Of speech, and how often its voice network runs for them. */
  seconds: readonly { seconds: number; runs: number }[]
  /** What finds the face before it is embedded. */
  before: readonly ChoosableNetwork[]
  lookingSeconds: number
  designs: readonly DesignChoice[]
}

const BEFORE_EMBEDDING = ['face-detect', 'face-landmarks']
/** FMR at which a cascade asks for the voice as often as is stated. */
const STATED_FMR = 0.01

const networkCost = (name: string, { model, arena, operators }: NetworkCost): ChoosableNetwork => ({
  name,
  features: networkFeatures(operators),
  modelBytes: model.bytes.length,
  arenaBytes: arena.usedBytes,
})

/**
 * Every int8 design whose error rate was measured. Throws `no-design-accuracy` (exit 4) where none was.
 */
export function designChoices(
  candidates: Candidates,
  { seconds, looking }: { seconds: readonly number[]; looking: number },
  accuracyOf: AccuracyOf,
  zoo: Zoo = readZoo(),
): DesignChoices {
  const int8 = (each: readonly Candidate[]) => each.filter(({ precision }) => precision === 'int8')
  const [faces, voices] = [int8(candidates.face), int8(candidates.voice)]
  const designs = designModalities.flatMap((modality, at): DesignChoice[] => {
    const pairs =
      modality === 'face'
        ? faces.map((_, face) => [face, -1, -1])
        : (modality === 'voice' ? [-1] : faces.map((_, face) => face)).flatMap((face) =>
            voices.flatMap((_, voice) => seconds.map((_, second) => [face, voice, second])),
          )
    return pairs.flatMap(([face, voice, second]): DesignChoice[] => {
      const spoken = voice < 0 ? null : { network: '', precision: 'int8' as const, seconds: seconds[second] }
      const { development } = accuracyOf(
        { modality, voice: spoken },
        faces[face] ?? null,
        voices[voice] ?? null,
      )
      if (development === null) return []
      const asksVoice = modality === 'cascade' ? askedFor(development) : Number(voice >= 0)
      return [{ modality: at, face, voice, seconds: second, eer: development.eer.value, asksVoice }]
    })
  })
  if (designs.length === 0) throw notMeasured()
  return {
    modalities: designModalities,
    faces: faces.map(({ name, cost }) => networkCost(name, cost)),
    voices: voices.map(({ name, cost }) => networkCost(name, cost)),
    seconds: seconds.map((each) => ({ seconds: each, runs: runsOf(voiceTrace(zoo, each)) })),
    before: BEFORE_EMBEDDING.map((name) =>
      networkCost(name, prepare(readModel(networkOf(zoo, name).bytes), {}, { simd: false })),
    ),
    lookingSeconds: looking,
    designs,
  }
}

/** What an optimiser is trained for: the designs, their error rates, and what their networks ask of a device. */
export const fingerprintOf = (choices: DesignChoices): string => {
  const { designs, before, faces, voices } = choices
  return createHash('sha256')
    .update(JSON.stringify([designs, before, faces, voices]))
    .digest('hex')
}

function askedFor({ rates }: Accuracy): number {
  const told = rates.filter(({ asks_voice }) => asks_voice !== null)
  const nearest = told.sort(
    (a, b) => Math.abs(Math.log(a.stated_fmr / STATED_FMR)) - Math.abs(Math.log(b.stated_fmr / STATED_FMR)),
  )[0]
  return nearest?.asks_voice?.value ?? 1
}

const runsOf = (trace: Trace | readonly Step[]): number =>
  trace.reduce(
    (sum, step) =>
      sum +
      (step.do === 'lend'
        ? runsOf(step.steps)
        : Number(step.do === 'invoke' && step.network === EMBEDDER.voice)),
    0,
  )

const notMeasured = () =>
  new VisemeError({
    code: 'no-design-accuracy',
    message: 'No error rate of a design was measured for these networks.',
    next: 'Run `codesign measure`, or restore models/codesign/accuracy.json.',
    exitCode: 4,
  })
