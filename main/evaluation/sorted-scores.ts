// Scores of each kind in ascending order: all that error rates need, and what they are counted in by bisection.

import type { ErrorCurve } from './error-curve.ts'
import { refuseNaN, type Scores } from './scores.ts'
import { firstAtLeast, sortedCopy } from './sort.ts'

/** Scores ascending, -0 written 0. */
export type SortedScores = Scores

/** Both kinds sorted, in arrays of their own. VisemeError on NaN. */
export function sortedScores(scores: Scores): SortedScores {
  const sorted = { genuine: sortedCopy(scores.genuine), impostor: sortedCopy(scores.impostor) }
  const endsInNaN = (ascending: Float64Array) =>
    Number.isNaN(ascending[0]) || Number.isNaN(ascending[ascending.length - 1])
  if (endsInNaN(sorted.genuine) || endsInNaN(sorted.impostor)) refuseNaN(scores)
  return sorted
}

/** How many of some ascending scores are below a threshold. */
export const countBelow = firstAtLeast

/**
 * The first point of the curve at which `holds` is true, and the point before it where there is one: a curve of one or
 * two points. `holds` takes the counts of a point; once true along the curve it stays so, and it is at the end.
 */
export function curveAround(
  { genuine, impostor }: SortedScores,
  holds: (falseMatches: number, falseNonMatches: number) => boolean,
): ErrorCurve {
  const holdsAt = (threshold: number) =>
    holds(impostor.length - countBelow(impostor, threshold), countBelow(genuine, threshold))
  const first = (ascending: Float64Array) => {
    let low = 0
    let high = ascending.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (holdsAt(ascending[middle])) high = middle
      else low = middle + 1
    }
    return low
  }
  const [g, i] = [first(genuine), first(impostor)]
  const none = { threshold: Number.POSITIVE_INFINITY, falseMatches: 0, falseNonMatches: genuine.length }
  const point = (threshold: number) => ({
    threshold,
    falseMatches: impostor.length - countBelow(impostor, threshold),
    falseNonMatches: countBelow(genuine, threshold),
  })
  const points = [
    ...(g + i > 0 ? [point(Math.max(genuine[g - 1] ?? -Infinity, impostor[i - 1] ?? -Infinity))] : []),
    g + i === genuine.length + impostor.length
      ? none
      : point(Math.min(genuine[g] ?? Infinity, impostor[i] ?? Infinity)),
  ]
  return {
    thresholds: Float64Array.from(points, ({ threshold }) => threshold),
    falseMatches: Float64Array.from(points, ({ falseMatches }) => falseMatches),
    falseNonMatches: Float64Array.from(points, ({ falseNonMatches }) => falseNonMatches),
    genuine: genuine.length,
    impostor: impostor.length,
  }
}

/**
 * The corners of the curve: of neighbouring scores of one kind only the lowest. Areas, hulls and costs are the same as
 * those of the whole curve; thresholds between are missing. From the threshold `lowest` upwards.
 */
export function cornerCurve({ genuine, impostor }: SortedScores, lowest = -Infinity): ErrorCurve {
  let g = countBelow(genuine, lowest)
  let i = countBelow(impostor, lowest)
  const [genuineCount, impostorCount] = [genuine.length, impostor.length]
  // Runs of the two kinds take turns; scores of Infinity may lie apart, and the last point has no score.
  const capacity = 2 * Math.min(genuineCount - g, impostorCount - i) + 4
  const thresholds = new Float64Array(capacity)
  const falseMatches = new Float64Array(capacity)
  const falseNonMatches = new Float64Array(capacity)
  let points = 0
  while (g < genuineCount || i < impostorCount) {
    const nextGenuine = g < genuineCount ? genuine[g] : Infinity
    const nextImpostor = i < impostorCount ? impostor[i] : Infinity
    thresholds[points] = nextGenuine < nextImpostor ? nextGenuine : nextImpostor
    falseMatches[points] = impostorCount - i
    falseNonMatches[points] = g
    points++
    if (nextImpostor < nextGenuine) {
      while (i < impostorCount && impostor[i] < nextGenuine) i++
    } else if (nextGenuine < nextImpostor) {
      while (g < genuineCount && genuine[g] < nextImpostor) g++
    } else {
      while (g < genuineCount && genuine[g] === nextImpostor) g++
      while (i < impostorCount && impostor[i] === nextImpostor) i++
    }
  }
  thresholds[points] = Number.POSITIVE_INFINITY
  falseMatches[points] = 0
  falseNonMatches[points] = genuineCount
  points++
  return {
    thresholds: thresholds.subarray(0, points),
    falseMatches: falseMatches.subarray(0, points),
    falseNonMatches: falseNonMatches.subarray(0, points),
    genuine: genuineCount,
    impostor: impostorCount,
  }
}
