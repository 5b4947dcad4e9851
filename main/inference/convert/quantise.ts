// Quantisation as TensorFlow Lite specifies it (tensorflow.org/lite/performance/quantization_spec): activations affine
// per tensor (int8) or symmetric (int16), weights symmetric per output channel or tensor (int8, int4), bias int32 or
// int64 at input scale x weight scale. A scale makes a channel's largest weight the largest integer; where that is as small
// as 7, cutting the largest off may lose less.

import type { Quantisation } from '../model.ts'

const LEVELS = 255
const INT16_LIMIT = 32767
/** Largest weight by the bits of a weight. */
const WEIGHT_LIMIT = { 8: 127, 4: 7 } as const
export type WeightBits = keyof typeof WEIGHT_LIMIT
/** Where weights may be cut off, as shares of a channel's largest (models/training/elastic.py has the same). */
const CUT_OFFS = Array.from({ length: 11 }, (_, step) => 1 - step / 20)
/** Of a range that is (almost) a single value. */
const SMALLEST_SCALE = 1e-9
/** Keeps a quantised bias well inside int32. */
const BIAS_LIMIT = 2 ** 30
const INT32_LIMIT = 2 ** 31 - 1

const rounded = (value: number, low: number, high: number): number => {
  // Halves away from zero, as TensorFlow's converter rounds.
  const whole = Math.sign(value) * Math.floor(Math.abs(value) + 0.5)
  return Math.min(high, Math.max(low, whole))
}

export const perTensor = (scale: number, zeroPoint: number): Quantisation => ({
  scales: Float32Array.of(scale),
  zeroPoints: Int32Array.of(zeroPoint),
  axis: 0,
})

/** Affine int8 quantisation of values in [low, high], widened to hold 0, which is represented exactly. */
export function activationQuantisation([low, high]: readonly [number, number]): Quantisation {
  const from = Math.min(low, 0)
  const to = Math.max(high, 0)
  const scale = Math.fround(Math.max((to - from) / LEVELS, SMALLEST_SCALE))
  return perTensor(scale, rounded(-128 - from / scale, -128, 127))
}

/** Symmetric int16 quantisation of values in [low, high]. */
export function wideActivationQuantisation([low, high]: readonly [number, number]): Quantisation {
  const largest = Math.max(-low, high)
  return perTensor(Math.fround(Math.max(largest / INT16_LIMIT, SMALLEST_SCALE)), 0)
}

/** int8 of real `values` under a per-tensor quantisation. */
export function quantiseActivations(values: Float32Array, { scales, zeroPoints }: Quantisation): Int8Array {
  return Int8Array.from(values, (value) => rounded(value / scales[0] + zeroPoints[0], -128, 127))
}

export interface QuantisedWeights {
  weights: Int8Array
  quantisation: Quantisation
  /** Whole numbers, within the range of int32. */
  bias: Float64Array
  biasQuantisation: Quantisation
}

export interface Weights {
  values: Float32Array
  shape: readonly number[]
  /** The first or the last axis of `shape`: that of the output channels. */
  axis: number
  /** Whether every channel has a scale of its own, or all share one. */
  perChannel: boolean
  bias: Float32Array
  /** Steps per channel that are prescribed; by default each channel's largest weight becomes the largest integer, but for `leastError`. */
  scales?: Float32Array
  /** Cut a channel's weights off where that loses least: that of CUT_OFFS by which its squared errors add up to the least. */
  leastError?: boolean
}

/** Of every channel the weight that becomes the `limit` by least error. */
function leastErrorCutOffs(
  values: Float32Array,
  channelOf: (index: number) => number,
  largest: Float64Array,
  limit: number,
): Float64Array {
  const best = new Float64Array(largest.length)
  const least = new Float64Array(largest.length).fill(Infinity)
  for (const share of CUT_OFFS) {
    const errors = new Float64Array(largest.length)
    for (let index = 0; index < values.length; index++) {
      const channel = channelOf(index)
      const scale = (share * largest[channel]) / limit
      if (scale > 0)
        errors[channel] += (rounded(values[index] / scale, -limit, limit) * scale - values[index]) ** 2
    }
    for (let channel = 0; channel < errors.length; channel++) {
      if (errors[channel] >= least[channel]) continue
      least[channel] = errors[channel]
      best[channel] = share * largest[channel]
    }
  }
  return best
}

/**
 * Quantises weights and bias. A channel of (almost) only zeros gets the smallest scale at which its bias still fits; with
 * prescribed scales its bias is cut off where no int8 input can carry a sum out of int32.
 */
export function quantiseWeights(
  { values, shape, axis, perChannel, bias, scales: prescribed, leastError }: Weights,
  inputScale: number,
  bits: WeightBits = 8,
): QuantisedWeights {
  const limit = WEIGHT_LIMIT[bits]
  const channels = shape[axis]
  const channelOf =
    axis === 0
      ? (index: number): number => Math.floor(index / (values.length / channels))
      : (index: number): number => index % channels
  const largest = new Float64Array(channels)
  for (let index = 0; index < values.length; index++) {
    const channel = channelOf(index)
    largest[channel] = Math.max(largest[channel], Math.abs(values[index]))
  }
  const fitting = (scale: number, channel: number): number =>
    Math.max(scale, Math.abs(bias[channel]) / (inputScale * BIAS_LIMIT), 1e-12)
  const kept = leastError ? leastErrorCutOffs(values, channelOf, largest, limit) : largest
  const own = prescribed ?? Float32Array.from(kept, (value, channel) => fitting(value / limit, channel))
  const scales = perChannel ? own : Float32Array.of(Math.max(...own))
  const scaleOf = (channel: number): number => scales[perChannel ? channel : 0]
  const zeroPoints = new Int32Array(scales.length)
  const weights = Int8Array.from(values, (value, index) =>
    rounded(value / scaleOf(channelOf(index)), -limit, limit),
  )
  const room = new Float64Array(channels).fill(INT32_LIMIT)
  for (const [index, weight] of weights.entries()) room[channelOf(index)] -= LEVELS * Math.abs(weight)
  return {
    weights,
    quantisation: { scales, zeroPoints, axis },
    bias: Float64Array.from(bias, (value, channel) =>
      rounded(value / (inputScale * scaleOf(channel)), -room[channel], room[channel]),
    ),
    biasQuantisation: { scales: scales.map((scale) => inputScale * scale), zeroPoints, axis: 0 },
  }
}
