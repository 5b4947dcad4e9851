// MAXIMUM and MINIMUM of two tensors, with broadcasting: int8, int16, int32, float32 (reference_ops/maximum_minimum.h).

import { broadcastPairs } from './broadcast.ts'
import { type OperatorContext, type OperatorKind, type PreparedOperator, pointwiseShape } from './operator.ts'

export const maximum: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 0,
  prepare: (context) => prepare(context, Math.max),
}
export const minimum: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 0,
  prepare: (context) => prepare(context, Math.min),
}

function prepare(context: OperatorContext, choose: (a: number, b: number) => number): PreparedOperator {
  context.expectTensors(2)
  const first = context.input(0)
  const second = context.input(1)
  const output = context.output()
  const { type } = output
  if (type !== 'int8' && type !== 'int16' && type !== 'int32' && type !== 'float32') {
    throw context.unsupported(`${type} tensors`)
  }
  context.expectType(first, type, 'first input')
  context.expectType(second, type, 'second input')
  const { count, first: firstAt, second: secondAt } = broadcastPairs(context, first, second, output)
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: (memory) => {
      const isFloat = type === 'float32'
      const x = isFloat ? memory.float32(first) : memory.integers(first)
      const y = isFloat ? memory.float32(second) : memory.integers(second)
      const target = isFloat ? memory.float32(output) : memory.integers(output)
      return () => {
        for (let at = 0; at < count; at++) {
          target[at] = choose(x[firstAt ? firstAt[at] : at], y[secondAt ? secondAt[at] : at])
        }
      }
    },
  }
}
