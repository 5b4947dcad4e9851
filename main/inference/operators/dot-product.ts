// The inner loop of convolutions and fully connected layers: one vector of inputs against many vectors of weights.
// The reference; ../kernels/convolution.ts is its fast twin for 8-bit inputs.

import { clamp, multiplyByQuantizedMultiplier, multiplyWideByQuantizedMultiplier } from '../fixed-point.ts'
import type { Range } from './activation.ts'
import type { Integers } from './operator.ts'
import type { ChannelMultipliers } from './weights.ts'

/** Weights [channel][depth] with what turns an accumulator into an output. */
export interface Layer {
  weights: Int8Array
  depth: number
  channels: number
  bias: Float64Array
  scaling: ChannelMultipliers
  outputZeroPoint: number
  range: Range
  /** Accumulate in 64 bits and round once, as 16-bit activations with a 64-bit bias do. */
  wide: boolean
}

/** Writes `channels` outputs from `output[at]` on, for inputs from which the zero point has been subtracted. */
export type DotProducts = (inputs: Float64Array, output: Integers, at: number) => void

/** Sums are exact in doubles; `| 0` wraps those of 32 bits as integers would. */
export function dotProducts(layer: Layer): DotProducts {
  const { weights, depth, channels, bias, outputZeroPoint, wide } = layer
  const { multipliers, shifts } = layer.scaling
  const { low, high } = layer.range
  return (inputs, output, at) => {
    for (let channel = 0; channel < channels; channel++) {
      let w = channel * depth
      let sum = bias[channel]
      for (let i = 0; i < depth; i++) sum += inputs[i] * weights[w++]
      const scaled = wide
        ? multiplyWideByQuantizedMultiplier(sum, multipliers[channel], shifts[channel])
        : multiplyByQuantizedMultiplier(sum | 0, multipliers[channel], shifts[channel])
      output[at + channel] = clamp(scaled + outputZeroPoint, low, high)
    }
  }
}
