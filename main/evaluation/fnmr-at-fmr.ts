// False-non-match rate at the lowest measured threshold whose false-match rate is at most the one stated.

import type { ErrorCurve } from './error-curve.ts'
import { curveAround, type SortedScores } from './sorted-scores.ts'

export interface OperatingPoint {
  /** The false-match rate stated. */
  fmr: number
  fnmr: number
  threshold: number
  falseMatches: number
  falseNonMatches: number
}

/** The operating point for a stated FMR; its fnmr is NaN where genuine or impostor comparisons are missing. */
export function fnmrAtFmr(curve: ErrorCurve, fmr: number): OperatingPoint {
  const { thresholds, falseMatches, falseNonMatches, genuine, impostor } = curve
  // False matches only fall along the curve: the first point with few enough of them.
  let low = 0
  let high = thresholds.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (falseMatches[middle] / impostor <= fmr) high = middle
    else low = middle + 1
  }
  return {
    fmr,
    fnmr: impostor === 0 ? Number.NaN : falseNonMatches[low] / genuine,
    threshold: thresholds[low],
    falseMatches: falseMatches[low],
    falseNonMatches: falseNonMatches[low],
  }
}

/** The same from sorted scores, without the whole curve. */
export function fnmrAtFmrOf(sorted: SortedScores, fmr: number): OperatingPoint {
  const { length } = sorted.impostor
  return fnmrAtFmr(
    curveAround(sorted, (falseMatches) => falseMatches / length <= fmr),
    fmr,
  )
}
