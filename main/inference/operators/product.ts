// MUL of two tensors, with broadcasting: int8, int16, float32 (reference_integer_ops/mul.h).

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { productTwin } from '../kernels/product.ts'
import { activationRange, floatActivationRange } from './activation.ts'
import { broadcastPairs } from './broadcast.ts'
import { type OperatorContext, type OperatorKind, type PreparedOperator, pointwiseShape } from './operator.ts'

export const multiply: OperatorKind = { parameterBytes: 4, dataBytes: 36, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(2)
  context.expectType(context.input(1), context.input(0).type, 'second input')
  context.expectType(context.output(), context.input(0).type, 'output')
  const { type } = context.output()
  if (type !== 'int8' && type !== 'int16' && type !== 'float32') throw context.unsupported(`${type} tensors`)
  return {
    macs: 0,
    kernel: pointwiseShape(context.output()),
    ...(type === 'float32' ? { bind: floatKernel(context) } : integerKernels(context)),
  }
}

function integerKernels(context: OperatorContext): Pick<PreparedOperator, 'bind' | 'simd'> {
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
