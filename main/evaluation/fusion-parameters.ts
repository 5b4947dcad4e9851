// What turns scores into decisions, and must not be fitted on the people it is measured on: the calibration line of
// each modality, the weights of the weighted sum, the thresholds.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Fusion } from '../authentication/fusion.ts'
import { carries, type Evidence, evidenceOf } from './claims.ts'
import {
  type ComparisonTable,
  type Kind,
  scoreRows,
  scoresAndPeople,
  type TableScores,
} from './comparison-table.ts'
import { equalErrorRate } from './eer.ts'
import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { fnmrAtFmr } from './fnmr-at-fmr.ts'
import { fitWeights, type Weights } from './fusion-weights.ts'
import { fitLogLikelihoodRatio, type Line } from './logistic.ts'
import type { SystemName } from './systems.ts'

/** A log-likelihood ratio, and the development false-match rate it was set for (`eer`: where both rates meet). */
export interface StatedThreshold {
  stated: number | 'eer'
  threshold: number
  /** Whether the development people carry the rate; else it is extrapolated from comparisons that share people. */
  carried: boolean
}

export interface FusionParameters {
  /** Log-likelihood ratio = offset + slope * score; null where the data say nothing of a modality. */
  lines: Record<Modality, Line | null>
  weights: Weights | null
  /** Stated rates descend; `eer` comes last. */
  thresholds: Record<SystemName, StatedThreshold[]>
}

/** Tables of the systems; null where nothing of the kind was compared. */
export type SystemTables = Record<SystemName, ComparisonTable | null>

/** False-match rates that thresholds are set for, where the data carry them. */
const FMRS = [0.1, 0.01, 0.001]
/** More impostor comparisons than this make no line straighter; every n-th of them is fitted. */
const MOST_FITTED = 200_000

/** The parameters that models/fusion.json holds. */
export function shippedParameters(fusion: Fusion): FusionParameters {
  const thresholds = (system: SystemName): StatedThreshold[] => [
    ...fusion.operating_points.map((point) => ({
      stated: point.fmr,
      threshold: point[system].threshold,
      carried: carries(point.fmr, shippedEvidence(fusion, system)),
    })),
    ...(fusion.equal_error
      ? [{ stated: 'eer' as const, threshold: fusion.equal_error[system].threshold, carried: true }]
      : []),
  ]
  return {
    lines: fusion.calibration,
    weights: fusion.weights ?? null,
    thresholds: {
      face: thresholds('face'),
      voice: thresholds('voice'),
      fused: thresholds('fused'),
    },
  }
}

/** What the thresholds of models/fusion.json rest on. */
export function shippedEvidence({ fitted }: Fusion, system: SystemName): Evidence {
  const { people, impostor, pairs } = system === 'fused' ? fitted.chimeric : fitted[system]
  return { comparisons: impostor, people, pairs: pairs ?? null }
}

/** Fits everything that the comparisons of development people carry. */
export function fitParameters({ face, voice, fused }: SystemTables): FusionParameters {
  const lines = { face: face && fitLine(face, 'face'), voice: voice && fitLine(voice, 'voice') }
  const curve = (table: ComparisonTable | null, ratios: TableScores | null): StatedThreshold[] =>
    table && ratios ? statedThresholds(errorCurve(ratios), evidenceIn(table, ratios)) : []
  const faceRatios = face && ratiosOf(face, 'face', lines.face)
  const voiceRatios = voice && ratiosOf(voice, 'voice', lines.voice)
  const both = fused && {
    face: ratiosOf(fused, 'face', lines.face),
    voice: ratiosOf(fused, 'voice', lines.voice),
  }
  const pairs = (kind: Kind) => ({ face: both!.face![kind], voice: both!.voice![kind] })
  const hasBoth = both?.face && both.voice && both.face.genuine.length > 0 && both.face.impostor.length > 0
  const sums: TableScores | null = hasBoth
    ? {
        genuine: both.face!.genuine.map((ratio, i) => ratio + both.voice!.genuine[i]),
        impostor: both.face!.impostor.map((ratio, i) => ratio + both.voice!.impostor[i]),
        attack: new Float64Array(),
      }
    : null
  return {
    lines,
    weights: hasBoth ? fitWeights(pairs('genuine'), pairs('impostor')) : null,
    thresholds: {
      face: curve(face, faceRatios),
      voice: curve(voice, voiceRatios),
      fused: curve(fused, sums),
    },
  }
}

/** The line of one modality; null where a kind is missing, or genuine scores are not the higher ones. */
function fitLine(table: ComparisonTable, modality: Modality): Line | null {
  const genuine = thinned(table.genuine.scores[modality])
  const impostor = thinned(table.impostor.scores[modality])
  if (genuine.length === 0 || impostor.length === 0) return null
  const line = fitLogLikelihoodRatio({ genuine, impostor })
  return line.slope > 0 ? line : null
}

function thinned(scores: Float64Array): Float64Array {
  const every = Math.ceil(scores.length / MOST_FITTED)
  return every <= 1 ? scores : scores.filter((_, i) => i % every === 0)
}

function ratiosOf(table: ComparisonTable, modality: Modality, line: Line | null): TableScores | null {
  if (!line) return null
  return scoreRows(table, ({ scores }, row) => line.offset + line.slope * scores[modality][row])
}

const evidenceIn = (table: ComparisonTable, scores: TableScores): Evidence =>
  evidenceOf(scores.impostor.length, scoresAndPeople({ table, scores }).people)

function statedThresholds(curve: ErrorCurve, evidence: Evidence): StatedThreshold[] {
  if (curve.genuine === 0 || curve.impostor === 0) return []
  const carried = FMRS.filter((fmr) => carries(fmr, evidence))
  return [
    ...carried.map((fmr) => ({
      stated: fmr,
      threshold: finite(curve, fnmrAtFmr(curve, fmr).threshold),
      carried: true,
    })),
    { stated: 'eer', threshold: equalErrorRate(curve).threshold, carried: true },
  ]
}

/** "Reject everything" as a number: the next one above the highest score. */
function finite({ thresholds }: ErrorCurve, threshold: number): number {
  if (Number.isFinite(threshold)) return threshold
  const highest = thresholds[thresholds.length - 2]
  return highest + Math.max(1e-9, Math.abs(highest) * 1e-12)
}

/** The threshold of the strictest false-match rate stated; undefined where there is none. */
export function strictest(thresholds: StatedThreshold[]): number | undefined {
  return thresholds.findLast(({ stated }) => stated !== 'eer')?.threshold
}

/** The threshold of the loosest false-match rate stated. */
export function loosest(thresholds: StatedThreshold[]): number | undefined {
  return thresholds.find(({ stated }) => stated !== 'eer')?.threshold
}
