// What convolutions and fully connected layers share: weights, bias and the factor from accumulator to output
// (kernel_util.cc, PopulateConvolutionQuantizationParams).

import type { Tensor } from '../model.ts'
import { elementCount, type OperatorContext } from './operator.ts'

/** One factor per output channel: real = multiplier * 2^(shift - 31). */
export interface ChannelMultipliers {
  multipliers: Int32Array
  shifts: Int32Array
}

/**
 * input scale * weight scale / output scale for each output channel; weights have one scale or one per channel.
 * `product` multiplies the first two: FULLY_CONNECTED's reference does so in single precision.
 */
export function channelMultipliers(
  context: OperatorContext,
  { input, weights, output, channels }: { input: Tensor; weights: Tensor; output: Tensor; channels: number },
  product: (inputScale: number, weightScale: number) => number = (a, b) => a * b,
): ChannelMultipliers {
  const inputScale = context.affine(input, 'input').scale
  const outputScale = context.affine(output, 'output').scale
  const { scales, zeroPoints } = context.quantisation(weights, 'weights')
  context.expect(
    scales.length === 1 || scales.length === channels,
    `has ${scales.length} weight scales for ${channels} channels`,
  )
  context.expect(
    zeroPoints.every((zeroPoint) => zeroPoint === 0),
    'has weights with a zero point other than 0',
  )
  const multipliers = new Int32Array(channels)
  const shifts = new Int32Array(channels)
  for (let channel = 0; channel < channels; channel++) {
    const real = product(inputScale, scales[scales.length === 1 ? 0 : channel]) / outputScale
    const { multiplier, shift } = context.rescaling(real)
    multipliers[channel] = multiplier
    shifts[channel] = shift
  }
  return { multipliers, shifts }
}

/** Checks an optional bias of one int32 or int64 per channel. */
export function checkBias(context: OperatorContext, bias: Tensor | null, channels: number): void {
  if (bias === null) return
  context.expect(
    elementCount(bias.shape) === channels,
    `has a bias of shape [${bias.shape}] for ${channels} channels`,
  )
  context.expect(bias.data !== null, 'has a bias computed at run time')
}

/** Bias values as exact doubles; zeros where there is none. */
export function biasValues(bias: Tensor | null, channels: number): Float64Array {
  if (bias === null) return new Float64Array(channels)
  const data = bias.data as Uint8Array
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const read = (i: number): number => {
    if (bias.type === 'int64') return Number(view.getBigInt64(8 * i, true))
    return bias.type === 'int16' ? view.getInt16(2 * i, true) : view.getInt32(4 * i, true)
  }
  return Float64Array.from({ length: channels }, (_, i) => read(i))
}

/** Weights as bytes; packed int4 values, two a byte and the lower four bits first, are unpacked. */
export function weightValues(weights: Tensor): Int8Array {
  const data = weights.data as Uint8Array
  const packed = new Int8Array(data.buffer, data.byteOffset, data.byteLength)
  if (weights.type !== 'int4') return packed
  return Int8Array.from({ length: elementCount(weights.shape) }, (_, i) =>
    i % 2 === 0 ? (packed[i >> 1] << 28) >> 28 : packed[i >> 1] >> 4,
  )
}

/** Weights and biases arrive from memory only when constant: their sums are precomputed. */
export function expectConstantWeights(context: OperatorContext, weights: Tensor): void {
  if (weights.data === null) throw context.unsupported('weights computed at run time')
}

/** Asks for the buffer into which TFLM unpacks int4 weights. */
export function requestUnpackedWeights(context: OperatorContext, weights: Tensor): void {
  if (weights.type === 'int4') context.scratch(elementCount(weights.shape))
}
