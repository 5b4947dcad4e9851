// The inner loop of convolutions and fully connected layers: one vector of inputs against many vectors of weights.

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
export type DotProducts = (inputs: Int32Array, output: Integers, at: number) => void

/** Chooses the accumulator width once. */
export function dotProducts(layer: Layer): DotProducts {
  return layer.wide ? wideDotProducts(layer) : narrowDotProducts(layer)
}

/** 32-bit accumulators; four channels at a time share each load of an input. */
function narrowDotProducts(layer: Layer): DotProducts {
  const { weights, depth, channels, outputZeroPoint } = layer
  const { multipliers, shifts } = layer.scaling
  const { low, high } = layer.range
  const bias = Int32Array.from(layer.bias)

  const store = (output: Integers, at: number, channel: number, sum: number): void => {
    const scaled = multiplyByQuantizedMultiplier(
      (sum + bias[channel]) | 0,
      multipliers[channel],
      shifts[channel],
    )
    output[at + channel] = clamp(scaled + outputZeroPoint, low, high)
  }

  return (inputs, output, at) => {
    let channel = 0
    for (; channel + 4 <= channels; channel += 4) {
      let w0 = channel * depth
      let w1 = w0 + depth
      let w2 = w1 + depth
      let w3 = w2 + depth
      let sum0 = 0
      let sum1 = 0
      let sum2 = 0
      let sum3 = 0
      for (let i = 0; i < depth; i++) {
        const x = inputs[i]
        sum0 = (sum0 + Math.imul(x, weights[w0++])) | 0
        sum1 = (sum1 + Math.imul(x, weights[w1++])) | 0
        sum2 = (sum2 + Math.imul(x, weights[w2++])) | 0
        sum3 = (sum3 + Math.imul(x, weights[w3++])) | 0
      }
      store(output, at, channel, sum0)
      store(output, at, channel + 1, sum1)
      store(output, at, channel + 2, sum2)
      store(output, at, channel + 3, sum3)
    }
    for (; channel < channels; channel++) {
      let w = channel * depth
      let sum = 0
      for (let i = 0; i < depth; i++) sum = (sum + Math.imul(inputs[i], weights[w++])) | 0
      store(output, at, channel, sum)
    }
  }
}

/** 64-bit accumulators in doubles, exact below 2^53. */
function wideDotProducts(layer: Layer): DotProducts {
  const { weights, depth, channels, bias, outputZeroPoint } = layer
  const { multipliers, shifts } = layer.scaling
  const { low, high } = layer.range
  return (inputs, output, at) => {
    for (let channel = 0; channel < channels; channel++) {
      let w = channel * depth
      let sum = bias[channel]
      for (let i = 0; i < depth; i++) sum += inputs[i] * weights[w++]
      const scaled = multiplyWideByQuantizedMultiplier(sum, multipliers[channel], shifts[channel])
      output[at + channel] = clamp(scaled + outputZeroPoint, low, high)
    }
  }
}
