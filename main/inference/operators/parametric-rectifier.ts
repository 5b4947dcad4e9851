// PRELU with a constant or computed slope per element, broadcast: int8, int16 with int8 slopes, float32
// (reference_ops/prelu.h).

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { broadcastPairs } from './broadcast.ts'
import {
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const prelu: OperatorKind = { parameterBytes: 0, dataBytes: 28, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(2)
  const input = context.input(0)
  const output = context.output()
  const { type } = input
  if (type !== 'int8' && type !== 'int16' && type !== 'float32') throw context.unsupported(`${type} tensors`)
  context.expectType(context.input(1), type === 'float32' ? 'float32' : 'int8', 'slope')
  context.expectType(output, type, 'output')
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: type === 'float32' ? floatKernel(context) : integerKernel(context),
  }
}

function integerKernel(context: OperatorContext): PreparedOperator['bind'] {
  const input = context.input(0)
  const slope = context.input(1)
  const output = context.output()
  const { count, first: inputAt, second: slopeAt } = broadcastPairs(context, input, slope, output)
  const from = context.affine(input, 'input')
  const factor = context.affine(slope, 'slope')
  const to = context.affine(output, 'output')
  const above = context.rescaling(from.scale / to.scale)
  const below = context.rescaling((from.scale * factor.scale) / to.scale)
  const [low, high] = limits(output.type)
  return (memory) => {
    const source = memory.integers(input)
    const slopes = memory.integers(slope)
    const target = memory.integers(output)
    return () => {
      for (let at = 0; at < count; at++) {
        const value = source[inputAt ? inputAt[at] : at] - from.zeroPoint
        const steepness = slopes[slopeAt ? slopeAt[at] : at] - factor.zeroPoint
        const scaled =
          value >= 0
            ? multiplyByQuantizedMultiplier(value, above.multiplier, above.shift)
            : multiplyByQuantizedMultiplier(value * steepness, below.multiplier, below.shift)
        target[at] = clamp(scaled + to.zeroPoint, low, high)
      }
    }
  }
}

function floatKernel(context: OperatorContext): PreparedOperator['bind'] {
  const pairs = broadcastPairs(context, context.input(0), context.input(1), context.output())
  const { count, first: inputAt, second: slopeAt } = pairs
  return (memory) => {
    const source = memory.float32(context.input(0))
    const slopes = memory.float32(context.input(1))
    const target = memory.float32(context.output())
    return () => {
      for (let at = 0; at < count; at++) {
        const value = source[inputAt ? inputAt[at] : at]
        target[at] = value >= 0 ? value : value * slopes[slopeAt ? slopeAt[at] : at]
      }
    }
  }
}
