// Resampling of people: comparisons that share a person are not independent, people are. Subject bootstrap: R. Bolle,
// N. Ratha, S. Pankanti, "Error analysis of pattern recognition systems - the subsets bootstrap", Computer Vision and
// Image Understanding 93, 2004; both people of a comparison drawn: A. Owen, "The pigeonhole bootstrap", Annals of
// Applied Statistics 1, 2007.

import type { ErrorCurve } from './error-curve.ts'
import { growingIndices } from './growing-array.ts'
import { seededIntegers } from './random.ts'
import type { People, Scores } from './scores.ts'

export interface ResamplingOptions {
  resamples?: number
  seed?: number
}

export const RESAMPLES = 1000

/** Longer curves are pooled, to keep each resample quick: neighbours whose counts differ by less than POOLED_SHARE. */
const MOST_POINTS = 20_000
const POOLED_SHARE = 1 / 1000

/** Comparisons in the order of the points at which they lie. */
interface Pooled {
  thresholds: Float64Array
  /** Place of each point's first comparison; one more at the end. */
  genuineFrom: Uint32Array
  impostorFrom: Uint32Array
  genuine: Uint32Array
  impostorEnrolled: Uint32Array
  impostorTested: Uint32Array
}

/**
 * Shows `visit` an error curve for every resample; the object is reused for the next. Its thresholds are those of
 * `thresholds`, by default those of the measured curve: ascending, the last one Infinity ("reject everything").
 *
 * Each resample draws as many people as there are, with replacement. Instead of copying, comparisons are weighted: a
 * genuine one by how often its person was drawn, an impostor one by the product of its two people's draws. What pairs
 * of people have in common beyond both of them is thereby counted up to three times (Owen 2007, Theorem 3): where that
 * outweighs the differences between people, the intervals are too wide rather than too narrow.
 */
export function forEachResample(
  scores: Scores,
  people: People,
  thresholds: Float64Array,
  { resamples = RESAMPLES, seed = 1 }: ResamplingOptions,
  visit: (curve: ErrorCurve, resample: number) => void,
): void {
  const pooled = pool(scores, people, thresholds)
  const curve: ErrorCurve = {
    thresholds,
    falseMatches: new Float64Array(thresholds.length),
    falseNonMatches: new Float64Array(thresholds.length),
    genuine: 0,
    impostor: 0,
  }
  const integer = seededIntegers(seed)
  const draws = new Int32Array(people.count)
  for (let resample = 0; resample < resamples; resample++) {
    draws.fill(0)
    for (let i = 0; i < people.count; i++) draws[integer(people.count)]++
    weigh(curve, pooled, draws)
    visit(curve, resample)
  }
}

/** The points of a curve at which resamples are counted: all of a short curve, of a long one what tells them apart. */
export function resampledCurve(curve: ErrorCurve): ErrorCurve {
  const { thresholds, falseMatches, falseNonMatches } = curve
  const last = thresholds.length - 1
  if (last < MOST_POINTS) return curve
  const indices = growingIndices()
  let kept = 0
  for (let i = 0; i <= last; i++) {
    const tells =
      i === 0 ||
      i === last ||
      falseMatches[i] < (1 - POOLED_SHARE) * falseMatches[kept] ||
      falseNonMatches[i] > (1 + POOLED_SHARE) * falseNonMatches[kept]
    if (!tells) continue
    indices.push(i)
    kept = i
  }
  const at = (values: Float64Array) => Float64Array.from(indices.values(), (i) => values[i])
  return {
    ...curve,
    thresholds: at(thresholds),
    falseMatches: at(falseMatches),
    falseNonMatches: at(falseNonMatches),
  }
}

function pool(scores: Scores, people: People, thresholds: Float64Array): Pooled {
  const genuineAt = pointsOf(scores.genuine, thresholds)
  const impostorAt = pointsOf(scores.impostor, thresholds)
  const genuineFrom = firstPlaces(genuineAt, thresholds.length)
  const impostorFrom = firstPlaces(impostorAt, thresholds.length)
  return {
    thresholds,
    genuineFrom,
    impostorFrom,
    genuine: inOrder(people.genuine, genuineAt, genuineFrom),
    impostorEnrolled: inOrder(people.impostorEnrolled, impostorAt, impostorFrom),
    impostorTested: inOrder(people.impostorTested, impostorAt, impostorFrom),
  }
}

/** Index of the last threshold not above each score, the final Infinity aside. */
export function pointsOf(scores: Float64Array, thresholds: Float64Array): Uint32Array {
  return Uint32Array.from(scores, (score) => {
    let low = 0
    let high = thresholds.length - 2
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (thresholds[middle] <= score) low = middle
      else high = middle - 1
    }
    return low
  })
}

function firstPlaces(points: Uint32Array, count: number): Uint32Array {
  const places = new Uint32Array(count + 1)
  for (const point of points) places[point + 1]++
  for (let point = 0; point < count; point++) places[point + 1] += places[point]
  return places
}

function inOrder(values: Uint32Array, points: Uint32Array, from: Uint32Array): Uint32Array {
  const next = from.slice()
  const ordered = new Uint32Array(values.length)
  for (let i = 0; i < values.length; i++) ordered[next[points[i]]++] = values[i]
  return ordered
}

/** Weight below each point (genuine), and at or above it (impostor). */
function weigh(curve: ErrorCurve, pooled: Pooled, draws: Int32Array): void {
  const { falseMatches, falseNonMatches } = curve
  const { genuine, genuineFrom, impostorEnrolled, impostorTested, impostorFrom } = pooled
  let below = 0
  for (let point = 0; point < falseNonMatches.length; point++) {
    falseNonMatches[point] = below
    for (let i = genuineFrom[point]; i < genuineFrom[point + 1]; i++) below += draws[genuine[i]]
  }
  let above = 0
  for (let point = falseMatches.length - 1; point >= 0; point--) {
    for (let i = impostorFrom[point]; i < impostorFrom[point + 1]; i++) {
      above += draws[impostorEnrolled[i]] * draws[impostorTested[i]]
    }
    falseMatches[point] = above
  }
  curve.genuine = below
  curve.impostor = above
}
