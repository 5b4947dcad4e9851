// FULLY_CONNECTED: int8 with int8 or int4 weights, 16-bit activations with int8 weights, float32
// (reference_integer_ops/fully_connected.h). Weights [out][in]; the input is read as rows of `in` values.

import { clamp } from '../fixed-point.ts'
import { convolutionTwin } from '../kernels/convolution.ts'
import type { Tensor } from '../model.ts'
import { activationRange, floatActivationRange } from './activation.ts'
import { dotProducts } from './dot-product.ts'
import { elementCount, type OperatorContext, type OperatorKind, type PreparedOperator } from './operator.ts'
import {
  biasValues,
  channelMultipliers,
  checkBias,
  expectConstantWeights,
  requestUnpackedWeights,
  weightValues,
} from './weights.ts'
import { pointwiseWindow } from './window.ts'

export const fullyConnected: OperatorKind = { parameterBytes: 16, dataBytes: 48, prepare }

interface Layer {
  input: Tensor
  weights: Tensor
  bias: Tensor | null
  output: Tensor
  batches: number
  depth: number
  channels: number
}

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors([2, 3])
  const input = context.input(0)
  const weights = context.input(1)
  const bias = context.optionalInput(2)
  const output = context.output()
  if (context.operator.options.weights_format !== 'DEFAULT') throw context.unsupported('shuffled weights')
  context.expect(
    weights.shape.length === 2,
    `has weights of shape [${weights.shape}], expected two dimensions`,
  )
  const [channels, depth] = weights.shape
  context.expect(channels > 0 && depth > 0, `has weights of shape [${weights.shape}]`)
  const batches = elementCount(output.shape) / channels
  context.expect(
    elementCount(input.shape) === batches * depth && output.shape.at(-1) === channels,
    `maps [${input.shape}] to [${output.shape}] with weights [${weights.shape}]`,
  )
  context.expectType(output, input.type, 'output')
  checkBias(context, bias, channels)
  expectConstantWeights(context, weights)

  const layer: Layer = { input, weights, bias, output, batches, depth, channels }
  const outputs = batches * channels
  return {
    macs: outputs * depth,
    kernel: {
      height: 1,
      width: 1,
      inChannels: depth,
      outChannels: channels,
      depthMultiplier: 1,
      taps: outputs,
      rows: outputs,
    },
    ...(input.type === 'float32' ? { bind: floatKernel(context, layer) } : integerKernels(context, layer)),
  }
}

function integerKernels(context: OperatorContext, layer: Layer): Pick<PreparedOperator, 'bind' | 'simd'> {
  const { input, weights, bias, output, batches, depth, channels } = layer
  const isInt8 = input.type === 'int8' && (weights.type === 'int8' || weights.type === 'int4')
  if (!isInt8 && !(input.type === 'int16' && weights.type === 'int8')) {
    throw context.unsupported(`${input.type} input with ${weights.type} weights`)
  }
  // TFLM reads any bias of 16-bit activations as 64-bit numbers.
  if (bias !== null && bias.type !== (isInt8 ? 'int32' : 'int64')) {
    throw context.unsupported(`${bias.type} bias for ${input.type} input`)
  }
  const isPerChannel = context.quantisation(weights, 'weights').scales.length > 1
  const singlePrecision = (a: number, b: number): number => Math.fround(a * b)
  const scaling = channelMultipliers(
    context,
    { input, weights, output, channels },
    isPerChannel ? undefined : singlePrecision,
  )
  if (!isPerChannel) checkBiasScale(context, layer)
  if (isPerChannel) {
    if (!(input.type === 'int8' && weights.type === 'int8')) {
      throw context.unsupported(`per-channel ${weights.type} weights for ${input.type} input`)
    }
    context.persistent(4 * channels)
    context.persistent(4 * channels)
  }
  const range = activationRange(context, output)
  const inputZeroPoint = context.affine(input, 'input').zeroPoint
  const outputZeroPoint = context.affine(output, 'output').zeroPoint
  requestUnpackedWeights(context, weights)
  context.claim(8 * depth)

  const values = { weights: weightValues(weights), bias: biasValues(bias, channels) }
  const rescaling = { channels, scaling, outputZeroPoint, range }
  const bind: PreparedOperator['bind'] = (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    const row = new Float64Array(depth)
    const multiply = dotProducts({ ...values, ...rescaling, depth, wide: input.type === 'int16' })
    return () => {
      for (let batch = 0; batch < batches; batch++) {
        const from = batch * depth
        for (let i = 0; i < depth; i++) row[i] = source[from + i] - inputZeroPoint
        multiply(row, target, batch * channels)
      }
    }
  }
  // The twin takes the rows for the pixels of a pointwise convolution.
  const simd = convolutionTwin({
    input,
    output,
    ...values,
    ...rescaling,
    inputZeroPoint,
    batches,
    inChannels: depth,
    window: pointwiseWindow,
  })
  return { bind, simd }
}

/** What the difference between the bias's scale and that of the products may be, in units of the output's. */
const BIAS_SCALE_TOLERANCE = 0.02

/** With one scale for all weights TFLM refuses a bias of another scale than the products' (kernel_util.cc). */
function checkBiasScale(context: OperatorContext, { input, weights, bias, output }: Layer): void {
  if (bias === null) return
  const product = context.affine(input, 'input').scale * context.affine(weights, 'weights').scale
  const scale = bias.quantisation?.scales[0] ?? 0
  context.expect(
    Math.abs(product - scale) / context.affine(output, 'output').scale <= BIAS_SCALE_TOLERANCE,
    `has a bias of scale ${scale}, expected input scale times weight scale, ${product}`,
  )
}

function floatKernel(context: OperatorContext, layer: Layer): PreparedOperator['bind'] {
  const { input, weights, bias, output, batches, depth, channels } = layer
  context.expectType(weights, 'float32', 'weights')
  if (bias !== null) context.expectType(bias, 'float32', 'bias')
  const { low, high } = floatActivationRange(context)
  return (memory) => {
    const source = memory.float32(input)
    const kernel = memory.float32(weights)
    const biases = bias === null ? new Float32Array(channels) : memory.float32(bias)
    const target = memory.float32(output)
    return () => {
      for (let batch = 0; batch < batches; batch++) {
        for (let channel = 0; channel < channels; channel++) {
          let total = 0
          for (let i = 0; i < depth; i++) {
            total = Math.fround(total + Math.fround(source[batch * depth + i] * kernel[channel * depth + i]))
          }
          target[batch * channels + channel] = clamp(Math.fround(total + biases[channel]), low, high)
        }
      }
    }
  }
}
