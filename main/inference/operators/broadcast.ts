// NumPy-style broadcasting of two inputs: for each output element the elements of the inputs it is made from.

import type { Tensor } from '../model.ts'
import { elementCount, type OperatorContext } from './operator.ts'

const MAX_DIMENSIONS = 6

/** Runs over the output in order, handing out the matching indices. */
export type Pairs = (visit: (first: number, second: number, out: number) => void) => void

/** Checks that both inputs broadcast to the output's shape. */
export function broadcastPairs(
  context: OperatorContext,
  first: Tensor,
  second: Tensor,
  output: Tensor,
): Pairs {
  const rank = Math.max(first.shape.length, second.shape.length)
  if (rank > MAX_DIMENSIONS) throw context.unsupported(`${rank} dimensions`)
  const a = padded(first.shape, rank)
  const b = padded(second.shape, rank)
  const shape = a.map((size, axis) => (size === 1 ? b[axis] : size))
  const fits = shape.every((size, axis) => b[axis] === size || b[axis] === 1)
  context.expect(fits, `cannot combine shapes [${first.shape}] and [${second.shape}]`)
  // Operators count elements, not dimensions: a scalar output may be declared [1].
  context.expect(
    elementCount(output.shape) === elementCount(shape),
    `output has shape [${output.shape}], expected [${shape}]`,
  )

  const count = elementCount(shape)
  if (elementCount(first.shape) === count && elementCount(second.shape) === count) {
    return (visit) => {
      for (let i = 0; i < count; i++) visit(i, i, i)
    }
  }
  const strideA = strides(a)
  const strideB = strides(b)
  return (visit) => {
    const index = new Array<number>(rank).fill(0)
    let i = 0
    let j = 0
    for (let out = 0; out < count; out++) {
      visit(i, j, out)
      for (let axis = rank - 1; axis >= 0; axis--) {
        i += strideA[axis]
        j += strideB[axis]
        if (++index[axis] < shape[axis]) break
        index[axis] = 0
        i -= strideA[axis] * shape[axis]
        j -= strideB[axis] * shape[axis]
      }
    }
  }
}

function padded(shape: readonly number[], rank: number): number[] {
  return [...new Array<number>(rank - shape.length).fill(1), ...shape]
}

/** Elements to step over per axis; 0 along broadcast axes. */
function strides(shape: readonly number[]): number[] {
  let stride = 1
  return shape
    .map((_, i) => {
      const size = shape[shape.length - 1 - i]
      const own = size === 1 ? 0 : stride
      stride *= size
      return own
    })
    .reverse()
}
