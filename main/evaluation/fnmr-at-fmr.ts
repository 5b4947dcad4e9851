// False-non-match rate at the lowest measured threshold whose false-match rate is at most the one stated.

import type { ErrorCurve } from './error-curve.ts'

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

/**
 * Independent impostor comparisons without an error that a claim "FMR <= fmr" needs at 95 % confidence:
 * the smallest n with (1 - fmr)^n <= 0.05, about 3 / fmr.
 */
export function comparisonsNeeded(fmr: number): number {
  return Math.ceil(Math.log(0.05) / Math.log1p(-fmr))
}
