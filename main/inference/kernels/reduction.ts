// SIMD twin of MEAN and SUM over neighbouring axes: the sums come from assembly/channel-sums.ts, the reference's
// rescaling follows.

import type { Tensor } from '../model.ts'
import { areByteActivations, channelSumBytes, type SimdTwin } from './simd-twin.ts'

/** Fewer values side by side than this leave vectors mostly empty. */
const LEAST_INNER = 8

export interface Reduction {
  input: Tensor
  output: Tensor
  /** The input as [outer][reduced][inner]; null where the reduced axes are not neighbours. */
  extents: { outer: number; reduced: number; inner: number } | null
  /** The output for a sum over the reduced values. */
  finish(sum: number): number
}

/** Null for other tensors than 8-bit ones, and for axes that do not suit vectors. */
export function reductionTwin({ input, output, extents, finish }: Reduction): SimdTwin | null {
  if (!areByteActivations(input, output) || extents === null || extents.inner < LEAST_INNER) return null
  const { outer, reduced, inner } = extents
  return {
    constantBytes: 0,
    scratchBytes: channelSumBytes(inner),
    bind({ kernels, scratch, buffer }, address) {
      const source = address(input)
      const target = new Int8Array(buffer, address(output), output.bytes)
      const sums = new Int32Array(buffer, scratch, inner)
      return () => {
        for (let block = 0; block < outer; block++) {
          kernels.sumChannels(source + block * reduced * inner, 1, reduced, 0, inner, scratch)
          for (let i = 0; i < inner; i++) target[block * inner + i] = finish(sums[i])
        }
      }
    },
  }
}
