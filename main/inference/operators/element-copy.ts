// Copies elements of any type in the order of a strided view: the inner loop of slices and transpositions.

import type { Tensor } from '../model.ts'
import { BITS_PER_ELEMENT } from '../schema.ts'
import { elementCount, type OperatorContext, type PreparedOperator } from './operator.ts'

/** A view of the input: element [i, j, ...] lies at origin + i * strides[0] + j * strides[1] + ... */
export interface StridedCopy {
  input: Tensor
  output: Tensor
  shape: readonly number[]
  origin: number
  strides: readonly number[]
}

/** The output holds the view's elements in row-major order. Strides and origin count elements. */
export function copyElements(context: OperatorContext, copy: StridedCopy): PreparedOperator['bind'] {
  const { input, output, shape, origin, strides } = copy
  const bits = BITS_PER_ELEMENT[input.type]
  if (bits < 8) throw context.unsupported(`${input.type} tensors`)
  const width = bits / 8
  const count = elementCount(shape)
  return (memory) => {
    const source = memory.bytes(input)
    const target = memory.bytes(output)
    return () => {
      const index = new Array<number>(shape.length).fill(0)
      let from = origin
      for (let to = 0; to < count; to++) {
        for (let byte = 0; byte < width; byte++) target[to * width + byte] = source[from * width + byte]
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          from += strides[axis]
          if (++index[axis] < shape[axis]) break
          index[axis] = 0
          from -= strides[axis] * shape[axis]
        }
      }
    }
  }
}
