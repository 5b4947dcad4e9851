// The table of a space: a point for every design, costed by the board's own code and joined with what was measured.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Board } from '../board/boards.ts'
import { VisemeError } from '../errors.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import { networkOf, readZoo, type Zoo } from '../inference/zoo.ts'
import type { AccuracyOf, Pairings } from './accuracy.ts'
import {
  type AttemptPlan,
  attemptCost,
  type NamedCost,
  type Part,
  rememberedLatencies,
  totalOf,
} from './attempt-cost.ts'
import { EMBEDDER, faceTrace, type Trace, voiceTrace } from './attempt-trace.ts'
import { billOf, dollarsOf, type Price } from './bill.ts'
import { type Candidate, type Candidates, candidateOf, designedParts } from './candidates.ts'
import { type Design, designId, optionsOf } from './design.ts'
import { experienceOf } from './experience.ts'
import type { DesignPoint, Factors } from './points.ts'
import { type Decider, enumerate, type Space } from './space.ts'

/** What points are made of. */
export interface Workshop {
  space: Space
  candidates: Candidates
  prices: readonly Price[]
  accuracyOf: AccuracyOf
  /** How people were paired for the error rates of designs with face and voice; null where nothing was measured. */
  pairings: Pairings | null
  /** Whether error rates were measured of exactly these networks together. */
  isMeasured(decider: Decider): boolean
  /** Board, networks and what an attempt does, of a design. Throws `no-such-network`, `unknown-board` (exit 2). */
  planOf(design: Design): { board: Board; plan: AttemptPlan }
  /** The point of a design. Throws `no-such-network`, `unknown-board` (exit 2). */
  pointOf(design: Design): DesignPoint
}

/** Networks that every face runs through before it is embedded. */
const BEFORE_EMBEDDING = ['face-detect', 'face-landmarks'] as const

export function workshop(
  space: Space,
  candidates: Candidates,
  prices: readonly Price[],
  accuracyOf: AccuracyOf,
  pairings: Pairings | null = null,
  zoo: Zoo = readZoo(),
): Workshop {
  const before = BEFORE_EMBEDDING.map((name) => ({
    name,
    cost: prepare(readModel(networkOf(zoo, name).bytes)),
  }))
  const latencyOf = rememberedLatencies()
  const faceTraces = remembered((side: number): Trace => faceTrace(zoo, side))
  const voiceTraces = remembered((seconds: number): Trace => voiceTrace(zoo, seconds))
  const facePart = remembered(({ side, cost }: Candidate): Part => {
    const own: NamedCost = { name: EMBEDDER.face, cost }
    return { networks: [...before, own], trace: faceTraces(side!) }
  })
  const voiceParts = remembered(({ cost }: Candidate) =>
    remembered(
      (seconds: number): Part => ({
        networks: [{ name: EMBEDDER.voice, cost }],
        trace: voiceTraces(seconds),
      }),
    ),
  )
  const boards = new Map(space.boards.map((board) => [board.id, board]))
  const find = (modality: Modality) => {
    const known = new Map(candidates[modality].map((each) => [`${each.name} ${each.precision}`, each]))
    return (part: Design['face']) =>
      part && (known.get(`${part.network} ${part.precision}`) ?? candidateOf(candidates, modality, part))
  }
  const [findFace, findVoice] = [find('face'), find('voice')]

  const planOf = (design: Design): { board: Board; plan: AttemptPlan } => {
    const face = findFace(design.face)
    const voice = findVoice(design.voice)
    return {
      board: boards.get(design.board) ?? noSuchBoard(design.board, [...boards.keys()]),
      plan: {
        modality: design.modality,
        face: face && facePart(face),
        voice: voice && voiceParts(voice)(design.voice!.seconds),
        lookingMs: face ? 1000 * space.lookingSeconds : 0,
        speakingMs: voice ? 1000 * design.voice!.seconds : 0,
      },
    }
  }

  const pointOf = (design: Design): DesignPoint => {
    const { board, plan } = planOf(design)
    const face = findFace(design.face)
    const voice = findVoice(design.voice)
    const { energy_parts_mj, ...cost } = attemptCost(plan, board, optionsOf(design), latencyOf)
    const { development, test } = accuracyOf(design, face, voice)
    const energy_mj = totalOf(energy_parts_mj)
    const experience = experienceOf(design, { ...cost, energy_mj }, development, space.lookingSeconds)
    return {
      id: designId(design),
      design,
      factors: factorsOf(design, face, voice),
      ...cost,
      macs: macsOf(plan.face) + macsOf(plan.voice),
      energy_mj,
      energy_parts_mj,
      attempts_per_1000_mah: attemptsPerCharge(board, energy_mj),
      bom_dollars: dollarsOf(billOf(prices, design)),
      accuracy: { development, test },
      experience,
    }
  }
  const isMeasured = (decider: Decider): boolean =>
    accuracyOf(decider, findFace(decider.face), findVoice(decider.voice)).development !== null
  return { space, candidates, prices, accuracyOf, pairings, isMeasured, planOf, pointOf }
}

/** The designs of the space, in the order of `enumerate`; of measured networks only where that is asked for. */
export function* designsOf(
  { space, candidates, isMeasured }: Workshop,
  measuredOnly = false,
): Generator<Design> {
  const { faces, voices } = designedParts(candidates, space)
  for (const design of enumerate(space, faces, voices, measuredOnly ? isMeasured : () => true)) yield design
}

/** The points of these designs. */
export function* tableOf(workshop: Workshop, measuredOnly = false): Generator<DesignPoint> {
  for (const design of designsOf(workshop, measuredOnly)) yield workshop.pointOf(design)
}

function remembered<Key, Value>(of: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>()
  return (key) => {
    if (!known.has(key)) known.set(key, of(key))
    return known.get(key)!
  }
}

function noSuchBoard(id: string, known: readonly string[]): never {
  throw new VisemeError({
    code: 'unknown-board',
    message: `The space has no board ${id}.`,
    next: `Choose one of ${known.join(', ')}.`,
    exitCode: 2,
  })
}

const macsOf = (part: Part | null): number => (part === null ? 0 : macsOfSteps(part.trace, part.networks))

function macsOfSteps(steps: Trace, networks: readonly NamedCost[]): number {
  return steps.reduce((sum, step) => {
    if (step.do === 'lend') return sum + macsOfSteps(step.steps, networks)
    if (step.do === 'work') return sum
    const { operators } = networks.find(({ name }) => name === step.network)!.cost
    return sum + operators.reduce((own, { macs }) => own + macs, 0)
  }, 0)
}

/** From 1,000 mAh at the board's voltage (a linear regulator passes the current on), nothing used in between. */
const attemptsPerCharge = ({ power }: Board, millijoules: number): number =>
  (3600 * power.volts * 1000) / millijoules

/** The number that a SubNet's choice begins with. */
function numberOf(value: string | number | undefined): number | null {
  const found = Number.parseFloat(String(value))
  return Number.isNaN(found) ? null : found
}

/** Levels of the factors that follow from the networks. */
export const networkFactors = (face: Candidate | null, voice: Candidate | null) => ({
  face_network: face?.name ?? null,
  face_width: face && numberOf(face.choice.width),
  face_depth: face && (face.choice.depth === undefined ? null : String(face.choice.depth)),
  face_size: face?.side ?? null,
  face_precision: face?.precision ?? null,
  voice_network: voice?.name ?? null,
  voice_width: voice && numberOf(voice.choice.width),
  voice_depth: voice && numberOf(voice.choice.depth),
  voice_precision: voice?.precision ?? null,
})

function factorsOf(design: Design, face: Candidate | null, voice: Candidate | null): Factors {
  const { modality, board, cpuMhz, flash, psram, arena, kernels } = design
  return {
    modality,
    ...networkFactors(face, voice),
    seconds: design.voice?.seconds ?? null,
    board,
    cpu_mhz: cpuMhz,
    flash,
    psram,
    arena,
    kernels,
  }
}
