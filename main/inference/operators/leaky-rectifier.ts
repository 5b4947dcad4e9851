// LEAKY_RELU: int8, int16, float32 (reference_ops/leaky_relu.h).

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import {
  elementCount,
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const leakyRelu: OperatorKind = { parameterBytes: 4, dataBytes: 24, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, input.type, 'output')
  context.expect(elementCount(input.shape) === elementCount(output.shape), 'changes the number of elements')
  const { type } = input
  if (type !== 'int8' && type !== 'int16' && type !== 'float32') throw context.unsupported(`${type} tensors`)
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: type === 'float32' ? floatKernel(context) : integerKernel(context),
  }
}

function integerKernel(context: OperatorContext): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  const from = context.affine(input, 'input')
  const to = context.affine(output, 'output')
  const alpha = context.operator.options.alpha as number
  // The reference derives both factors in single precision.
  const slope = Math.fround(Math.fround(from.scale * alpha) / to.scale)
  const identity = Math.fround(from.scale / to.scale)
  const above = context.rescaling(identity)
  // A negative alpha gives a negative multiplier: halves of the product round up all the same.
  const below = context.rescaling(slope)
  const [low, high] = limits(output.type)
  return (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    return () => {
      for (let i = 0; i < source.length; i++) {
        const value = source[i] - from.zeroPoint
        const scaled =
          value >= 0
            ? multiplyByQuantizedMultiplier(value, above.multiplier, above.shift)
            : multiplyByQuantizedMultiplier(value, below.multiplier, below.shift)
        target[i] = clamp(scaled + to.zeroPoint, low, high)
      }
    }
  }
}

function floatKernel(context: OperatorContext): PreparedOperator['bind'] {
  const alpha = context.operator.options.alpha as number
  return (memory) => {
    const source = memory.float32(context.input(0))
    const target = memory.float32(context.output())
    return () => {
      for (let i = 0; i < source.length; i++) target[i] = source[i] > 0 ? source[i] : source[i] * alpha
    }
  }
}
