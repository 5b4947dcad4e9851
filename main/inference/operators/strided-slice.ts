// STRIDED_SLICE of up to four dimensions with constant bounds (strided_slice_logic.h).

import { clamp } from '../fixed-point.ts'
import { copyElements } from './element-copy.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const stridedSlice: OperatorKind = { parameterBytes: 24, dataBytes: 84, prepare }

const MAX_DIMENSIONS = 4

/** Elements begin, begin + stride, ... along one axis. */
interface AxisSlice {
  begin: number
  stride: number
  count: number
  isShrunk: boolean
}

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(4)
  const input = context.input(0)
  const output = context.output()
  const { options } = context.operator
  context.expectType(output, input.type, 'output')
  if (input.shape.length > MAX_DIMENSIONS) throw context.unsupported(`${input.shape.length} dimensions`)
  for (const option of ['ellipsis_mask', 'new_axis_mask'] as const) {
    if (options[option] !== 0) throw context.unsupported(`${option} ${options[option]}`)
  }
  if (options.offset === true) throw context.unsupported('ends given as offsets')
  const slices = axisSlices(context)
  context.expectShape(
    output,
    slices.filter(({ isShrunk }) => !isShrunk).map(({ count }) => count),
    'output',
  )
  const strides = input.shape.map((_, axis) => elementCount(input.shape.slice(axis + 1)))
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: copyElements(context, {
      input,
      output,
      shape: slices.map(({ count }) => count),
      origin: slices.reduce((sum, { begin }, axis) => sum + begin * strides[axis], 0),
      strides: slices.map(({ stride }, axis) => stride * strides[axis]),
    }),
  }
}

function axisSlices(context: OperatorContext): AxisSlice[] {
  const { shape } = context.input(0)
  const begins = context.constantIntegers(context.input(1), 'begin')
  const ends = context.constantIntegers(context.input(2), 'end')
  const strides = context.constantIntegers(context.input(3), 'strides')
  const { begin_mask, end_mask, shrink_axis_mask } = context.operator.options as Record<string, number>
  for (const list of [begins, ends, strides]) {
    context.expect(list.length === shape.length, `has ${list.length} bounds for ${shape.length} dimensions`)
  }
  return shape.map((size, axis) => {
    const bit = 1 << axis
    const stride = strides[axis]
    context.expect(stride !== 0, 'has a stride of 0')
    context.expect(size > 0, 'slices an empty tensor')
    const forwards = stride > 0
    const bounded = (index: number): number => {
      const fromFront = index < 0 ? index + size : index
      return forwards ? clamp(fromFront, 0, size) : clamp(fromFront, -1, size - 1)
    }
    const begin = (begin_mask & bit) !== 0 ? (forwards ? 0 : size - 1) : bounded(begins[axis])
    if ((shrink_axis_mask & bit) !== 0) {
      context.expect(begin >= 0 && begin < size, `takes element ${begins[axis]} of ${size}`)
      return { begin, stride: 1, count: 1, isShrunk: true }
    }
    const end = (end_mask & bit) !== 0 ? (forwards ? size : -1) : bounded(ends[axis])
    return { begin, stride, count: Math.max(0, Math.ceil((end - begin) / stride)), isShrunk: false }
  })
}
