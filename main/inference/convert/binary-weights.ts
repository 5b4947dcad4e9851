// Constants of the binary pointwise operator (operators/binary-pointwise.ts) from real ones: signs packed into bits, and the
// scale per channel, offset, quantisation of the output and rounding folded into 32-bit multipliers and offsets.

import { LARGEST_SHIFT, LARGEST_SUM, WORD_BITS, wordsOf } from '../operators/binary-pointwise.ts'
import { GraphError } from './graph.ts'

/** [channel out][word], a set bit for weights of at least 0; `values` is [channel out][channel in]. */
export function packedSigns(values: Float32Array, channels: number): Int32Array {
  const inChannels = values.length / channels
  const words = wordsOf(inChannels)
  const packed = new Int32Array(channels * words)
  for (const [at, value] of values.entries()) {
    const channel = at % inChannels
    const word = Math.floor(at / inChannels) * words + Math.floor(channel / WORD_BITS)
    if (value >= 0) packed[word] |= 1 << (channel % WORD_BITS)
  }
  return packed
}

export interface BinaryScaling {
  multipliers: Int32Array
  offsets: Int32Array
  shift: number
}

/**
 * real output = scale * (inChannels - 2 d) + offset of each channel, d differing signs; output = real / outputScale +
 * zeroPoint, halves rounded up. The shift is the largest at which every sum stays in bounds. Throws GraphError.
 */
export function binaryScaling(
  scale: Float32Array,
  offset: Float32Array,
  inChannels: number,
  output: { scale: number; zeroPoint: number },
): BinaryScaling {
  for (let shift = LARGEST_SHIFT; shift >= 0; shift--) {
    const unit = 2 ** shift
    const multipliers = Array.from(scale, (value) => Math.round((-2 * value * unit) / output.scale))
    const offsets = Array.from(scale, (value, channel) =>
      Math.round(((inChannels * value + offset[channel]) / output.scale + output.zeroPoint + 0.5) * unit),
    )
    const fits = offsets.every((least, channel) => {
      const most = least + multipliers[channel] * inChannels
      return Math.max(Math.abs(least), Math.abs(most)) < LARGEST_SUM
    })
    if (fits) return { multipliers: Int32Array.from(multipliers), offsets: Int32Array.from(offsets), shift }
  }
  throw new GraphError('A binary layer has scales or offsets far beyond the range of its output.')
}
