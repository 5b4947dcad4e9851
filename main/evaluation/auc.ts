// Area under the ROC: the probability that a genuine comparison scores above an impostor one, ties counting half
// (Hanley & McNeil, Radiology 143, 1982).

import type { ErrorCurve } from './error-curve.ts'

/** AUC of a curve; NaN where genuine or impostor comparisons are missing. */
export function areaUnderRoc({ falseMatches, falseNonMatches, genuine, impostor }: ErrorCurve): number {
  let area = 0
  for (let i = 1; i < falseMatches.length; i++) {
    const matches = genuine - (falseNonMatches[i - 1] + falseNonMatches[i]) / 2
    area += (falseMatches[i - 1] - falseMatches[i]) * matches
  }
  return area / (genuine * impostor)
}
