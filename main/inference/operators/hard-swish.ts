// HARD_SWISH, x * relu6(x + 3) / 6: int8 through 16-bit fixed point, float32 (reference_ops/hard_swish.h).

import { clamp, type Multiplier, roundingDivideByPowerOfTwo } from '../fixed-point.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const hardSwish: OperatorKind = { parameterBytes: 0, dataBytes: 20, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, input.type, 'output')
  context.expect(elementCount(input.shape) === elementCount(output.shape), 'changes the number of elements')
  if (input.type !== 'int8' && input.type !== 'float32') throw context.unsupported(`${input.type} tensors`)
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: input.type === 'float32' ? floatKernel(context) : int8Kernel(context),
  }
}

function int8Kernel(context: OperatorContext): PreparedOperator['bind'] {
  const from = context.affine(context.input(0), 'input')
  const to = context.affine(context.output(), 'output')
  // Single precision, as in the reference. Inputs are first shifted left by 7 bits.
  const fineScale = Math.fround(from.scale / 128)
  const output = reduced(context.rescaling(Math.fround(fineScale / to.scale)))
  const gate = reduced(context.rescaling(Math.fround(fineScale / (3 / 32768))))
  context.expect(output.exponent <= 0 && output.exponent >= -31, `has scales ${from.scale} and ${to.scale}`)
  return (memory) => {
    const source = memory.int8(context.input(0))
    const target = memory.int8(context.output())
    return () => {
      for (let i = 0; i < source.length; i++) {
        const fine = ((source[i] - from.zeroPoint) << 23) >> 16
        const product = doublingHighMul16(
          gateValue(fine, gate),
          roundingDoublingHighMul16(fine, output.multiplier),
        )
        target[i] = clamp(roundingDivideByPowerOfTwo(product, -output.exponent) + to.zeroPoint, -128, 127)
      }
    }
  }
}

/** A multiplier of 16 bits. */
interface ReducedMultiplier {
  multiplier: number
  exponent: number
}

function reduced({ multiplier, shift }: Multiplier): ReducedMultiplier {
  return {
    multiplier: multiplier >= 0x7fffffff - 0x8000 ? 0x7fff : (multiplier + 0x8000) >> 16,
    exponent: shift,
  }
}

/** relu6(x + 3) / 6 as a fraction of 2^15: x is brought to [-1, 1), saturating, and from there to [0, 1). */
function gateValue(fine: number, { multiplier, exponent }: ReducedMultiplier): number {
  let value = fine
  if (exponent > 0) value = saturatingShiftLeft16(value, exponent - 1)
  value = roundingDoublingHighMul16(value, multiplier)
  if (exponent > 0) value = saturatingShiftLeft16(value, 1)
  if (exponent < 0) value = roundingDivideByPowerOfTwo(value, Math.min(31, -exponent))
  return (value + 32768) >> 1
}

function saturatingShiftLeft16(x: number, amount: number): number {
  return clamp(x * 2 ** amount, -32768, 32767)
}

/** (2 * a * b) >> 16 rounded half up. */
function roundingDoublingHighMul16(a: number, b: number): number {
  return a === -32768 && b === -32768 ? 32767 : (a * b + 0x4000) >> 15
}

/** (2 * a * b) >> 16 rounded towards zero. */
function doublingHighMul16(a: number, b: number): number {
  return a === -32768 && b === -32768 ? 32767 : Math.trunc((a * b) / 32768)
}

function floatKernel(context: OperatorContext): PreparedOperator['bind'] {
  return (memory) => {
    const source = memory.float32(context.input(0))
    const target = memory.float32(context.output())
    return () => {
      for (let i = 0; i < source.length; i++) {
        const gate = clamp(Math.fround(source[i] + 3), 0, 6)
        target[i] = Math.fround(source[i] * gate) / 6
      }
    }
  }
}
