// CONV_2D: int8 with int8 or int4 weights, 16-bit activations with int8 weights, float32
// (reference_integer_ops/conv.h). Input NHWC, weights [out][y][x][in], output NHWC.

import { convolutionTwin } from '../kernels/convolution.ts'
import type { Tensor } from '../model.ts'
import { activationRange } from './activation.ts'
import { dotProducts } from './dot-product.ts'
import { floatConvolution } from './float-convolution.ts'
import type { KernelShape, OperatorContext, OperatorKind, PreparedOperator } from './operator.ts'
import {
  biasValues,
  channelMultipliers,
  checkBias,
  expectConstantWeights,
  requestUnpackedWeights,
  weightValues,
} from './weights.ts'
import { insideCounts, insideRange, slidingWindow, type Window } from './window.ts'

export const convolution: OperatorKind = { parameterBytes: 28, dataBytes: 56, prepare }

export interface ConvolutionTensors {
  input: Tensor
  weights: Tensor
  bias: Tensor | null
  output: Tensor
}

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
    weights.shape.length === 4,
    `has weights of shape [${weights.shape}], expected four dimensions`,
  )
  const [batches, height, width, inChannels] = input.shape
  const [outChannels, kernelHeight, kernelWidth, weightDepth] = weights.shape
  if (weightDepth !== inChannels && weightDepth > 0 && inChannels % weightDepth === 0) {
    throw context.unsupported(`grouped convolution of ${inChannels} channels by ${weightDepth}`)
  }
  context.expect(weightDepth === inChannels, `has weights of depth ${weightDepth} for ${inChannels} channels`)
  const window = slidingWindow(context, { height, width }, { height: kernelHeight, width: kernelWidth })
  context.expectShape(output, [batches, window.y.outSize, window.x.outSize, outChannels], 'output')
  context.expectType(output, input.type, 'output')
  checkBias(context, bias, outChannels)
  expectConstantWeights(context, weights)
  // TFLM allocates the per-channel arrays for float32 too.
  context.persistent(4 * outChannels)
  context.persistent(4 * outChannels)

  const { taps, rows } = insideCounts(window)
  const kernel: KernelShape = {
    height: kernelHeight,
    width: kernelWidth,
    inChannels,
    outChannels,
    depthMultiplier: 1,
    taps: batches * taps * outChannels,
    rows: batches * rows * outChannels,
  }
  const kernels =
    input.type === 'float32'
      ? { bind: floatConvolution(context, tensors, window) }
      : integerConvolution(context, tensors, window)
  return { macs: kernel.taps * inChannels, kernel, ...kernels }
}

/**
 * For each output position the image under the kernel is gathered, less the zero point and with zeros outside, and
 * multiplied with all output channels' weights.
 */
function integerConvolution(
  context: OperatorContext,
  tensors: ConvolutionTensors,
  window: Window,
): Pick<PreparedOperator, 'bind' | 'simd'> {
  const { input, weights, bias, output } = tensors
  const isInt8 = input.type === 'int8' && (weights.type === 'int8' || weights.type === 'int4')
  if (!isInt8 && !(input.type === 'int16' && weights.type === 'int8')) {
    throw context.unsupported(`${input.type} input with ${weights.type} weights`)
  }
  if (bias !== null && bias.type !== 'int32' && !(bias.type === 'int64' && input.type === 'int16')) {
    throw context.unsupported(`${bias.type} bias for ${input.type} input`)
  }
  const channels = weights.shape[0]
  const scaling = channelMultipliers(context, { input, weights, output, channels })
  const range = activationRange(context, output)
  const inputZeroPoint = context.affine(input, 'input').zeroPoint
  const outputZeroPoint = context.affine(output, 'output').zeroPoint
  requestUnpackedWeights(context, weights)

  const [batches, , , inChannels] = input.shape
  const values = { weights: weightValues(weights), bias: biasValues(bias, channels) }
  const rescaling = { channels, scaling, outputZeroPoint, range }
  const bind: PreparedOperator['bind'] = (memory) => {
    const gather = windowGatherer(window, inChannels)
    const source = memory.integers(input)
    const target = memory.integers(output)
    const patch = new Float64Array(gather.depth)
    const wide = bias?.type === 'int64'
    const multiply = dotProducts({ ...values, ...rescaling, depth: gather.depth, wide })
    const [, outHeight, outWidth] = output.shape
    return () => {
      let at = 0
      for (let batch = 0; batch < batches; batch++) {
        for (let y = 0; y < outHeight; y++) {
          for (let x = 0; x < outWidth; x++) {
            gather.gather({ source, patch, zeroPoint: inputZeroPoint, batch, y, x })
            multiply(patch, target, at)
            at += channels
          }
        }
      }
    }
  }
  const simd = convolutionTwin({
    input,
    output,
    ...values,
    ...rescaling,
    inputZeroPoint,
    batches,
    inChannels,
    window,
  })
  return { bind, simd }
}

interface Gathering<Source, Patch> {
  source: Source
  patch: Patch
  zeroPoint: number
  batch: number
  y: number
  x: number
}

/** Copies the part of an NHWC image under the kernel into one vector [y][x][channel]. */
export function windowGatherer(window: Window, channels: number) {
  const { y: rows, x: columns } = window
  const depth = rows.kernel * columns.kernel * channels
  const rowRanges = Array.from({ length: rows.outSize }, (_, y) => insideRange(rows, y))
  const columnRanges = Array.from({ length: columns.outSize }, (_, x) => insideRange(columns, x))
  const isWhole = (range: [number, number], size: number): boolean => range[0] === 0 && range[1] === size

  const gather = <
    Source extends ArrayLike<number>,
    Patch extends { [index: number]: number; fill(x: number): void },
  >({
    source,
    patch,
    zeroPoint,
    batch,
    y,
    x,
  }: Gathering<Source, Patch>): void => {
    const [firstRow, endRow] = rowRanges[y]
    const [firstColumn, endColumn] = columnRanges[x]
    if (!isWhole(rowRanges[y], rows.kernel) || !isWhole(columnRanges[x], columns.kernel)) patch.fill(0)
    for (let row = firstRow; row < endRow; row++) {
      const inY = y * rows.stride - rows.padding + row * rows.dilation
      const imageRow = (batch * rows.inSize + inY) * columns.inSize
      for (let column = firstColumn; column < endColumn; column++) {
        const inX = x * columns.stride - columns.padding + column * columns.dilation
        let from = (imageRow + inX) * channels
        let to = (row * columns.kernel + column) * channels
        for (const end = to + channels; to < end; to++) patch[to] = source[from++] - zeroPoint
      }
    }
  }
  return { depth, gather }
}
