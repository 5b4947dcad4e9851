// Normalised detection cost at the best threshold (NIST speaker recognition evaluation plans), unit costs.

import type { ErrorCurve } from './error-curve.ts'

/**
 * min over thresholds of (p FNMR + (1 - p) FMR) / min(p, 1 - p), where `pTarget` = p is the prior probability of
 * a genuine attempt; 1 is what a system that ignores its scores reaches. NaN without genuine or impostor comparisons.
 */
export function minDetectionCost(curve: ErrorCurve, pTarget: number): number {
  const { falseMatches, falseNonMatches, genuine, impostor } = curve
  if (genuine === 0 || impostor === 0) return Number.NaN
  const missCost = pTarget / genuine
  const falseMatchCost = (1 - pTarget) / impostor
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < falseMatches.length; i++) {
    const cost = missCost * falseNonMatches[i] + falseMatchCost * falseMatches[i]
    if (cost < lowest) lowest = cost
  }
  return lowest / Math.min(pTarget, 1 - pTarget)
}
