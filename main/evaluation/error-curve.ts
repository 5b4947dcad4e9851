// Errors at every threshold that tells scores apart: what ROC, DET, EER, AUC and minDCF are read from.

import type { Scores } from './scores.ts'
import { sortedScores } from './sorted-scores.ts'

/**
 * One point per distinct score, ascending, and one after the last: the threshold that rejects everything,
 * written Infinity. Counts may be weights where comparisons are weighted.
 */
export interface ErrorCurve {
  thresholds: Float64Array
  /** Impostor comparisons with score >= threshold. */
  falseMatches: Float64Array
  /** Genuine comparisons with score < threshold. */
  falseNonMatches: Float64Array
  genuine: number
  impostor: number
}

/** Counts the errors at all thresholds by one sort of each kind and one merging pass. VisemeError on NaN. */
export function errorCurve(scores: Scores): ErrorCurve {
  const { genuine, impostor } = sortedScores(scores)
  const capacity = genuine.length + impostor.length + 1
  const thresholds = new Float64Array(capacity)
  const falseMatches = new Float64Array(capacity)
  const falseNonMatches = new Float64Array(capacity)
  let points = 0
  let g = 0
  let i = 0
  while (g < genuine.length || i < impostor.length) {
    const threshold =
      i === impostor.length || (g < genuine.length && genuine[g] <= impostor[i]) ? genuine[g] : impostor[i]
    thresholds[points] = threshold
    falseMatches[points] = impostor.length - i
    falseNonMatches[points] = g
    points++
    while (g < genuine.length && genuine[g] === threshold) g++
    while (i < impostor.length && impostor[i] === threshold) i++
  }
  thresholds[points] = Number.POSITIVE_INFINITY
  falseMatches[points] = 0
  falseNonMatches[points] = genuine.length
  points++
  return {
    thresholds: thresholds.subarray(0, points),
    falseMatches: falseMatches.subarray(0, points),
    falseNonMatches: falseNonMatches.subarray(0, points),
    genuine: genuine.length,
    impostor: impostor.length,
  }
}
