// PAD and PADV2 with a constant value: int8, int16, int32, float32 (reference_ops/pad.h).

import type { Tensor } from '../model.ts'
import {
  elementCount,
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const pad: OperatorKind = { parameterBytes: 0, dataBytes: 56, prepare }

const MAX_DIMENSIONS = 5

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors([2, 3])
  const input = context.input(0)
  const output = context.output()
  const fill = context.optionalInput(2)
  const rank = input.shape.length
  if (rank > MAX_DIMENSIONS) throw context.unsupported(`${rank} dimensions`)
  context.expectType(output, input.type, 'output')
  const amounts = context.constantIntegers(context.input(1), 'paddings')
  context.expect(amounts.length === 2 * rank, `has ${amounts.length} paddings for ${rank} dimensions`)
  context.expect(
    amounts.every((amount) => amount >= 0),
    `has paddings [${amounts}]`,
  )
  const before = input.shape.map((_, axis) => amounts[2 * axis])
  context.expectShape(
    output,
    input.shape.map((size, axis) => size + amounts[2 * axis] + amounts[2 * axis + 1]),
    'output',
  )
  const value = fillValue(context, input, fill)
  context.claim(4 * elementCount(input.shape.slice(0, -1)))
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: (memory) => {
      const isFloat = input.type === 'float32'
      const source = isFloat ? memory.float32(input) : memory.integers(input)
      const target = isFloat ? memory.float32(output) : memory.integers(output)
      const rows = rowTargets(input.shape, output.shape, before)
      const rowLength = input.shape.at(-1) ?? 1
      return () => {
        target.fill(value)
        for (let row = 0; row < rows.length; row++) {
          const from = row * rowLength
          const to = rows[row]
          for (let i = 0; i < rowLength; i++) target[to + i] = source[from + i]
        }
      }
    },
  }
}

/** Where each row (innermost dimension) of the input starts in the output. */
function rowTargets(
  shape: readonly number[],
  padded: readonly number[],
  before: readonly number[],
): Int32Array {
  const rank = shape.length
  const strides = padded.map((_, axis) => elementCount(padded.slice(axis + 1)))
  const origin = before.reduce((offset, amount, axis) => offset + amount * strides[axis], 0)
  const rows = new Int32Array(elementCount(shape.slice(0, -1)))
  const index = new Array<number>(rank).fill(0)
  let at = origin
  for (let row = 0; row < rows.length; row++) {
    rows[row] = at
    for (let axis = rank - 2; axis >= 0; axis--) {
      at += strides[axis]
      if (++index[axis] < shape[axis]) break
      index[axis] = 0
      at -= strides[axis] * shape[axis]
    }
  }
  return rows
}

/** The third input's value, else real zero. */
function fillValue(context: OperatorContext, input: Tensor, fill: Tensor | null): number {
  const { type } = input
  if (type !== 'int8' && type !== 'int16' && type !== 'int32' && type !== 'float32') {
    throw context.unsupported(`${type} tensors`)
  }
  if (fill === null) {
    if (type === 'int8') return context.affine(context.output(), 'output').zeroPoint
    return 0
  }
  context.expectType(fill, type, 'fill value')
  context.expect(elementCount(fill.shape) === 1, `has a fill value of shape [${fill.shape}]`)
  if (fill.data === null) throw context.unsupported('a fill value computed at run time')
  const view = new DataView(fill.data.buffer, fill.data.byteOffset, fill.data.byteLength)
  switch (type) {
    case 'float32':
      return view.getFloat32(0, true)
    case 'int32':
      return view.getInt32(0, true)
    case 'int16':
      return view.getInt16(0, true)
    default: {
      const value = view.getInt8(0)
      const [low, high] = limits(type)
      context.expect(value >= low && value <= high, `fills with ${value}`)
      return value
    }
  }
}
