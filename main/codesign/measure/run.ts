// Measures every design of a space that was not measured yet: each network alone, and all faces with all voices, summed
// and as a cascade. Samples are embedded once per network and kept in memory; what is found is handed on as soon as it
// is known, so that a run that was ended goes on where it stopped.

import type { Modality } from '../../../enrollment-data/records.ts'
import { allAttempts, type EnrolledPerson } from '../../evaluation/enrolled-people.ts'
import { fitLogLikelihoodRatio, type Line } from '../../evaluation/logistic.ts'
import { drawPairings, type Pairing } from '../../evaluation/protocols/chimeric.ts'
import { type MeasuredDesign, measuredKey } from '../accuracy.ts'
import type { Candidate } from '../candidates.ts'
import type { Accuracy } from '../points.ts'
import { type ChimericComparisons, chimericComparisons, enrolledByName } from './comparisons.ts'
import {
  accuracyAt,
  cascadeAccuracy,
  pairedRatios,
  type Ratios,
  ratiosBy,
  sumOf,
  thresholdsOf,
} from './figures.ts'
import type { SetName } from './samples.ts'

/** A network, of a voice with the seconds it hears, and how its people are enrolled in a set. */
export interface Measurable {
  candidate: Candidate
  seconds: number | null
  enrol(set: SetName): EnrolledPerson[]
}

export interface MeasureRequest {
  faces: readonly Measurable[]
  voices: readonly Measurable[]
  /** Whether a face and a voice are measured together. */
  together(face: Candidate, voice: Candidate): boolean
  sets: readonly SetName[]
  /** Who is paired in the test set; development people are paired from `seed`. */
  testPairings: readonly Pairing[]
  draws: number
  seed: number
  /** Names and failures to acquire of the sets. */
  about: Record<SetName, Record<Modality, { name: string; fta: number }>>
  known: ReadonlySet<string>
  onMeasured(entry: MeasuredDesign): void
  /** Asked before every design; true ends the run. */
  isOver(): boolean
}

/** A network's own calibration, and its people in every set. */
interface Known {
  people: Record<SetName, EnrolledPerson[] | null>
  line: Line
  thresholds: { threshold: number; fnmr: number }[]
}

/** The designs that a request measures, the networks alone first. */
export function measuredDesigns({
  faces,
  voices,
  together,
}: Pick<MeasureRequest, 'faces' | 'voices' | 'together'>): MeasuredPair[] {
  const alone = [...faces, ...voices].map((one) => ({
    modality: one.candidate.modality,
    face: one.candidate.modality === 'face' ? one : null,
    voice: one.candidate.modality === 'voice' ? one : null,
  }))
  const both = faces.flatMap((face) =>
    voices
      .filter((voice) => together(face.candidate, voice.candidate))
      .flatMap((voice) => (['sum', 'cascade'] as const).map((modality) => ({ modality, face, voice }))),
  )
  return [...alone, ...both]
}

interface MeasuredPair {
  modality: MeasuredDesign['modality']
  face: Measurable | null
  voice: Measurable | null
}

const headOf = ({ modality, face, voice }: MeasuredPair) => ({
  modality,
  face: face?.candidate.sha256 ?? null,
  voice: voice?.candidate.sha256 ?? null,
  seconds: voice?.seconds ?? null,
})

/** The chimeric comparisons of two networks, of the sets that were asked for so far. */
interface Compared {
  face: Measurable
  voice: Measurable
  sets: Partial<Record<SetName, ChimericComparisons>>
}

/** Measures what is missing; returns whether all of it was. */
export async function measureDesigns(request: MeasureRequest): Promise<boolean> {
  const known = new Map<Measurable, Known>()
  const knownOf = (one: Measurable): Known => {
    if (!known.has(one)) known.set(one, getToKnow(one, request.sets))
    return known.get(one)!
  }
  let pairings: Record<SetName, readonly Pairing[]> | null = null
  let last: Compared | null = null
  for (const design of measuredDesigns(request)) {
    const head = headOf(design)
    if (request.known.has(measuredKey(head))) continue
    if (request.isOver()) return false
    const { modality, face, voice } = design
    if (face === null || voice === null) {
      request.onMeasured({ ...head, ...aloneFigures(request, (face ?? voice)!, knownOf((face ?? voice)!)) })
    } else {
      const both = { face: knownOf(face), voice: knownOf(voice) }
      pairings ??= {
        development: drawnPairings(both.face.people.development!, both.voice.people.development!, request),
        test: request.testPairings,
      }
      const compared: Compared =
        last?.face === face && last.voice === voice ? last : { face, voice, sets: {} }
      last = compared
      for (const set of request.sets) {
        compared.sets[set] ??= chimericComparisons(
          pairings[set],
          enrolledByName(both.face.people[set]!),
          enrolledByName(both.voice.people[set]!),
        )
      }
      request.onMeasured({ ...head, ...togetherFigures(request, modality, both, compared.sets) })
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  return true
}

const drawnPairings = (
  faces: readonly EnrolledPerson[],
  voices: readonly EnrolledPerson[],
  { draws, seed }: MeasureRequest,
): Pairing[] =>
  drawPairings([...enrolledByName(faces).keys()], [...enrolledByName(voices).keys()], draws, seed)

/** Fits the calibration of a network on the development people. */
function getToKnow(one: Measurable, sets: readonly SetName[]): Known {
  const development = one.enrol('development')
  const { scores } = allAttempts(development)
  const line = fitLogLikelihoodRatio(scores)
  return {
    people: { development, test: sets.includes('test') ? one.enrol('test') : null },
    line,
    thresholds: thresholdsOf({ scores: ratiosBy(line, scores) }),
  }
}

type Figures = Pick<MeasuredDesign, 'calibration' | 'development' | 'test'>

function aloneFigures({ sets, about }: MeasureRequest, { candidate }: Measurable, known: Known): Figures {
  const { modality } = candidate
  const of = (set: SetName): Accuracy => {
    const { scores, people } = allAttempts(known.people[set]!)
    const { name, fta } = about[set][modality]
    const ratios: Ratios = { scores: ratiosBy(known.line, scores), people }
    return accuracyAt(
      ratios,
      known.thresholds.map(({ threshold }) => threshold),
      { set: name, chimeric: false, fta: { face: null, voice: null, [modality]: fta } },
    )
  }
  return {
    calibration: { face: null, voice: null, [modality]: known.line },
    development: of('development'),
    test: sets.includes('test') ? of('test') : null,
  }
}

function togetherFigures(
  { sets, about }: MeasureRequest,
  modality: MeasuredDesign['modality'],
  { face, voice }: Record<Modality, Known>,
  compared: Partial<Record<SetName, ChimericComparisons>>,
): Figures {
  const lines = { face: face.line, voice: voice.line }
  const pairsOf = (set: SetName) => pairedRatios(compared[set]!, lines)
  const sums = thresholdsOf(sumOf(pairsOf('development')))
  const of = (set: SetName): Accuracy => {
    const own = about[set]
    const described = {
      set: `${own.face.name}, ${own.voice.name}`,
      chimeric: true,
      fta: { face: own.face.fta, voice: own.voice.fta },
    }
    const pairs = pairsOf(set)
    return modality === 'cascade'
      ? cascadeAccuracy(pairs, face.thresholds, sums, described)
      : accuracyAt(
          sumOf(pairs),
          sums.map(({ threshold }) => threshold),
          described,
        )
  }
  return {
    calibration: lines,
    development: of('development'),
    test: sets.includes('test') ? of('test') : null,
  }
}
