// L2_NORMALIZATION of the last dimension: int8 with output in 1/128, float32 (reference_integer_ops/l2normalization.h).

import { clamp, type Multiplier, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { reciprocalSquareRoot } from '../fixed-point-functions.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const l2Normalization: OperatorKind = { parameterBytes: 4, dataBytes: 4, prepare }

const MAX_DIMENSIONS = 4
/** The output's fractional bits. */
const OUTPUT_BITS = 7
const EPSILON = Math.fround(1e-6)

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, input.type, 'output')
  context.expectShape(output, input.shape, 'output')
  const rank = input.shape.length
  if (rank > MAX_DIMENSIONS) throw context.unsupported(`${rank} dimensions`)
  context.expect(rank > 0, 'has a scalar input')
  const { fused_activation_function } = context.operator.options
  if (fused_activation_function !== 'NONE')
    throw context.unsupported(`fused activation ${fused_activation_function}`)
  const depth = input.shape.at(-1)!
  const rows = elementCount(input.shape.slice(0, -1))
  if (input.type !== 'int8' && input.type !== 'float32') throw context.unsupported(`${input.type} tensors`)
  return {
    macs: 0,
    kernel: { ...pointwiseShape(output), rows },
    bind: input.type === 'float32' ? floatKernel(context, rows, depth) : int8Kernel(context, rows, depth),
  }
}

function int8Kernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  const { zeroPoint } = context.affine(context.input(0), 'input')
  return (memory) => {
    const source = memory.int8(context.input(0))
    const target = memory.int8(context.output())
    return () => {
      for (let row = 0; row < rows; row++) {
        const start = row * depth
        let sum = 0
        for (let i = 0; i < depth; i++) sum = (sum + (source[start + i] - zeroPoint) ** 2) | 0
        const { multiplier, shift }: Multiplier = reciprocalSquareRoot(Math.max(0, sum))
        for (let i = 0; i < depth; i++) {
          const value = source[start + i] - zeroPoint
          target[start + i] = clamp(
            multiplyByQuantizedMultiplier(value, multiplier, shift + OUTPUT_BITS),
            -128,
            127,
          )
        }
      }
    }
  }
}

function floatKernel(context: OperatorContext, rows: number, depth: number): PreparedOperator['bind'] {
  return (memory) => {
    const source = memory.float32(context.input(0))
    const target = memory.float32(context.output())
    return () => {
      for (let row = 0; row < rows; row++) {
        const start = row * depth
        let sum = 0
        for (let i = 0; i < depth; i++)
          sum = Math.fround(sum + Math.fround(source[start + i] * source[start + i]))
        const norm = Math.max(Math.fround(Math.sqrt(sum)), EPSILON)
        for (let i = 0; i < depth; i++) target[start + i] = source[start + i] / norm
      }
    }
  }
}
