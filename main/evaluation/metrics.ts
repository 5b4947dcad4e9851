// The figures of one verification system from its scores, in the fields of the JSON documents.
// Terms: ISO/IEC 19795-1; rates are fractions, intervals two-sided at 95 %.

import { VisemeError } from '../errors.ts'
import { areaUnderRoc } from './auc.ts'
import { bootstrapOverPeople } from './bootstrap.ts'
import { cllr, minCllr } from './cllr.ts'
import { equalErrorRate } from './eer.ts'
import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { comparisonsNeeded, fnmrAtFmr } from './fnmr-at-fmr.ts'
import { clopperPearson, type Interval, intervalOverPeople } from './interval.ts'
import { minDetectionCost } from './min-dcf.ts'
import type { People, Scores } from './scores.ts'

/** False-match rates whose FNMR is reported where the data carry it. */
export const STATED_FMRS = [0.1, 0.01, 0.001, 0.0001]
const TARGET_PRIORS = [0.01, 0.05]

export interface FnmrAtFmr {
  fmr: number
  /** Null where the data do not carry the FMR; `reason` then says what would be needed. */
  fnmr: Interval | null
  threshold: number | null
  false_matches: number | null
  false_non_matches: number | null
  reason: string | null
}

export interface SystemMetrics {
  genuine: number
  impostor: number
  /** People behind the comparisons; null where the score file does not tell. */
  people: number | null
  /** How the intervals were made. */
  intervals: string
  eer: Interval
  eer_threshold: number
  auc: number
  fnmr_at_fmr: FnmrAtFmr[]
  min_dcf: { p_target: number; value: number }[]
  /** Only where scores are log-likelihood ratios. */
  cllr: number | null
  min_cllr: number
}

export interface MetricsOptions {
  people?: People
  /** The same comparisons as natural-log likelihood ratios, where there is a calibration. */
  ratios?: Scores
  /** More false-match rates to report, besides STATED_FMRS. */
  fmrs?: number[]
  resamples?: number
  seed?: number
}

/** All figures of one system. VisemeError on NaN, and where genuine or impostor comparisons are missing. */
export function measure(scores: Scores, options: MetricsOptions = {}): SystemMetrics {
  const { people, ratios, resamples = 1000, seed = 1 } = options
  const curve = errorCurve(scores)
  refuseOneSided(curve)
  const fmrs = [...new Set([...STATED_FMRS, ...(options.fmrs ?? [])])].sort((a, b) => b - a)
  const carried = fmrs.filter((fmr) => comparisonsNeeded(fmr) <= curve.impostor)
  const eer = equalErrorRate(curve)
  const intervals = people
    ? intervalsOverPeople(scores, people, curve, carried, { resamples, seed })
    : intervalsOverComparisons(curve, carried)
  return {
    genuine: curve.genuine,
    impostor: curve.impostor,
    people: people?.count ?? null,
    intervals: people
      ? `bootstrap over people, ${resamples} resamples, seed ${seed}; exact bound over people where nobody or everybody errs`
      : 'Clopper-Pearson over comparisons: the file does not tell people apart, so that intervals are too narrow if comparisons share them',
    eer: intervals.eer,
    eer_threshold: eer.threshold,
    auc: areaUnderRoc(curve),
    fnmr_at_fmr: fmrs.map((fmr) => {
      const index = carried.indexOf(fmr)
      if (index < 0) return notCarried(fmr, curve.impostor, people?.count)
      const point = fnmrAtFmr(curve, fmr)
      return {
        fmr,
        fnmr: intervals.fnmrs[index],
        threshold: point.threshold,
        false_matches: point.falseMatches,
        false_non_matches: point.falseNonMatches,
        reason: null,
      }
    }),
    min_dcf: TARGET_PRIORS.map((prior) => ({ p_target: prior, value: minDetectionCost(curve, prior) })),
    cllr: ratios ? cllr(ratios) : null,
    min_cllr: minCllr(curve),
  }
}

/** What a claim "FMR <= fmr" at 95 % confidence would need, in words. */
export function claimNeeds(fmr: number, impostor: number, people?: number): string {
  const needed = comparisonsNeeded(fmr).toLocaleString('en')
  const from = people === undefined ? '' : ` from ${people.toLocaleString('en')} people`
  return `FMR <= ${fmr} needs at least ${needed} independent impostor comparisons without an error; there are ${impostor.toLocaleString('en')}${from}`
}

function notCarried(fmr: number, impostor: number, people?: number): FnmrAtFmr {
  return {
    fmr,
    fnmr: null,
    threshold: null,
    false_matches: null,
    false_non_matches: null,
    reason: claimNeeds(fmr, impostor, people),
  }
}

interface Intervals {
  eer: Interval
  fnmrs: Interval[]
}

function intervalsOverPeople(
  scores: Scores,
  people: People,
  measured: ErrorCurve,
  fmrs: number[],
  options: { resamples: number; seed: number },
): Intervals {
  const statistics = (curve: ErrorCurve) => [
    equalErrorRate(curve).value,
    ...fmrs.map((fmr) => fnmrAtFmr(curve, fmr).fnmr),
  ]
  const spreads = bootstrapOverPeople(scores, people, statistics, options)
  const genuinePeople = new Set(people.genuine).size
  const [eer, ...fnmrs] = statistics(measured).map((value, index) =>
    intervalOverPeople(value, genuinePeople, spreads[index]),
  )
  return { eer, fnmrs }
}

function intervalsOverComparisons(curve: ErrorCurve, fmrs: number[]): Intervals {
  const { value } = equalErrorRate(curve)
  // Both rates equal the EER: the kind with fewer comparisons decides how well it is known.
  const trials = Math.min(curve.genuine, curve.impostor)
  const low = clopperPearson(Math.floor(value * trials), trials).low
  const high = clopperPearson(Math.ceil(value * trials), trials).high
  return {
    eer: { value, low, high },
    fnmrs: fmrs.map((fmr) => {
      const rate = clopperPearson(fnmrAtFmr(curve, fmr).falseNonMatches, curve.genuine)
      return { value: rate.value, low: rate.low, high: rate.high }
    }),
  }
}

function refuseOneSided({ genuine, impostor }: ErrorCurve): void {
  if (genuine > 0 && impostor > 0) return
  throw new VisemeError({
    code: 'one-sided-scores',
    message: `Error rates need genuine and impostor comparisons; there are ${genuine} and ${impostor}.`,
    next: 'Add comparisons of the missing kind: two samples of one person are genuine, of two people impostor.',
    exitCode: 2,
  })
}
