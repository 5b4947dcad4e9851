// LOGISTIC and TANH: int8, int16, float32 (reference_integer_ops/logistic.h, tanh.h). int8 goes through 32-bit fixed
// point with four integer bits, int16 through a table.

import { clamp, multiplyByQuantizedMultiplier, roundingDivideByPowerOfTwo } from '../fixed-point.ts'
import { logistic as fixedLogistic, tanh as fixedTanh } from '../fixed-point-functions.ts'
import { sigmoid16, type TableScaling, tanh16 } from '../sigmoid-table.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

/** One of the two functions in its three arithmetics. */
interface SigmoidalFunction {
  /** Q4.27 to Q0.31. */
  fixed(x: number, integerBits: number): number
  /** The int8 output is Q0.`outputBits` plus `outputZeroPoint`. */
  outputBits: number
  outputZeroPoint: number
  table(x: number, scaling: TableScaling): number
  /** Power-of-two input scales 2^(shift - 12) that the table takes without rounding its scale. */
  tableShifts: readonly number[]
  real(x: number): number
}

const LOGISTIC: SigmoidalFunction = {
  fixed: fixedLogistic,
  outputBits: 8,
  outputZeroPoint: -128,
  table: sigmoid16,
  tableShifts: [0],
  real: floatLogistic,
}
const TANH: SigmoidalFunction = {
  fixed: fixedTanh,
  outputBits: 7,
  outputZeroPoint: 0,
  table: tanh16,
  tableShifts: [0, 1],
  real: Math.tanh,
}

export const logistic: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 16,
  prepare: (context) => prepare(context, LOGISTIC),
}
export const tanh: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 16,
  prepare: (context) => prepare(context, TANH),
}

const INTEGER_BITS = 4

function prepare(context: OperatorContext, shape: SigmoidalFunction): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, input.type, 'output')
  context.expect(elementCount(input.shape) === elementCount(output.shape), 'changes the number of elements')
  return { macs: 0, kernel: pointwiseShape(output), bind: chooseKernel(context, shape) }
}

function chooseKernel(context: OperatorContext, shape: SigmoidalFunction): PreparedOperator['bind'] {
  switch (context.input(0).type) {
    case 'int8':
      return int8Kernel(context, shape)
    case 'int16':
      return int16Kernel(context, shape)
    case 'float32':
      return floatKernel(context, shape)
    default:
      throw context.unsupported(`${context.input(0).type} tensors`)
  }
}

/** Values beyond the fixed-point range take the extremes. */
function int8Kernel(context: OperatorContext, shape: SigmoidalFunction): PreparedOperator['bind'] {
  const { scale, zeroPoint } = context.affine(context.input(0), 'input')
  const output = context.affine(context.output(), 'output')
  context.expect(
    output.zeroPoint === shape.outputZeroPoint,
    `has output zero point ${output.zeroPoint}, expected ${shape.outputZeroPoint}`,
  )
  const { multiplier, shift } = context.rescaling(scale * 2 ** (31 - INTEGER_BITS))
  const radius = Math.floor(((2 ** INTEGER_BITS - 1) * 2 ** (31 - INTEGER_BITS)) / 2 ** shift)
  return (memory) => {
    const source = memory.int8(context.input(0))
    const target = memory.int8(context.output())
    const { fixed, outputBits, outputZeroPoint } = shape
    return () => {
      for (let i = 0; i < source.length; i++) {
        const value = source[i] - zeroPoint
        if (value <= -radius) target[i] = -128
        else if (value >= radius) target[i] = 127
        else {
          const result = fixed(multiplyByQuantizedMultiplier(value, multiplier, shift), INTEGER_BITS)
          target[i] = clamp(roundingDivideByPowerOfTwo(result, 31 - outputBits) + outputZeroPoint, -128, 127)
        }
      }
    }
  }
}

function int16Kernel(context: OperatorContext, shape: SigmoidalFunction): PreparedOperator['bind'] {
  const from = context.affine(context.input(0), 'input')
  const to = context.affine(context.output(), 'output')
  context.expect(
    from.zeroPoint === 0 && to.zeroPoint === 0,
    'has 16-bit tensors with a zero point other than 0',
  )
  context.expect(powerOfTwo(to.scale) === -15, `has output scale ${to.scale}, expected 2^-15`)
  const scaling = tableScaling(from.scale, shape.tableShifts)
  context.expect(scaling.multiplier <= 32767, `has an input of scale ${from.scale}`)
  return (memory) => {
    const source = memory.int16(context.input(0))
    const target = memory.int16(context.output())
    return () => {
      for (let i = 0; i < source.length; i++) target[i] = shape.table(source[i], scaling)
    }
  }
}

/** From the input's scale to the table's steps of 1 / (3 * 4096). */
function tableScaling(scale: number, shifts: readonly number[]): TableScaling {
  const power = powerOfTwo(scale)
  if (power !== null && shifts.includes(power + 12)) return { multiplier: 3 << (power + 12), rightShift: 0 }
  let multiplier = scale * 4096 * 3
  let rightShift = 0
  while (multiplier <= 32767 / 2 && rightShift <= 30) {
    rightShift++
    multiplier *= 2
  }
  return { multiplier: Math.trunc(multiplier), rightShift }
}

/** The exponent of a scale that is a power of two to 0.1 %; null for others. */
function powerOfTwo(scale: number): number | null {
  const exponent = Math.log2(scale)
  const rounded = Math.round(exponent)
  return Math.abs(exponent - rounded) < 1e-3 ? rounded : null
}

/** Where the reference stops telling the result from 1 and from exp(x). */
const LARGE = 16.619047164916992
const SMALL = -9

function floatLogistic(x: number): number {
  if (x > LARGE) return 1
  return x < SMALL ? Math.exp(x) : 1 / (1 + Math.exp(-x))
}

function floatKernel(context: OperatorContext, shape: SigmoidalFunction): PreparedOperator['bind'] {
  return (memory) => {
    const source = memory.float32(context.input(0))
    const target = memory.float32(context.output())
    return () => {
      for (let i = 0; i < source.length; i++) target[i] = shape.real(source[i])
    }
  }
}
