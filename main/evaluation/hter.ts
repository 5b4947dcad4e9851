// Half total error rate: the mean of both error rates at a threshold that was fixed on other people (S. Bengio &
// J. Mariethoz, "The expected performance curve", Odyssey 2004). Unlike the EER it does not choose its threshold on the
// data that it measures.

import type { Comparisons } from './comparisons.ts'
import { equalErrorRateOf } from './eer.ts'
import type { CountedRate, Interval } from './interval.ts'
import { halfTotalAt } from './rates-at.ts'
import type { ResamplingOptions } from './resampling.ts'
import type { Scores } from './scores.ts'
import { sortedScores } from './sorted-scores.ts'

export interface HalfTotalErrorRate extends Interval {
  /** Where the development comparisons have equal error rates. */
  threshold: number
  /** Of the comparisons measured. */
  fmr: CountedRate
  fnmr: CountedRate
  /** Comparisons that fixed the threshold. */
  development: { genuine: number; impostor: number }
}

/**
 * The HTER of `measured` at the threshold of the EER of `development`, whose people must be others. Null where either
 * lacks genuine or impostor comparisons. VisemeError on NaN.
 */
export function halfTotalErrorRate(
  measured: Comparisons,
  development: Scores,
  options: ResamplingOptions = {},
): HalfTotalErrorRate | null {
  const { threshold } = equalErrorRateOf(sortedScores(development))
  if (Number.isNaN(threshold)) return null
  const found = halfTotalAt(measured, threshold, options)
  if (found === null || found.fmr === null || found.fnmr === null) return null
  return {
    ...found.hter,
    threshold,
    fmr: found.fmr,
    fnmr: found.fnmr,
    development: { genuine: development.genuine.length, impostor: development.impostor.length },
  }
}
