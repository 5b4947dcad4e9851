// SOFTMAX over the last dimension: int8 to int8 or int16, float32 (reference_ops/softmax.h).

import {
  clamp,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../fixed-point.ts'
import { expOnNegativeValues, reciprocal } from '../fixed-point-functions.ts'
import type { Tensor } from '../model.ts'
import {
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
  const rows = depth === 0 ? 0 : input.bytes / (input.type === 'float32' ? 4 : 1) / depth
  const bind = input.type === 'float32' ? floatKernel(context, rows, depth) : int8Kernel(context, rows, depth)
  return { macs: 0, kernel: { ...pointwiseShape(output), rows }, bind }
}

function int8Kernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  if (input.type !== 'int8') throw context.unsupported(`${input.type} input`)
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
