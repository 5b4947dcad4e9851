// Confidence by resampling people: comparisons that share a person are not independent, people are.
// Subject bootstrap: R. Bolle, N. Ratha, S. Pankanti, "Error analysis of pattern recognition systems - the subsets
// bootstrap", Computer Vision and Image Understanding 93, 2004; percentile intervals: B. Efron, 1979.

import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { quantile } from './quantile.ts'
import { seededIntegers } from './random.ts'
import type { People, Scores } from './scores.ts'

export interface BootstrapOptions {
  resamples?: number
  seed?: number
  confidence?: number
}

/** More distinct thresholds than this are pooled, neighbour with neighbour, to keep each resample quick. */
const MAX_POINTS = 50_000

/**
 * Percentile intervals of the figures that `statistics` reads from an error curve.
 *
 * Each resample draws as many people as there are, with replacement. Instead of copying, comparisons are weighted:
 * a genuine one by how often its person was drawn, an impostor one by the product of its two people's draws.
 * Figures that are NaN in a resample (nobody with genuine comparisons drawn, or no two people who were compared) are
 * left out of the percentiles; null where a figure is NaN in all of them.
 */
export function bootstrapOverPeople(
  scores: Scores,
  people: People,
  statistics: (curve: ErrorCurve) => number[],
  { resamples = 1000, seed = 1, confidence = 0.95 }: BootstrapOptions = {},
): ({ low: number; high: number } | null)[] {
  const measured = errorCurve(scores)
  const pooled = Math.max(1, Math.ceil(measured.thresholds.length / MAX_POINTS))
  const genuineAt = pointsOf(scores.genuine, measured.thresholds, pooled)
  const impostorAt = pointsOf(scores.impostor, measured.thresholds, pooled)
  const thresholds = measured.thresholds.filter(
    (_, i) => i % pooled === 0 || i === measured.thresholds.length - 1,
  )
  const curve: ErrorCurve = {
    thresholds,
    falseMatches: new Float64Array(thresholds.length),
    falseNonMatches: new Float64Array(thresholds.length),
    genuine: 0,
    impostor: 0,
  }

  const integer = seededIntegers(seed)
  const draws = new Float64Array(people.count)
  const drawn: number[][] = []
  for (let resample = 0; resample < resamples; resample++) {
    draws.fill(0)
    for (let i = 0; i < people.count; i++) draws[integer(people.count)]++
    weighCurve(curve, people, draws, genuineAt, impostorAt)
    drawn.push(statistics(curve))
  }
  return statistics(measured).map((_, index) => {
    const values = Float64Array.from(drawn, (figures) => figures[index])
      .filter((value) => !Number.isNaN(value))
      .sort()
    if (values.length === 0) return null
    return { low: quantile(values, (1 - confidence) / 2), high: quantile(values, (1 + confidence) / 2) }
  })
}

/** Index of the pooled point at which each score lies. */
function pointsOf(scores: Float64Array, thresholds: Float64Array, pooled: number): Uint32Array {
  return Uint32Array.from(scores, (score) => {
    let low = 0
    let high = thresholds.length - 1
    while (low < high) {
      const middle = (low + high) >>> 1
      if (thresholds[middle] < score) low = middle + 1
      else high = middle
    }
    return Math.floor(low / pooled)
  })
}

function weighCurve(
  curve: ErrorCurve,
  { genuine, impostorEnrolled, impostorTested }: People,
  draws: Float64Array,
  genuineAt: Uint32Array,
  impostorAt: Uint32Array,
): void {
  const { falseMatches, falseNonMatches } = curve
  falseMatches.fill(0)
  falseNonMatches.fill(0)
  for (let i = 0; i < genuineAt.length; i++) falseNonMatches[genuineAt[i]] += draws[genuine[i]]
  for (let i = 0; i < impostorAt.length; i++) {
    falseMatches[impostorAt[i]] += draws[impostorEnrolled[i]] * draws[impostorTested[i]]
  }
  // From weight at each point to weight below it (genuine) and at or above it (impostor).
  let below = 0
  for (let i = 0; i < falseNonMatches.length; i++) {
    const here = falseNonMatches[i]
    falseNonMatches[i] = below
    below += here
  }
  let above = 0
  for (let i = falseMatches.length - 1; i >= 0; i--) {
    above += falseMatches[i]
    falseMatches[i] = above
  }
  curve.genuine = below
  curve.impostor = above
}
