// Which of a system's measured thresholds is meant: by a score, by a false-match rate, by the equal error rate.

import { carries, claimNeeds } from '../../main/evaluation/claims.ts'
import type { ThresholdRates } from '../../main/evaluation/error-bands.ts'
import type { MeasuredSystem } from '../../main/evaluation/measurement.ts'

/** The first threshold at or above a score. */
export function indexAtThreshold(rates: ThresholdRates[], score: number): number {
  const found = rates.findIndex(({ threshold }) => threshold >= score)
  return found < 0 ? rates.length - 1 : found
}

/** The lowest threshold whose false-match rate is at most `fmr`. */
export function indexAtFmr(rates: ThresholdRates[], fmr: number): number {
  return rates.findIndex((point) => point.fmr.value <= fmr)
}

/** Where the screen begins: the threshold at the equal error rate. */
export function firstIndex({ metrics, bands }: MeasuredSystem): number {
  return indexAtThreshold(bands.rates, metrics.eer_threshold)
}

/** Why the data do not carry a claim of this false-match rate; null where they do. */
export function claimRefused({ metrics }: MeasuredSystem, fmr: number): string | null {
  const { impostor: comparisons, people, pairs } = metrics
  const evidence = { comparisons, people, pairs }
  return carries(fmr, evidence) ? null : claimNeeds('FMR', fmr, evidence)
}
