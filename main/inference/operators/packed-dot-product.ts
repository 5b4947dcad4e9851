// The fast twin of the reference dot product for 8-bit inputs and weights: two channels share one double, a + b 2^26,
// so that one multiplication and one addition serve both. A sum of 1024 products of 255 and 128 stays below 2^25, so
// the lower half never reaches into the upper, and both together fit the 53 bits of a double exactly.

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import type { DotProducts, Layer } from './dot-product.ts'

const UPPER = 2 ** 26
/** Products that may be added before the halves have to be taken apart. */
const MAX_PRODUCTS = 1024
/** Channels computed together: four doubles of two. */
const GROUP = 8

/** `layer` must be narrow: 32-bit accumulators. */
export function packedDotProducts(layer: Layer): DotProducts {
  const { depth, channels, outputZeroPoint } = layer
  const { multipliers, shifts } = layer.scaling
  const { low, high } = layer.range
  const bias = new Int32Array(Math.ceil(channels / GROUP) * GROUP)
  bias.set(layer.bias)
  const packed = packWeights(layer)
  const sums = new Int32Array(GROUP)

  return (inputs, output, at) => {
    let w = 0
    for (let first = 0; first < channels; first += GROUP) {
      for (let j = 0; j < GROUP; j++) sums[j] = bias[first + j]
      for (let start = 0; start < depth; start += MAX_PRODUCTS) {
        const end = Math.min(depth, start + MAX_PRODUCTS)
        let s0 = 0
        let s1 = 0
        let s2 = 0
        let s3 = 0
        for (let i = start; i < end; i++) {
          const x = inputs[i]
          s0 += x * packed[w]
          s1 += x * packed[w + 1]
          s2 += x * packed[w + 2]
          s3 += x * packed[w + 3]
          w += 4
        }
        unpack(s0, sums, 0)
        unpack(s1, sums, 2)
        unpack(s2, sums, 4)
        unpack(s3, sums, 6)
      }
      const end = Math.min(GROUP, channels - first)
      for (let j = 0; j < end; j++) {
        const channel = first + j
        const scaled = multiplyByQuantizedMultiplier(sums[j], multipliers[channel], shifts[channel])
        output[at + channel] = clamp(scaled + outputZeroPoint, low, high)
      }
    }
  }
}

/** Adds the lower half of a packed sum to sums[at], the upper to sums[at + 1]. */
function unpack(packedSum: number, sums: Int32Array, at: number): void {
  const upper = Math.floor(packedSum / UPPER + 0.5)
  sums[at] += packedSum - upper * UPPER
  sums[at + 1] += upper
}

/** [group][depth][pair]: weights in the order in which the loop reads them, absent channels as zeros. */
function packWeights({ weights, depth, channels }: Layer): Float64Array {
  const groups = Math.ceil(channels / GROUP)
  const packed = new Float64Array((groups * depth * GROUP) / 2)
  for (let channel = 0; channel < channels; channel++) {
    const factor = channel % 2 === 0 ? 1 : UPPER
    const pair = Math.floor(channel / 2)
    for (let i = 0; i < depth; i++) {
      packed[(Math.floor(pair / 4) * depth + i) * 4 + (pair % 4)] += factor * weights[channel * depth + i]
    }
  }
  return packed
}
