// The figures of one verification system from its scores, in the fields of the JSON documents.
// Terms: ISO/IEC 19795-1; rates are fractions, intervals two-sided at 95 %.

import { VisemeError } from '../errors.ts'
import { areaUnderRoc } from './auc.ts'
import { carries, claimNeeds, type Evidence, evidenceOf } from './claims.ts'
import { cllr, minCllr } from './cllr.ts'
import { equalErrorRateOf } from './eer.ts'
import { fnmrAtFmrOf } from './fnmr-at-fmr.ts'
import { type HalfTotalErrorRate, halfTotalErrorRate } from './hter.ts'
import type { Interval } from './interval.ts'
import { isotonicPools } from './isotonic.ts'
import {
  type FigureIntervals,
  holding,
  intervalsOverComparisons,
  intervalsOverPeople,
} from './metric-intervals.ts'
import { type DetectionCosts, lowestDetectionCost, UNIT_COSTS } from './min-dcf.ts'
import { RESAMPLES } from './resampling.ts'
import { hullEqualErrorRate } from './rocch.ts'
import type { People, Scores } from './scores.ts'
import { cornerCurve, sortedScores } from './sorted-scores.ts'

/** False-match rates whose FNMR is reported where the data carry it. */
export const STATED_FMRS = [0.1, 0.01, 0.001, 0.0001]
export const TARGET_PRIORS = [0.01, 0.05]

export interface FnmrAtFmr {
  fmr: number
  /** Null where the data do not carry the FMR; `reason` then says what would be needed. */
  fnmr: Interval | null
  threshold: number | null
  false_matches: number | null
  false_non_matches: number | null
  reason: string | null
}

/** Limits are null where people are not known: these figures have no exact interval. */
export interface MinDetectionCost {
  p_target: number
  cost_miss: number
  cost_false_match: number
  value: number
  low: number | null
  high: number | null
  threshold: number
}

export interface SystemMetrics {
  genuine: number
  impostor: number
  /** People behind the comparisons; null where the score file does not tell. */
  people: number | null
  /** Different pairs of people among the impostor comparisons, which carry false-match rates; null as `people`. */
  pairs: number | null
  /** How the intervals were made. */
  intervals: string
  eer: Interval
  eer_threshold: number
  /** On the convex hull of the ROC. */
  eer_rocch: Interval
  auc: number
  auc_interval: { low: number; high: number } | null
  fnmr_at_fmr: FnmrAtFmr[]
  min_dcf: MinDetectionCost[]
  /** At a threshold fixed on development comparisons, where there are some. */
  hter: HalfTotalErrorRate | null
  /** Only where scores are log-likelihood ratios. */
  cllr: number | null
  cllr_interval: { low: number; high: number } | null
  min_cllr: number
  min_cllr_interval: { low: number; high: number } | null
}

export interface MetricsOptions {
  people?: People
  /** The same comparisons as natural-log likelihood ratios, where there is a calibration. */
  ratios?: Scores
  /** More false-match rates to report, besides STATED_FMRS. */
  fmrs?: number[]
  /** Costs of the detection cost function, 1 and 1 by default. */
  costs?: DetectionCosts
  /** Comparisons of other people, which fix the threshold of the HTER. */
  development?: Scores
  resamples?: number
  seed?: number
}

/** All figures of one system. VisemeError on NaN, and where genuine or impostor comparisons are missing. */
export function measure(scores: Scores, options: MetricsOptions = {}): SystemMetrics {
  const { people, ratios, resamples = RESAMPLES, seed = 1, costs = UNIT_COSTS, development } = options
  const sorted = sortedScores(scores)
  refuseOneSided(scores)
  const impostor = scores.impostor.length
  const fmrs = [...new Set([...STATED_FMRS, ...(options.fmrs ?? [])])].sort((a, b) => b - a)
  const evidence = evidenceOf(impostor, people ?? null)
  const carried = fmrs.filter((fmr) => carries(fmr, evidence))
  const eer = equalErrorRateOf(sorted)
  const points = new Map(carried.map((fmr) => [fmr, fnmrAtFmrOf(sorted, fmr)]))
  const corners = cornerCurve(sorted)
  const pools = isotonicPools(corners)
  const hull = hullEqualErrorRate(corners, pools)
  const wanted = { fmrs: carried, priors: TARGET_PRIORS, costs, ratios: ratios ?? null }
  const intervals: FigureIntervals = people
    ? intervalsOverPeople(scores, people, wanted, { resamples, seed })
    : intervalsOverComparisons(sorted, { eer: eer.value, hull, points: [...points.values()] })
  return {
    genuine: scores.genuine.length,
    impostor,
    people: evidence.people,
    pairs: evidence.pairs,
    intervals: people
      ? `bootstrap over ${people.partners ? 'the people of the faces and of the voices' : 'people'}, ${resamples} resamples, seed ${seed}; exact bound over people where nobody or everybody errs, none where all resamples agree otherwise`
      : 'Clopper-Pearson over comparisons: the file does not tell people apart, so that intervals are too narrow if comparisons share them',
    eer: { value: eer.value, ...holding(eer.value, intervals.eer) },
    eer_threshold: eer.threshold,
    eer_rocch: { value: hull, ...holding(hull, intervals.hull) },
    auc: areaUnderRoc(corners),
    auc_interval: intervals.auc,
    fnmr_at_fmr: fmrs.map((fmr) => {
      const point = points.get(fmr)
      if (!point) return notCarried(fmr, evidence)
      return {
        fmr,
        fnmr: { value: point.fnmr, ...holding(point.fnmr, intervals.fnmrs[carried.indexOf(fmr)]) },
        threshold: point.threshold,
        false_matches: point.falseMatches,
        false_non_matches: point.falseNonMatches,
        reason: null,
      }
    }),
    min_dcf: TARGET_PRIORS.map((prior, index) => {
      const { value, threshold } = lowestDetectionCost(corners, prior, costs)
      const { low, high } = intervals.minCosts[index] ?? { low: null, high: null }
      const { miss: cost_miss, falseMatch: cost_false_match } = costs
      return { p_target: prior, cost_miss, cost_false_match, value, low, high, threshold }
    }),
    hter: development
      ? halfTotalErrorRate({ scores, people: people ?? null }, development, { resamples, seed })
      : null,
    cllr: ratios ? cllr(ratios) : null,
    cllr_interval: intervals.cllr,
    min_cllr: minCllr(corners, pools),
    min_cllr_interval: intervals.minCllr,
  }
}

function notCarried(fmr: number, evidence: Evidence): FnmrAtFmr {
  return {
    fmr,
    fnmr: null,
    threshold: null,
    false_matches: null,
    false_non_matches: null,
    reason: claimNeeds('FMR', fmr, evidence),
  }
}

function refuseOneSided({ genuine: { length: genuine }, impostor: { length: impostor } }: Scores): void {
  if (genuine > 0 && impostor > 0) return
  throw new VisemeError({
    code: 'one-sided-scores',
    message: `Error rates need genuine and impostor comparisons; there are ${genuine} and ${impostor}.`,
    next: 'Add comparisons of the missing kind: two samples of one person are genuine, of two people impostor.',
    exitCode: 2,
  })
}
