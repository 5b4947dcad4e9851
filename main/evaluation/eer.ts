// Equal error rate: where false-match and false-non-match rate meet, on straight lines between the measured points.

import type { ErrorCurve } from './error-curve.ts'
import { curveAround, type SortedScores } from './sorted-scores.ts'

export interface EqualErrorRate {
  value: number
  /** Score at which the rates meet, interpolated like the rates. */
  threshold: number
}

/** EER of a curve; NaN where genuine or impostor comparisons are missing. */
export function equalErrorRate(curve: ErrorCurve): EqualErrorRate {
  const { thresholds, falseMatches, falseNonMatches, genuine, impostor } = curve
  if (genuine === 0 || impostor === 0) return { value: Number.NaN, threshold: Number.NaN }
  // FMR - FNMR falls from 1 at the lowest score to -1 above the highest: the first point where it is not positive.
  let low = 0
  let high = thresholds.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (falseMatches[middle] * genuine <= falseNonMatches[middle] * impostor) high = middle
    else low = middle + 1
  }
  const fmr = falseMatches[low] / impostor
  const fnmr = falseNonMatches[low] / genuine
  if (falseMatches[low] * genuine === falseNonMatches[low] * impostor)
    return { value: fmr, threshold: thresholds[low] }
  const fmrBefore = falseMatches[low - 1] / impostor
  const fnmrBefore = falseNonMatches[low - 1] / genuine
  const share = (fmrBefore - fnmrBefore) / (fmrBefore - fnmrBefore + fnmr - fmr)
  return {
    value: fmrBefore + share * (fmr - fmrBefore),
    threshold: between(thresholds[low - 1], thresholds[low], share),
  }
}

/** The same from sorted scores, without the whole curve. */
export function equalErrorRateOf(sorted: SortedScores): EqualErrorRate {
  const { genuine, impostor } = sorted
  return equalErrorRate(
    curveAround(
      sorted,
      (falseMatches, falseNonMatches) => falseMatches * genuine.length <= falseNonMatches * impostor.length,
    ),
  )
}

/** Infinite ends cannot be interpolated: the finite end stands for the interval. */
function between(from: number, to: number, share: number): number {
  if (!Number.isFinite(to)) return from
  if (!Number.isFinite(from)) return to
  return from + share * (to - from)
}
