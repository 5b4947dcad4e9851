// SOFTMAX over the last dimension: int8 to int8 or int16, int16, float32 (reference_ops/softmax.h).

import {
  clamp,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../fixed-point.ts'
import { expOnNegativeValues, reciprocal } from '../fixed-point-functions.ts'
import { interpolate, interpolationTable } from '../interpolation-table.ts'
import type { Tensor } from '../model.ts'
import {
  elementCount,
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const softmax: OperatorKind = { parameterBytes: 4, dataBytes: 56, prepare }

/** Differences to the largest input enter exp() with this many integer bits, its sum with the next. */
const SCALED_DIFFERENCE_BITS = 5
const ACCUMULATION_BITS = 12

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  context.expect(input.shape.length > 0, 'has a scalar input')
  context.expectShape(output, input.shape, 'output')
  const depth = input.shape.at(-1)!
  const rows = elementCount(input.shape.slice(0, -1))
  context.claim(4 * depth)
  const bind = chooseKernel(context, rows, depth)
  return { macs: 0, kernel: { ...pointwiseShape(output), rows }, bind }
}

function chooseKernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  switch (context.input(0).type) {
    case 'int8':
      return int8Kernel(context, rows, depth)
    case 'int16':
      return int16Kernel(context, rows, depth)
    case 'float32':
      return floatKernel(context, rows, depth)
    default:
      throw context.unsupported(`${context.input(0).type} input`)
  }
}

function int8Kernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  checkOutput(context, output)
  const { scale } = context.affine(input, 'input')
  const beta = context.operator.options.beta as number
  const real = Math.min(beta * scale * 2 ** (31 - SCALED_DIFFERENCE_BITS), 2 ** 31 - 1)
  context.expect(real > 1, `has beta ${beta} for inputs of scale ${scale}`)
  const { multiplier, shift } = quantizeMultiplier(real)
  const radius = Math.floor(
    ((2 ** SCALED_DIFFERENCE_BITS - 1) * 2 ** (31 - SCALED_DIFFERENCE_BITS)) / 2 ** shift,
  )
  const [low, high] = limits(output.type)
  const outputBits = output.type === 'int8' ? 8 : 16

  return (memory) => {
    const source = memory.int8(input)
    const target = memory.integers(output)
    const exponentials = new Int32Array(depth)
    return () => {
      for (let row = 0; row < rows; row++) {
        const start = row * depth
        let most = -128
        for (let i = 0; i < depth; i++) most = Math.max(most, source[start + i])
        let sum = 0
        for (let i = 0; i < depth; i++) {
          const difference = source[start + i] - most
          if (difference < -radius) {
            exponentials[i] = -1
            continue
          }
          const scaled = multiplyByQuantizedMultiplier(difference, multiplier, shift)
          exponentials[i] = expOnNegativeValues(scaled, SCALED_DIFFERENCE_BITS)
          sum += roundingDivideByPowerOfTwo(exponentials[i], ACCUMULATION_BITS)
        }
        const { value, bitsOverUnit } = reciprocal(sum, ACCUMULATION_BITS)
        const exponent = bitsOverUnit + 31 - outputBits
        for (let i = 0; i < depth; i++) {
          // -1 marks values too far below the largest to count.
          if (exponentials[i] < 0) {
            target[start + i] = low
          } else {
            const product = saturatingRoundingDoublingHighMul(value, exponentials[i])
            target[start + i] = clamp(roundingDivideByPowerOfTwo(product, exponent) + low, low, high)
          }
        }
      }
    }
  }
}

/** The kernel's output format is fixed: probabilities in 1/256 or 1/65536 from the type's smallest value on. */
function checkOutput(context: OperatorContext, output: Tensor): void {
  const { scale, zeroPoint } = context.affine(output, 'output')
  if (output.type === 'int8') {
    context.expect(
      scale === 1 / 256 && zeroPoint === -128,
      `has output scale ${scale}, zero point ${zeroPoint}`,
    )
  } else if (output.type === 'int16') {
    context.expect(
      Math.abs(scale * 65536 - 1) <= 0.001 && zeroPoint === -32768,
      `has output scale ${scale}, zero point ${zeroPoint}`,
    )
  } else {
    throw context.unsupported(`${output.type} output`)
  }
}

/** Elements of exp() for -10 to 0 and of 1 / (1 + x) for 0 to 1. */
const TABLE_BYTES = 2 * 513
const EXP_RANGE = 10

/** Exponentials and the reciprocal of their sum come from tables; differences below -10 count as -10. */
function int16Kernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, 'int16', 'output')
  const to = context.affine(output, 'output')
  context.expect(
    Math.abs(to.scale * 32768 - 1) <= 0.001 && to.zeroPoint === 0,
    `has output scale ${to.scale}, zero point ${to.zeroPoint}`,
  )
  const beta = context.operator.options.beta as number
  const { multiplier, shift } = context.rescaling(
    (context.affine(input, 'input').scale * beta) / (EXP_RANGE / 65535),
  )
  context.expect(multiplier >= 0, `has beta ${beta}`)
  context.persistent(TABLE_BYTES)
  context.persistent(TABLE_BYTES)

  return (memory) => {
    const source = memory.int16(input)
    const target = memory.int16(output)
    const fraction = { scale: 2 / 65535, zeroPoint: 0 }
    const exp = interpolationTable({ scale: EXP_RANGE / 65535, zeroPoint: 32767 }, fraction, Math.exp)
    const reciprocals = interpolationTable(
      { scale: 1 / 65535, zeroPoint: -32768 },
      fraction,
      (x) => 1 / (1 + x),
    )
    return () => {
      for (let start = 0; start < rows * depth; start += depth) {
        let most = -32768
        for (let i = start; i < start + depth; i++) most = Math.max(most, source[i])
        let sum = 0
        for (let i = start; i < start + depth; i++) {
          const scaled = multiplyByQuantizedMultiplier(source[i] - most, multiplier, shift)
          target[i] = interpolate(exp, clamp(scaled + 32767, -32768, 32767))
          sum = (sum + target[i]) | 0
        }
        // The sum is brought to [1, 2), and its part above 1 to the table's range.
        const headroom = Math.clz32(sum)
        const normalised = Math.floor((sum * 2 ** (headroom - 1) + 8192) / 16384)
        const inverse = interpolate(reciprocals, clamp(normalised - 32768 - 65536, -32768, 32767))
        const rightShift = 31 - headroom
        for (let i = start; i < start + depth; i++) {
          const product = target[i] * inverse + 2 ** (rightShift - 1)
          target[i] = clamp(Math.floor(product / 2 ** rightShift), 0, 32767)
        }
      }
    }
  }
}

function floatKernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, 'float32', 'output')
  const beta = context.operator.options.beta as number
  return (memory) => {
    const source = memory.float32(input)
    const target = memory.float32(output)
    return () => {
      for (let row = 0; row < rows; row++) {
        const start = row * depth
        let most = -Infinity
        for (let i = 0; i < depth; i++) most = Math.max(most, source[start + i])
        let sum = 0
        for (let i = 0; i < depth; i++) {
          const difference = Math.fround(source[start + i] - most)
          target[start + i] = Math.exp(Math.fround(difference * beta))
          sum = Math.fround(sum + target[start + i])
        }
        for (let i = 0; i < depth; i++) target[start + i] /= sum
      }
    }
  }
}
