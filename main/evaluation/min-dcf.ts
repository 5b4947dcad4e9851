// Normalised detection cost at the best threshold (NIST speaker recognition evaluation plans).

import type { ErrorCurve } from './error-curve.ts'

export interface DetectionCosts {
  /** Cost of rejecting a genuine attempt, and of accepting an impostor's. */
  miss: number
  falseMatch: number
}

export const UNIT_COSTS: DetectionCosts = { miss: 1, falseMatch: 1 }

export interface DetectionCost {
  value: number
  threshold: number
}

/**
 * min over thresholds of (p Cmiss FNMR + (1 - p) Cfm FMR) / min(p Cmiss, (1 - p) Cfm), where `pTarget` = p is the prior
 * probability of a genuine attempt; 1 is what a system that ignores its scores reaches, and the highest value. NaN
 * without genuine or impostor comparisons.
 */
export function minDetectionCost(
  curve: ErrorCurve,
  pTarget: number,
  costs: DetectionCosts = UNIT_COSTS,
): number {
  return lowestDetectionCost(curve, pTarget, costs).value
}

/** The same with the lowest threshold that reaches it. */
export function lowestDetectionCost(
  curve: ErrorCurve,
  pTarget: number,
  costs: DetectionCosts = UNIT_COSTS,
): DetectionCost {
  const { thresholds, falseMatches, falseNonMatches, genuine, impostor } = curve
  if (genuine === 0 || impostor === 0) return { value: Number.NaN, threshold: Number.NaN }
  const missCost = (pTarget * costs.miss) / genuine
  const falseMatchCost = ((1 - pTarget) * costs.falseMatch) / impostor
  let lowest = Number.POSITIVE_INFINITY
  let at = 0
  for (let i = 0; i < falseMatches.length; i++) {
    const cost = missCost * falseNonMatches[i] + falseMatchCost * falseMatches[i]
    if (cost < lowest) {
      lowest = cost
      at = i
    }
  }
  const ignorant = Math.min(pTarget * costs.miss, (1 - pTarget) * costs.falseMatch)
  return { value: lowest / ignorant, threshold: thresholds[at] }
}

/** The false-match rate beyond which no threshold can be the best: there, rejecting everything costs less. */
export function costliestFmr(pTarget: number, costs: DetectionCosts = UNIT_COSTS): number {
  return (pTarget * costs.miss) / ((1 - pTarget) * costs.falseMatch)
}
