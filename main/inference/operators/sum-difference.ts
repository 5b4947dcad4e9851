// ADD and SUB of two tensors, with broadcasting: int8, int16, unquantised int32, float32 (reference_ops/add.h, sub.h).
// Both quantised inputs are brought to a common finer scale before they are added.

import { clamp, type Multiplier, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { sumTwin } from '../kernels/sum-difference.ts'
import type { Tensor } from '../model.ts'
import { activationRange, floatActivationRange, integerActivationRange } from './activation.ts'
import { broadcastPairs, type Pairs } from './broadcast.ts'
import {
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const add: OperatorKind = {
  parameterBytes: 8,
  dataBytes: 60,
  prepare: (context) => prepare(context, 1),
}
export const subtract: OperatorKind = {
  parameterBytes: 8,
  dataBytes: 52,
  prepare: (context) => prepare(context, -1),
}

type Sign = 1 | -1

interface Operands {
  first: Tensor
  second: Tensor
  output: Tensor
  pairs: Pairs
}

function prepare(context: OperatorContext, sign: Sign): PreparedOperator {
  context.expectTensors(2)
  const first = context.input(0)
  const second = context.input(1)
  const output = context.output()
  context.expectType(second, first.type, 'second input')
  context.expectType(output, first.type, 'output')
  const operands: Operands = { first, second, output, pairs: broadcastPairs(context, first, second, output) }
  return { macs: 0, kernel: pointwiseShape(output), ...chooseKernels(context, operands, sign) }
}

type Kernels = Pick<PreparedOperator, 'bind' | 'simd'>

function chooseKernels(context: OperatorContext, operands: Operands, sign: Sign): Kernels {
  switch (operands.output.type) {
    case 'int8':
      return integerKernels(context, operands, sign, 20)
    case 'int16':
      return integerKernels(context, operands, sign, 15)
    case 'int32':
      return { bind: plainKernel(context, operands, sign) }
    case 'float32':
      return { bind: floatKernel(context, operands, sign) }
    default:
      throw context.unsupported(`${operands.output.type} tensors`)
  }
}

function integerKernels(
  context: OperatorContext,
  { first, second, output, pairs }: Operands,
  sign: Sign,
  leftShift: number,
): Kernels {
  const a = context.affine(first, 'first input')
  const b = context.affine(second, 'second input')
  const out = context.affine(output, 'output')
  const range = activationRange(context, output)
  const { count, first: firstAt, second: secondAt } = pairs
  const factors = sharedScaleFactors(a.scale, b.scale, out.scale, leftShift)
  // SUB's reference derives its factors in single precision, ADD's in double.
  const scaling = sign === 1 ? factors : factors.map(Math.fround)
  for (const real of scaling) {
    context.expect(real < 1, `rescales by ${real}, which must be below 1`)
  }
  const [factorA, factorB, factorOut] = scaling.map((real) => context.rescaling(real))

  const bind: PreparedOperator['bind'] = (memory) => {
    const x = memory.integers(first)
    const y = memory.integers(second)
    const target = memory.integers(output)
    const scaleX = (value: number): number => rescaled((value - a.zeroPoint) << leftShift, factorA)
    const scaleY = (value: number): number => rescaled((value - b.zeroPoint) << leftShift, factorB)
    return () => {
      for (let at = 0; at < count; at++) {
        const total = scaleX(x[firstAt ? firstAt[at] : at]) + sign * scaleY(y[secondAt ? secondAt[at] : at])
        target[at] = clamp(rescaled(total | 0, factorOut) + out.zeroPoint, range.low, range.high)
      }
    }
  }
  const isElementwise = firstAt === null && secondAt === null
  const simd = isElementwise
    ? sumTwin({
        first,
        second,
        output,
        count,
        zeroPoints: { first: a.zeroPoint, second: b.zeroPoint, output: out.zeroPoint },
        factors: { first: factorA, second: factorB, output: factorOut },
        range,
        sign,
        leftShift,
      })
    : null
  return { bind, simd }
}

function rescaled(x: number, { multiplier, shift }: Multiplier): number {
  return multiplyByQuantizedMultiplier(x, multiplier, shift)
}

/** From each input to the shared scale, twice the larger one, and from there, `leftShift` bits finer, to the output. */
function sharedScaleFactors(a: number, b: number, out: number, leftShift: number): number[] {
  const shared = 2 * Math.max(a, b)
  return [a / shared, b / shared, shared / (2 ** leftShift * out)]
}

/** Counts, indices and shapes: sums wrap at 32 bits. TFLM's ADD does not apply its activation to them, its SUB does. */
function plainKernel(
  context: OperatorContext,
  { first, second, output, pairs }: Operands,
  sign: Sign,
): PreparedOperator['bind'] {
  for (const tensor of [first, second]) {
    if (tensor.quantisation !== null) throw context.unsupported('quantised int32 tensors')
  }
  const [least, most] = limits('int32')
  const { low, high } = sign === 1 ? { low: least, high: most } : integerActivationRange(context)
  const { count, first: firstAt, second: secondAt } = pairs
  return (memory) => {
    const x = memory.int32(first)
    const y = memory.int32(second)
    const target = memory.int32(output)
    return () => {
      for (let at = 0; at < count; at++) {
        const total = (x[firstAt ? firstAt[at] : at] + sign * y[secondAt ? secondAt[at] : at]) | 0
        target[at] = clamp(total, low, high)
      }
    }
  }
}

function floatKernel(
  context: OperatorContext,
  { first, second, output, pairs }: Operands,
  sign: Sign,
): PreparedOperator['bind'] {
  const { low, high } = floatActivationRange(context)
  const { count, first: firstAt, second: secondAt } = pairs
  return (memory) => {
    const x = memory.float32(first)
    const y = memory.float32(second)
    const target = memory.float32(output)
    return () => {
      for (let at = 0; at < count; at++) {
        target[at] = clamp(x[firstAt ? firstAt[at] : at] + sign * y[secondAt ? secondAt[at] : at], low, high)
      }
    }
  }
}
