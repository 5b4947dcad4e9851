// NumPy-style broadcasting of two inputs: for each output element the elements of the inputs it is made from.

import type { Tensor } from '../model.ts'
import { elementCount, type OperatorContext } from './operator.ts'

const MAX_DIMENSIONS = 6
/** Four bytes an element, counted four times: filling a table is slow. */
const TABLE_BYTES = 16

/** For each output element in order the element of each input; null: the element of the same index. */
export interface Pairs {
  count: number
  first: Int32Array | null
  second: Int32Array | null
}

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
  const count = elementCount(shape)
  context.expect(
    elementCount(output.shape) === count,
    `output has shape [${output.shape}], expected [${shape}]`,
  )
  for (const own of [a, b]) if (elementCount(own) !== count) context.claim(TABLE_BYTES * count)
  return { count, first: elementIndices(a, shape), second: elementIndices(b, shape) }
}

/** The elements of a tensor of shape `own` repeated to `shape`, in row-major order; null where none is repeated. */
function elementIndices(own: readonly number[], shape: readonly number[]): Int32Array | null {
  const count = elementCount(shape)
  if (elementCount(own) === count) return null
  const steps = strides(own)
  const index = new Array<number>(shape.length).fill(0)
  const indices = new Int32Array(count)
  let from = 0
  for (let at = 0; at < count; at++) {
    indices[at] = from
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]
      if (++index[axis] < shape[axis]) break
      index[axis] = 0
      from -= steps[axis] * shape[axis]
    }
  }
  return indices
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
