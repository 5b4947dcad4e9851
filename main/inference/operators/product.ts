// MUL of two tensors, with broadcasting: int8, int16, int32 as plain numbers, float32 (reference_integer_ops/mul.h, mul_common.cc).

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { productTwin } from '../kernels/product.ts'
import type { TensorType } from '../model.ts'
import { activationRange, floatActivationRange, integerActivationRange } from './activation.ts'
import { broadcastPairs } from './broadcast.ts'
import { type OperatorContext, type OperatorKind, type PreparedOperator, pointwiseShape } from './operator.ts'

export const multiply: OperatorKind = { parameterBytes: 4, dataBytes: 36, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(2)
  context.expectType(context.input(1), context.input(0).type, 'second input')
  context.expectType(context.output(), context.input(0).type, 'output')
  const { type } = context.output()
  return { macs: 0, kernel: pointwiseShape(context.output()), ...chooseKernels(context, type) }
}

type Kernels = Pick<PreparedOperator, 'bind' | 'simd'>

function chooseKernels(context: OperatorContext, type: TensorType): Kernels {
  switch (type) {
    case 'int8':
    case 'int16':
      return integerKernels(context)
    case 'int32':
      return { bind: plainKernel(context) }
    case 'float32':
      return { bind: floatKernel(context) }
    default:
      throw context.unsupported(`${type} tensors`)
  }
}

/** Products wrap at 32 bits; scales are not looked at. */
function plainKernel(context: OperatorContext): PreparedOperator['bind'] {
  const first = context.input(0)
  const second = context.input(1)
  const output = context.output()
  const { count, first: firstAt, second: secondAt } = broadcastPairs(context, first, second, output)
  const { low, high } = integerActivationRange(context)
  return (memory) => {
    const x = memory.int32(first)
    const y = memory.int32(second)
    const target = memory.int32(output)
    return () => {
      for (let at = 0; at < count; at++) {
        target[at] = clamp(
          Math.imul(x[firstAt ? firstAt[at] : at], y[secondAt ? secondAt[at] : at]),
          low,
          high,
        )
      }
    }
  }
}

function integerKernels(context: OperatorContext): Kernels {
  const first = context.input(0)
  const second = context.input(1)
  const output = context.output()
  const { count, first: firstAt, second: secondAt } = broadcastPairs(context, first, second, output)
  const a = context.affine(first, 'first input')
  const b = context.affine(second, 'second input')
  const out = context.affine(output, 'output')
  const range = activationRange(context, output)
  if (output.type === 'int16') {
    context.expect(
      a.zeroPoint === 0 && b.zeroPoint === 0 && out.zeroPoint === 0,
      'has 16-bit tensors with a zero point other than 0',
    )
  }
  const factor = context.rescaling((a.scale * b.scale) / out.scale)
  const { multiplier, shift } = factor
  const bind: PreparedOperator['bind'] = (memory) => {
    const x = memory.integers(first)
    const y = memory.integers(second)
    const target = memory.integers(output)
    return () => {
      for (let at = 0; at < count; at++) {
        const i = firstAt ? firstAt[at] : at
        const j = secondAt ? secondAt[at] : at
        const product = Math.imul(x[i] - a.zeroPoint, y[j] - b.zeroPoint)
        const scaled = multiplyByQuantizedMultiplier(product, multiplier, shift)
        target[at] = clamp(scaled + out.zeroPoint, range.low, range.high)
      }
    }
  }
  const isElementwise = firstAt === null && secondAt === null
  const simd = isElementwise
    ? productTwin({
        first,
        second,
        output,
        count,
        zeroPoints: { first: a.zeroPoint, second: b.zeroPoint, output: out.zeroPoint },
        factor,
        range,
      })
    : null
  return { bind, simd }
}

function floatKernel(context: OperatorContext): PreparedOperator['bind'] {
  const first = context.input(0)
  const second = context.input(1)
  const output = context.output()
  const { count, first: firstAt, second: secondAt } = broadcastPairs(context, first, second, output)
  const { low, high } = floatActivationRange(context)
  return (memory) => {
    const x = memory.float32(first)
    const y = memory.float32(second)
    const target = memory.float32(output)
    return () => {
      for (let at = 0; at < count; at++) {
        target[at] = clamp(x[firstAt ? firstAt[at] : at] * y[secondAt ? secondAt[at] : at], low, high)
      }
    }
  }
}
