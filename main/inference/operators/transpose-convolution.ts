// TRANSPOSE_CONV: int8, 16-bit activations with int8 weights, float32 (reference_integer_ops/transpose_conv.h).
// Input 0, the output shape, is not read: the output tensor has it. Weights [out][y][x][in]. Every input element is
// scattered over the outputs the kernel reaches.

import { clamp, multiplyByQuantizedMultiplier, multiplyWideByQuantizedMultiplier } from '../fixed-point.ts'
import type { Tensor } from '../model.ts'
import { floatActivationRange } from './activation.ts'
import {
  elementCount,
  type KernelShape,
  limits,
  type Memory,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
} from './operator.ts'
import { biasValues, channelMultipliers, checkBias, expectConstantWeights } from './weights.ts'
import { insideCounts, slidingWindow, type Window } from './window.ts'

export const transposeConvolution: OperatorKind = { parameterBytes: 20, dataBytes: 72, prepare }

interface Tensors {
  input: Tensor
  weights: Tensor
  bias: Tensor | null
  output: Tensor
}

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors([3, 4])
  const tensors: Tensors = {
    weights: context.input(1),
    input: context.input(2),
    bias: context.optionalInput(3),
    output: context.output(),
  }
  const { input, weights, bias, output } = tensors
  for (const [tensor, what] of [
    [input, 'input'],
    [weights, 'weights'],
    [output, 'output'],
  ] as const) {
    context.expect(
      tensor.shape.length === 4,
      `has ${what} of shape [${tensor.shape}], expected four dimensions`,
    )
  }
  const [batches, height, width, inChannels] = input.shape
  const [outChannels, kernelHeight, kernelWidth, weightDepth] = weights.shape
  context.expect(
    weightDepth === inChannels && output.shape[0] === batches && output.shape[3] === outChannels,
    `maps [${input.shape}] to [${output.shape}] with weights [${weights.shape}]`,
  )
  context.expectType(output, input.type, 'output')
  checkBias(context, bias, outChannels)
  expectConstantWeights(context, weights)
  // The window of the convolution this one transposes: it slides over the output.
  const window = slidingWindow(
    context,
    { height: output.shape[1], width: output.shape[2] },
    { height: kernelHeight, width: kernelWidth },
  )
  context.expect(
    window.y.outSize === height && window.x.outSize === width,
    `maps ${height}x${width} to ${output.shape[1]}x${output.shape[2]} with kernel ${kernelHeight}x${kernelWidth}`,
  )
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
  const bind =
    input.type === 'float32' ? floatKernel(context, tensors, window) : integerKernel(context, tensors, window)
  return { macs: kernel.taps * inChannels, kernel, bind }
}

function integerKernel(
  context: OperatorContext,
  { input, weights, bias, output }: Tensors,
  window: Window,
): PreparedOperator['bind'] {
  const wide = input.type === 'int16'
  if ((input.type !== 'int8' && !wide) || weights.type !== 'int8') {
    throw context.unsupported(`${input.type} input with ${weights.type} weights`)
  }
  const narrowBias = wide && bias?.type === 'int16'
  if (bias !== null && !narrowBias && bias.type !== (wide ? 'int64' : 'int32')) {
    throw context.unsupported(`${bias.type} bias for ${input.type} input`)
  }
  const channels = weights.shape[0]
  const { multipliers, shifts } = channelMultipliers(context, { input, weights, output, channels })
  const inputZeroPoint = context.affine(input, 'input').zeroPoint
  const outputZeroPoint = wide ? 0 : context.affine(output, 'output').zeroPoint
  // TFLM's integer kernels ignore the fused activation; its float kernel applies it.
  const [low, high] = limits(output.type)
  const rescale = wide ? multiplyWideByQuantizedMultiplier : multiplyByQuantizedMultiplier
  const count = elementCount(output.shape)
  const sumsHandle = context.scratch(count * (wide ? 8 : 4))
  if (narrowBias) context.scratch(8 * channels) // where TFLM widens such a bias to 64 bits

  return (memory) => {
    const target = memory.integers(output)
    const biases = biasValues(bias, channels)
    const sums = sumsView(memory, sumsHandle, count, wide)
    const source = memory.integers(input)
    const kernel = memory.int8(weights)
    const scatter = scatterer(input.shape, weights.shape, window)
    return () => {
      sums.fill(0)
      scatter({ source, zeroPoint: inputZeroPoint, kernel, sums })
      for (let at = 0; at < count; at++) {
        const channel = at % channels
        const total = sums[at] + biases[channel]
        const scaled = rescale(wide ? total : total | 0, multipliers[channel], shifts[channel])
        target[at] = clamp(scaled + outputZeroPoint, low, high)
      }
    }
  }
}

/** 64-bit sums are kept in doubles, which take the same eight bytes. */
function sumsView(memory: Memory, handle: number, count: number, wide: boolean): Int32Array | Float64Array {
  const { buffer, byteOffset } = memory.scratch(handle)
  return wide ? new Float64Array(buffer, byteOffset, count) : new Int32Array(buffer, byteOffset, count)
}

interface Scattering {
  source: ArrayLike<number>
  zeroPoint: number
  kernel: ArrayLike<number>
  sums: { [index: number]: number }
}

/** Adds each input element times the kernel to the sums [batch][y][x][channel] it reaches. */
function scatterer(inShape: readonly number[], weightShape: readonly number[], window: Window) {
  const [batches, height, width, inChannels] = inShape
  const [outChannels, kernelHeight, kernelWidth] = weightShape
  const { y: rows, x: columns } = window
  return ({ source, zeroPoint, kernel, sums }: Scattering): void => {
    let from = 0
    for (let batch = 0; batch < batches; batch++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++, from += inChannels) {
          for (let row = 0; row < kernelHeight; row++) {
            const outY = y * rows.stride - rows.padding + row
            if (outY < 0 || outY >= rows.inSize) continue
            for (let column = 0; column < kernelWidth; column++) {
              const outX = x * columns.stride - columns.padding + column
              if (outX < 0 || outX >= columns.inSize) continue
              const to = ((batch * rows.inSize + outY) * columns.inSize + outX) * outChannels
              for (let channel = 0; channel < outChannels; channel++) {
                const w = ((channel * kernelHeight + row) * kernelWidth + column) * inChannels
                let sum = 0
                for (let i = 0; i < inChannels; i++) sum += (source[from + i] - zeroPoint) * kernel[w + i]
                sums[to + channel] += sum
              }
            }
          }
        }
      }
    }
  }
}

/** As scatterer, every product and sum rounded to single precision, input channels outermost as in the reference. */
function floatKernel(
  context: OperatorContext,
  { input, weights, bias, output }: Tensors,
  window: Window,
): PreparedOperator['bind'] {
  context.expectType(weights, 'float32', 'weights')
  if (bias !== null) context.expectType(bias, 'float32', 'bias')
  const { low, high } = floatActivationRange(context)
  const [batches, height, width, inChannels] = input.shape
  const [outChannels, kernelHeight, kernelWidth] = weights.shape
  const { y: rows, x: columns } = window
  return (memory) => {
    const source = memory.float32(input)
    const kernel = memory.float32(weights)
    const biases = bias === null ? new Float32Array(outChannels) : memory.float32(bias)
    const target = memory.float32(output)
    const scatterElement = (value: number, batch: number, y: number, x: number, i: number): void => {
      for (let row = 0; row < kernelHeight; row++) {
        const outY = y * rows.stride - rows.padding + row
        if (outY < 0 || outY >= rows.inSize) continue
        for (let column = 0; column < kernelWidth; column++) {
          const outX = x * columns.stride - columns.padding + column
          if (outX < 0 || outX >= columns.inSize) continue
          const to = ((batch * rows.inSize + outY) * columns.inSize + outX) * outChannels
          for (let channel = 0; channel < outChannels; channel++) {
            const w = ((channel * kernelHeight + row) * kernelWidth + column) * inChannels + i
            target[to + channel] += Math.fround(value * kernel[w])
          }
        }
      }
    }
    return () => {
      target.fill(0)
      let from = 0
      for (let batch = 0; batch < batches; batch++) {
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            for (let i = 0; i < inChannels; i++) scatterElement(source[from++], batch, y, x, i)
          }
        }
      }
      for (let at = 0; at < target.length; at++) {
        target[at] = clamp(Math.fround(target[at] + biases[at % outChannels]), low, high)
      }
    }
  }
}
