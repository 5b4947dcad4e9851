// TRANSPOSE by a constant permutation of up to five dimensions (reference_ops/transpose.h).

import { copyElements } from './element-copy.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const transpose: OperatorKind = { parameterBytes: 0, dataBytes: 0, prepare }

const MAX_DIMENSIONS = 5

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(2)
  const input = context.input(0)
  const output = context.output()
  const rank = input.shape.length
  if (rank > MAX_DIMENSIONS) throw context.unsupported(`${rank} dimensions`)
  context.expectType(output, input.type, 'output')
  const permutation = context.constantIntegers(context.input(1), 'permutation')
  context.expect(
    permutation.length === rank &&
      permutation.toSorted((a, b) => a - b).every((axis, position) => axis === position),
    `permutes ${rank} dimensions by [${permutation}]`,
  )
  const shape = permutation.map((axis) => input.shape[axis])
  context.expectShape(output, shape, 'output')
  const strides = permutation.map((axis) => elementCount(input.shape.slice(axis + 1)))
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: copyElements(context, { input, output, shape, origin: 0, strides }),
  }
}
