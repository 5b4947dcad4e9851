// Which networks to measure on a target: greedily the one whose latency is least known given those chosen before
// (Bayesian D-optimal design for the linear model of adapt.ts with unit penalties). Each measurement lowers the variance
// of the others by the square of their covariance with it (Sherman and Morrison).

import { drawWithoutReplacement, seededIntegers } from '../evaluation/random.ts'

/** Prior variance of a coefficient relative to the noise of a measurement. */
const PRIOR_TO_NOISE = 100

/** How many networks are looked at; more say no more about what to measure. */
const POOL = 400

/**
 * `count` networks out of `available` (indices into `encoding`), most telling first. The first is drawn by `seed`.
 * Fewer are returned where there are not enough.
 */
export function measureNext(
  proxy: Float64Array,
  encoding: readonly (readonly number[])[],
  available: readonly number[],
  count: number,
  seed: number,
): number[] {
  const drawn = drawWithoutReplacement(
    seededIntegers(seed),
    Math.min(POOL, available.length),
    available.length,
  )
  const pool = drawn.map((at) => available[at])
  const features = scaledFeatures(proxy, encoding, pool)
  const columns = features[0]?.length ?? 0
  const variance = features.map((row) => PRIOR_TO_NOISE * row.reduce((sum, value) => sum + value ** 2, 0))
  const measured: { direction: Float64Array; denominator: number }[] = []
  const chosen: number[] = []
  let next = 0
  while (chosen.length < Math.min(count, pool.length)) {
    chosen.push(pool[next])
    const direction = features[next].map((value) => PRIOR_TO_NOISE * value)
    for (const before of measured) {
      const share = dot(before.direction, features[next]) / before.denominator
      for (let at = 0; at < columns; at++) direction[at] -= share * before.direction[at]
    }
    const denominator = 1 + dot(direction, features[next])
    measured.push({ direction, denominator })
    features.forEach((row, at) => {
      variance[at] -= dot(direction, row) ** 2 / denominator
    })
    variance[next] = Number.NEGATIVE_INFINITY
    next = variance.indexOf(Math.max(...variance))
  }
  return chosen
}

/** Contributions to the proxy's latency, centred and of unit mean square together, with a column of ones. */
function scaledFeatures(
  proxy: Float64Array,
  encoding: readonly (readonly number[])[],
  pool: readonly number[],
): Float64Array[] {
  const rows = pool.map((index) => Float64Array.from(encoding[index], (value, at) => value * proxy[at]))
  const mean = new Float64Array(proxy.length)
  for (const row of rows) for (let at = 0; at < mean.length; at++) mean[at] += row[at] / rows.length
  const centred = rows.map((row) => row.map((value, at) => value - mean[at]))
  const square = centred.reduce((sum, row) => sum + row.reduce((own, value) => own + value ** 2, 0), 0)
  const scale = Math.sqrt(square / Math.max(1, rows.length)) || 1
  return centred.map((row) => Float64Array.of(1, ...row.map((value) => value / scale)))
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let at = 0; at < left.length; at++) sum += left[at] * right[at]
  return sum
}
