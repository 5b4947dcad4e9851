// Both error rates at a threshold that moves: prepared once, told in microseconds.

import type { ErrorBands, ThresholdRates } from './error-bands.ts'
import { type CountedRate, clopperPearson } from './interval.ts'
import { countBelow, type SortedScores } from './sorted-scores.ts'

/**
 * Both rates at any threshold, counted exactly. Their limits: Clopper-Pearson where people are not known, else those
 * of the neighbouring thresholds of `bands` (made of the same comparisons), on straight lines between them.
 */
export function ratesAtThreshold(sorted: SortedScores, bands: ErrorBands, threshold: number): ThresholdRates {
  const { genuine, impostor } = sorted
  const fmr = clopperPearson(impostor.length - countBelow(impostor, threshold), impostor.length)
  const fnmr = clopperPearson(countBelow(genuine, threshold), genuine.length)
  if (bands.people === null) return { threshold, fmr, fnmr }
  const next = firstAtLeast(bands.rates, threshold)
  const [before, after] = [bands.rates[Math.max(0, next - 1)], bands.rates[next]]
  return {
    threshold,
    fmr: between(fmr, before.fmr, after.fmr),
    fnmr: between(fnmr, before.fnmr, after.fnmr),
  }
}

/** Index of the first point at or above a threshold; the last point is Infinity. */
function firstAtLeast(rates: ThresholdRates[], threshold: number): number {
  let low = 0
  let high = rates.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rates[middle].threshold >= threshold) high = middle
    else low = middle + 1
  }
  return low
}

/** The counted rate with limits as far between the two as its value is between theirs. */
function between(counted: CountedRate, from: CountedRate, to: CountedRate): CountedRate {
  const share = from.value === to.value ? 0 : (counted.value - from.value) / (to.value - from.value)
  const line = (a: number, b: number) => a + share * (b - a)
  return {
    ...counted,
    low: Math.min(counted.value, line(from.low, to.low)),
    high: Math.max(counted.value, line(from.high, to.high)),
  }
}
