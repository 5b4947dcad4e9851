// Which networks to measure on a board next: greedily the one whose measurement leaves the others' latencies best known.
// A measurement lowers every covariance by the product of both with it over its own variance and noise (conditioning).

import { MEASUREMENT_NOISE } from './latency-model.ts'

export interface Telling {
  index: number
  /** Variances of all pairs' logarithms, without noise, before and after the measurement. */
  before: Float64Array
  after: Float64Array
}

/** Up to `count` of `candidates`, most telling first, each given those before it. `covariance`: flat, n by n. */
export function mostTelling(
  covariance: Float64Array,
  n: number,
  candidates: readonly number[],
  count: number,
): Telling[] {
  let current = covariance
  const left = new Set(candidates)
  const chosen: Telling[] = []
  while (chosen.length < count && left.size > 0) {
    const tried = [...left].map((index) => ({ index, matrix: measured(current, n, index) }))
    const best = tried.reduce((a, b) =>
      expectedSpreads(diagonal(b.matrix, n)) < expectedSpreads(diagonal(a.matrix, n)) ? b : a,
    )
    chosen.push({ index: best.index, before: diagonal(current, n), after: diagonal(best.matrix, n) })
    current = best.matrix
    left.delete(best.index)
  }
  return chosen
}

/** Mean standard deviation of a prediction, noise included: proportional to the mean width of the intervals' logarithms. */
export const expectedSpreads = (variances: Float64Array): number =>
  variances.reduce((sum, value) => sum + Math.sqrt(value + MEASUREMENT_NOISE), 0) / variances.length

const diagonal = (matrix: Float64Array, n: number): Float64Array =>
  Float64Array.from({ length: n }, (_, at) => Math.max(0, matrix[at * n + at]))

function measured(matrix: Float64Array, n: number, index: number): Float64Array {
  const variance = matrix[index * n + index] + MEASUREMENT_NOISE
  return matrix.map(
    (value, at) => value - (matrix[Math.floor(at / n) * n + index] * matrix[index * n + (at % n)]) / variance,
  )
}
