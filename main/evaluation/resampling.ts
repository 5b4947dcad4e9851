// Resampling of people: comparisons that share a person are not independent, people are. Subject bootstrap: R. Bolle,
// N. Ratha, S. Pankanti, "Error analysis of pattern recognition systems - the subsets bootstrap", Computer Vision and
// Image Understanding 93, 2004; both people of a comparison drawn: A. Owen, "The pigeonhole bootstrap", Annals of
// Applied Statistics 1, 2007.

import type { ErrorCurve } from './error-curve.ts'
import { growingIndices } from './growing-array.ts'
import { seededIntegers } from './random.ts'
import type { ComparedPeople, People, Scores } from './scores.ts'
import { BATCH, type Runs, weightSums } from './weight-sums.ts'

export interface ResamplingOptions {
  resamples?: number
  seed?: number
}

export const RESAMPLES = 1000

/** Longer curves are pooled, to keep each resample quick: neighbours whose counts differ by less than POOLED_SHARE. */
const MOST_POINTS = 20_000
const POOLED_SHARE = 1 / 1000

/**
 * Shows `visit` an error curve for every resample; the object is reused for the next. Its thresholds are those of
 * `thresholds`, by default those of the measured curve: ascending, the last one Infinity ("reject everything").
 *
 * Each resample draws as many people as there are, with replacement. Instead of copying, comparisons are weighted: a
 * genuine one by how often its person was drawn, an impostor one by the product of its two people's draws. What pairs
 * of people have in common beyond both of them is thereby counted up to three times (Owen 2007, Theorem 3): where that
 * outweighs the differences between people, the intervals are too wide rather than too narrow. Of chimeric people the
 * faces and the voices are drawn each by themselves, and a pair weighs as the product of both draws.
 */
export function forEachResample(
  scores: Scores,
  people: People,
  thresholds: Float64Array,
  { resamples = RESAMPLES, seed = 1 }: ResamplingOptions,
  visit: (curve: ErrorCurve, resample: number) => void,
): void {
  const curve: ErrorCurve = {
    thresholds,
    falseMatches: new Float64Array(thresholds.length),
    falseNonMatches: new Float64Array(thresholds.length),
    genuine: 0,
    impostor: 0,
  }
  const units = unitsOf(people)
  // A genuine comparison weighs as its unit and, drawn once in every resample, nobody.
  const nobody = units.count
  const sumGenuine = weightSums(
    inRuns(scores.genuine, thresholds, units.genuine, new Uint32Array(units.genuine.length).fill(nobody)),
    nobody + 1,
  )
  const sumImpostor = weightSums(
    inRuns(scores.impostor, thresholds, units.impostorEnrolled, units.impostorTested),
    nobody + 1,
  )
  const integer = seededIntegers(seed)
  // A person is never drawn more than 255 times: that of 256 draws or more so many meet one of as many people has a
  // probability below 10^-500.
  const draws = new Uint8Array((nobody + 1) * BATCH)
  for (let first = 0; first < resamples; first += BATCH) {
    draws.fill(0).fill(1, nobody * BATCH)
    const batch = Math.min(BATCH, resamples - first)
    for (let k = 0; k < batch; k++) units.draw(integer, draws, k)
    const genuine = sumGenuine(draws)
    const impostor = sumImpostor(draws)
    for (let k = 0; k < batch; k++) {
      weigh(curve, genuine, impostor, k)
      visit(curve, first + k)
    }
  }
}

/** What is drawn as one: a person, or a chimeric pair of a person and a partner. */
interface Units extends ComparedPeople {
  /** Writes how often every unit was drawn into column k of [units][BATCH], zero before. */
  draw(integer: (limit: number) => number, draws: Uint8Array, k: number): void
}

function unitsOf(people: People): Units {
  const { partners } = people
  if (partners === undefined) {
    return {
      ...people,
      draw: (integer, draws, k) => {
        for (let i = 0; i < people.count; i++) draws[integer(people.count) * BATCH + k]++
      },
    }
  }
  const known = new Map<number, number>()
  const pairs = (own: Uint32Array, other: Uint32Array) =>
    own.map((person, i) => {
      const key = person * partners.count + other[i]
      const unit = known.get(key) ?? known.size
      known.set(key, unit)
      return unit
    })
  const genuine = pairs(people.genuine, partners.genuine)
  const impostorEnrolled = pairs(people.impostorEnrolled, partners.impostorEnrolled)
  const impostorTested = pairs(people.impostorTested, partners.impostorTested)
  const keys = Float64Array.from(known.keys())
  const drawn = { person: new Uint8Array(people.count), partner: new Uint8Array(partners.count) }
  return {
    count: known.size,
    genuine,
    impostorEnrolled,
    impostorTested,
    draw: (integer, draws, k) => {
      drawn.person.fill(0)
      drawn.partner.fill(0)
      for (let i = 0; i < people.count; i++) drawn.person[integer(people.count)]++
      for (let i = 0; i < partners.count; i++) drawn.partner[integer(partners.count)]++
      keys.forEach((key, unit) => {
        const times = drawn.person[Math.floor(key / partners.count)] * drawn.partner[key % partners.count]
        draws[unit * BATCH + k] = Math.min(255, times)
      })
    },
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

/** Comparisons in the order of the thresholds at which they lie. */
function inRuns(
  scores: Float64Array,
  thresholds: Float64Array,
  first: Uint32Array,
  second: Uint32Array,
): Runs {
  const points = pointsOf(scores, thresholds)
  const from = firstPlaces(points, thresholds.length)
  return { first: inOrder(first, points, from), second: inOrder(second, points, from), from }
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

/** Weight below each point (genuine), and at or above it (impostor), in resample k of a batch. */
function weigh(curve: ErrorCurve, genuine: Uint32Array, impostor: Uint32Array, k: number): void {
  const { falseMatches, falseNonMatches } = curve
  let below = 0
  for (let point = 0; point < falseNonMatches.length; point++) {
    falseNonMatches[point] = below
    below += genuine[point * BATCH + k]
  }
  let above = 0
  for (let point = falseMatches.length - 1; point >= 0; point--) {
    above += impostor[point * BATCH + k]
    falseMatches[point] = above
  }
  curve.genuine = below
  curve.impostor = above
}
