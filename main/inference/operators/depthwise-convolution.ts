// DEPTHWISE_CONV_2D: int8 with int8 or int4 weights, 16-bit activations with int8 weights, float32
// (reference_integer_ops/depthwise_conv.h). Input NHWC, weights [1][y][x][out], output NHWC;
// output channel = input channel * multiplier + m.

import { clamp, multiplyByQuantizedMultiplier, multiplyWideByQuantizedMultiplier } from '../fixed-point.ts'
import { depthwiseConvolutionTwin } from '../kernels/depthwise-convolution.ts'
import { activationRange, floatActivationRange } from './activation.ts'
import type { ConvolutionTensors } from './convolution.ts'
import type { Integers, KernelShape, OperatorContext, OperatorKind, PreparedOperator } from './operator.ts'
import {
  biasValues,
  channelMultipliers,
  checkBias,
  expectConstantWeights,
  requestUnpackedWeights,
  weightValues,
} from './weights.ts'
import { insideCounts, insideRange, slidingWindow, type Window } from './window.ts'

export const depthwiseConvolution: OperatorKind = { parameterBytes: 28, dataBytes: 56, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors([2, 3])
  const tensors: ConvolutionTensors = {
    input: context.input(0),
    weights: context.input(1),
    bias: context.optionalInput(2),
    output: context.output(),
  }
  const { input, weights, bias, output } = tensors
  context.expect(input.shape.length === 4, `has an input of shape [${input.shape}], expected four dimensions`)
  context.expect(
    weights.shape.length === 4 && weights.shape[0] === 1,
    `has weights of shape [${weights.shape}], expected [1, height, width, channels]`,
  )
  const [batches, height, width, inChannels] = input.shape
  const [, kernelHeight, kernelWidth, outChannels] = weights.shape
  const depthMultiplier = outChannels / inChannels
  context.expect(
    inChannels > 0 && outChannels > 0 && Number.isInteger(depthMultiplier),
    `has ${outChannels} output channels for ${inChannels} input channels`,
  )
  const { depth_multiplier } = context.operator.options
  context.expect(
    depth_multiplier === depthMultiplier,
    `names the depth multiplier ${depth_multiplier}, its weights have ${depthMultiplier}`,
  )
  const window = slidingWindow(context, { height, width }, { height: kernelHeight, width: kernelWidth })
  context.expectShape(output, [batches, window.y.outSize, window.x.outSize, outChannels], 'output')
  context.expectType(output, input.type, 'output')
  checkBias(context, bias, outChannels)
  expectConstantWeights(context, weights)
  context.persistent(4 * outChannels)
  context.persistent(4 * outChannels)

  const { taps, rows } = insideCounts(window)
  const kernel: KernelShape = {
    height: kernelHeight,
    width: kernelWidth,
    inChannels,
    outChannels,
    depthMultiplier,
    taps: batches * taps * outChannels,
    rows: batches * rows * outChannels,
  }
  const kernels =
    input.type === 'float32'
      ? { bind: floatKernel(context, tensors, window) }
      : integerKernels(context, tensors, window)
  return { macs: kernel.taps, kernel, ...kernels }
}

/** All channels of an output position are accumulated together: inputs and weights are read in memory order. */
function integerKernels(
  context: OperatorContext,
  tensors: ConvolutionTensors,
  window: Window,
): Pick<PreparedOperator, 'bind' | 'simd'> {
  const { input, weights, bias, output } = tensors
  const isInt8 = input.type === 'int8' && (weights.type === 'int8' || weights.type === 'int4')
  if (!isInt8 && !(input.type === 'int16' && weights.type === 'int8')) {
    throw context.unsupported(`${input.type} input with ${weights.type} weights`)
  }
  if (bias !== null && bias.type !== (isInt8 ? 'int32' : 'int64')) {
    throw context.unsupported(`${bias.type} bias for ${input.type} input`)
  }
  const [batches, , , inChannels] = input.shape
  const channels = output.shape[3]
  const scaling = channelMultipliers(context, { input, weights, output, channels })
  const { multipliers, shifts } = scaling
  const range = activationRange(context, output)
  const { low, high } = range
  const inputZeroPoint = context.affine(input, 'input').zeroPoint
  const outputZeroPoint = context.affine(output, 'output').zeroPoint
  requestUnpackedWeights(context, weights)

  const kernel = weightValues(weights)
  const biases = biasValues(bias, channels)
  const bind: PreparedOperator['bind'] = (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    if (isInt8) {
      const sums = new Int32Array(channels)
      const start = Int32Array.from(biases)
      const accumulate = integerAccumulator(window, inChannels, channels)
      return everyPosition(output.shape, (position, at) => {
        sums.set(start)
        accumulate(source, kernel, sums, inputZeroPoint, position)
        for (let channel = 0; channel < channels; channel++) {
          const scaled = multiplyByQuantizedMultiplier(sums[channel], multipliers[channel], shifts[channel])
          target[at + channel] = clamp(scaled + outputZeroPoint, low, high)
        }
      })
    }
    const sums = new Float64Array(channels)
    const accumulate = realAccumulator(window, inChannels, channels, (product) => product)
    return everyPosition(output.shape, (position, at) => {
      sums.set(biases)
      accumulate(source, kernel, sums, position)
      for (let channel = 0; channel < channels; channel++) {
        const scaled = multiplyWideByQuantizedMultiplier(sums[channel], multipliers[channel], shifts[channel])
        target[at + channel] = clamp(scaled + outputZeroPoint, low, high)
      }
    })
  }
  const simd = depthwiseConvolutionTwin({
    input,
    output,
    weights: kernel,
    bias: biases,
    channels,
    scaling,
    inputZeroPoint,
    outputZeroPoint,
    range,
    batches,
    inChannels,
    window,
  })
  return { bind, simd }
}

interface Position {
  batch: number
  y: number
  x: number
}

/** Visits all output positions [batch, y, x] with the index of their first channel. */
function everyPosition(
  outShape: readonly number[],
  visit: (position: Position, at: number) => void,
): () => void {
  const [batches, height, width, channels] = outShape
  return () => {
    const position = { batch: 0, y: 0, x: 0 }
    let at = 0
    for (position.batch = 0; position.batch < batches; position.batch++) {
      for (position.y = 0; position.y < height; position.y++) {
        for (position.x = 0; position.x < width; position.x++) {
          visit(position, at)
          at += channels
        }
      }
    }
  }
}

/** Adds the products of all kernel positions inside the image to the 32-bit sums of one output position. */
function integerAccumulator(window: Window, inChannels: number, outChannels: number) {
  const { y: rows, x: columns } = window
  const depthMultiplier = outChannels / inChannels
  const rowRanges = Array.from({ length: rows.outSize }, (_, y) => insideRange(rows, y))
  const columnRanges = Array.from({ length: columns.outSize }, (_, x) => insideRange(columns, x))
  return (
    source: Integers,
    kernel: Int8Array,
    sums: Int32Array,
    zeroPoint: number,
    { batch, y, x }: Position,
  ): void => {
    const [firstRow, endRow] = rowRanges[y]
    const [firstColumn, endColumn] = columnRanges[x]
    for (let row = firstRow; row < endRow; row++) {
      const inY = y * rows.stride - rows.padding + row * rows.dilation
      for (let column = firstColumn; column < endColumn; column++) {
        const inX = x * columns.stride - columns.padding + column * columns.dilation
        const from = ((batch * rows.inSize + inY) * columns.inSize + inX) * inChannels
        const w = (row * columns.kernel + column) * outChannels
        if (depthMultiplier === 1) {
          for (let channel = 0; channel < outChannels; channel++) {
            sums[channel] =
              (sums[channel] + Math.imul(source[from + channel] - zeroPoint, kernel[w + channel])) | 0
          }
        } else {
          let out = 0
          for (let channel = 0; channel < inChannels; channel++) {
            const value = source[from + channel] - zeroPoint
            for (let m = 0; m < depthMultiplier; m++, out++) {
              sums[out] = (sums[out] + Math.imul(value, kernel[w + out])) | 0
            }
          }
        }
      }
    }
  }
}

/** As integerAccumulator, in doubles or singles: `round` brings every product to the precision of the sums. */
function realAccumulator(
  window: Window,
  inChannels: number,
  outChannels: number,
  round: (product: number) => number,
) {
  const { y: rows, x: columns } = window
  const depthMultiplier = outChannels / inChannels
  return (
    source: ArrayLike<number>,
    kernel: ArrayLike<number>,
    sums: Float64Array | Float32Array,
    { batch, y, x }: Position,
  ): void => {
    const [firstRow, endRow] = insideRange(rows, y)
    const [firstColumn, endColumn] = insideRange(columns, x)
    for (let row = firstRow; row < endRow; row++) {
      const inY = y * rows.stride - rows.padding + row * rows.dilation
      for (let column = firstColumn; column < endColumn; column++) {
        const inX = x * columns.stride - columns.padding + column * columns.dilation
        const from = ((batch * rows.inSize + inY) * columns.inSize + inX) * inChannels
        const w = (row * columns.kernel + column) * outChannels
        for (let out = 0; out < outChannels; out++) {
          sums[out] += round(source[from + Math.floor(out / depthMultiplier)] * kernel[w + out])
        }
      }
    }
  }
}

/** Single-precision accumulation in the reference's order (reference_ops/depthwiseconv_float.h). */
function floatKernel(
  context: OperatorContext,
  { input, weights, bias, output }: ConvolutionTensors,
  window: Window,
): PreparedOperator['bind'] {
  context.expectType(weights, 'float32', 'weights')
  if (bias !== null) context.expectType(bias, 'float32', 'bias')
  const { low, high } = floatActivationRange(context)
  const channels = output.shape[3]
  return (memory) => {
    const source = memory.float32(input)
    const kernel = memory.float32(weights)
    const biases = bias === null ? new Float32Array(channels) : memory.float32(bias)
    const target = memory.float32(output)
    const sums = new Float32Array(channels)
    const accumulate = realAccumulator(window, input.shape[3], channels, Math.fround)
    return everyPosition(output.shape, (position, at) => {
      sums.fill(0)
      accumulate(source, kernel, sums, position)
      for (let channel = 0; channel < channels; channel++) {
        target[at + channel] = clamp(Math.fround(sums[channel] + biases[channel]), low, high)
      }
    })
  }
}
