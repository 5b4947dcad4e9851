// One model for every (network, device) pair. Its unknown is the logarithm of how much longer a network takes than its
// nominal cycles (network-features.ts) at the device's clock:
//   log(ms * kHz / nominal cycles) = speed(device) + sum over kinds of work: share * cost(device, kind) + noise.
// speed and cost are Gaussian: a part all devices share, a part linear in the device's features, one that related cores
// share, one of the chip's own. Everything follows by conditioning, so a measurement on a new board adapts it at once.
// Gaussian process regression, Rasmussen and Williams 2006, chapter 2.

import type { Device } from './catalogue.ts'
import { cholesky, condition } from './gaussian.ts'
import type { NetworkFeatures } from './network-features.ts'

/** A network on a device. */
export interface Pair {
  device: Device
  /** Id, by which measurements of one network are told apart from others. */
  network: string
  features: NetworkFeatures
}

export interface Measurement extends Pair {
  ms: number
}

/**
 * Variances of the parts, in squared natural logarithms (0.1: a factor of 1.4 either way). Stated, not fitted: 39 chips
 * and four networks do not tell them, and the errors on left-out chips hardly depend on them. Rates of work are held
 * nearer to the LX6's than speeds are to each other, since the four networks hardly tell them apart.
 */
const VARIANCES = {
  speed: { shared: 9, features: 0.1, kin: 0.2, chip: 0.1 },
  cost: { shared: 0.1, features: 0.03, kin: 0.1, chip: 0.1 },
  noise: 0.1,
} as const

/** Variance of the logarithm of one measurement about what a network takes. */
export const MEASUREMENT_NOISE = VARIANCES.noise

/** What the model knows of a device, in units in which one is a large difference. */
export function deviceFeatures({ core, mhz }: Pick<Device, 'core' | 'mhz'>): number[] {
  const simd = core.simd_used ? core.simd : 'none'
  return [
    simd === 'none' ? 0 : 1,
    simd === 'vector' ? 1 : 0,
    core.fpu === null ? 0.5 : Number(core.fpu),
    Math.log2(core.word_bits / 32),
    Math.log(core.instructions_per_clock),
    Math.log(mhz / 200),
  ]
}

/** Logarithm of how much longer than its nominal cycles a network took. */
const excess = ({ ms, device, features }: Measurement): number =>
  Math.log((ms * device.mhz * 1000) / features.nominalCycles)

/** Milliseconds of an excess. */
const toMs = (value: number, { device, features }: Pair): number =>
  (Math.exp(value) * features.nominalCycles) / (device.mhz * 1000)

/** Variance of a figure that was rounded to its last written digit. */
export function roundingVariance(ms: number): number {
  const [, decimals = ''] = String(ms).split('.')
  return (10 ** -decimals.length / ms) ** 2 / 12
}

/** Prior covariance of two pairs' excess, without noise. */
function covariance(left: Featured, right: Featured): number {
  const { speed, cost } = VARIANCES
  const [a, b] = [left.pair.device, right.pair.device]
  const features = dot(left.device, right.device)
  const kin = (Number(a.core.family === b.core.family) + Number(a.core.id === b.core.id)) / 2
  const chip = Number(a.chip === b.chip)
  const part = (of: typeof speed | typeof cost) =>
    of.shared + of.features * features + of.kin * kin + of.chip * chip
  return part(speed) + dot(left.pair.features.shares, right.pair.features.shares) * part(cost)
}

interface Featured {
  pair: Pair
  device: number[]
}

const featured = (pair: Pair): Featured => ({ pair, device: deviceFeatures(pair.device) })

const dot = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, at) => sum + value * right[at], 0)

export interface Prediction {
  /** Median of the prediction. */
  ms: number
  /** Standard deviation of its logarithm, the noise of one more measurement included. */
  spread: number
}

/** What is predicted for each pair, and the covariance of the logarithms without noise (flat, row by row). */
export interface Predictions {
  each: Prediction[]
  covariance: Float64Array
}

/** Predicts `pairs` from measurements of any devices and networks. */
export function predictLatencies(measurements: readonly Measurement[], pairs: readonly Pair[]): Predictions {
  const given = measurements.map(featured)
  const wanted = pairs.map(featured)
  const n = given.length
  const matrix = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) matrix[i * n + j] = covariance(given[i], given[j])
    matrix[i * n + i] += VARIANCES.noise + roundingVariance(measurements[i].ms)
  }
  const { mean, covariance: known } = condition(
    cholesky(matrix, n),
    measurements.map(excess),
    pairs.length,
    (i, j) => covariance(wanted[i], given[j]),
    (i, k) => covariance(wanted[i], wanted[k]),
  )
  return {
    each: pairs.map((pair, i) => ({
      ms: toMs(mean[i], pair),
      spread: Math.sqrt(Math.max(0, known[i * pairs.length + i]) + VARIANCES.noise),
    })),
    covariance: known,
  }
}
