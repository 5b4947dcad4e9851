// AVERAGE_POOL_2D and MAX_POOL_2D: int8, int16, float32 (reference_integer_ops/pooling.h). NHWC; positions outside
// the image count neither for the sum nor for the divisor.

import { clamp } from '../fixed-point.ts'
import { averagePoolTwin } from '../kernels/average-pool.ts'
import type { SimdTwin } from '../kernels/simd-twin.ts'
import type { Tensor } from '../model.ts'
import { activationRange, floatActivationRange, type Range } from './activation.ts'
import type { KernelShape, OperatorContext, OperatorKind, PreparedOperator } from './operator.ts'
import { insideCounts, insideRange, slidingWindow, type Window } from './window.ts'

/** Reduces the values of one window and channel: `stride` elements between columns, `rowStride` between rows. */
type Reduce = (values: ArrayLike<number>, patch: Patch) => number

interface Patch {
  start: number
  rows: number
  columns: number
  rowStride: number
  stride: number
}

export const averagePool: OperatorKind = {
  parameterBytes: 40,
  dataBytes: 32,
  prepare: (context) => prepare(context, { integer: roundedAverage, float: average }, byteAverage),
}

export const maxPool: OperatorKind = {
  parameterBytes: 40,
  dataBytes: 32,
  prepare: (context) => prepare(context, { integer: maximum, float: maximum }),
}

/** `twin` is there for operators with a faster way for 8-bit tensors. */
function prepare(
  context: OperatorContext,
  reduce: { integer: Reduce; float: Reduce },
  twin: (pool: Pool) => SimdTwin | null = () => null,
): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  const { options } = context.operator
  context.expect(input.shape.length === 4, `has an input of shape [${input.shape}], expected four dimensions`)
  const [batches, height, width, channels] = input.shape
  const window = slidingWindow(
    context,
    { height, width },
    { height: options.filter_height as number, width: options.filter_width as number },
  )
  context.expectShape(output, [batches, window.y.outSize, window.x.outSize, channels], 'output')
  context.expectType(output, input.type, 'output')
  if (input.type !== 'int8' && input.type !== 'int16' && input.type !== 'float32') {
    throw context.unsupported(`${input.type} tensors`)
  }
  const isFloat = input.type === 'float32'
  if (!isFloat) {
    const from = context.affine(input, 'input')
    const to = context.affine(output, 'output')
    context.expect(
      Math.abs(from.scale - to.scale) <= 1e-6 && from.zeroPoint === to.zeroPoint,
      'quantises its input and output differently',
    )
  }
  const range = isFloat ? floatActivationRange(context) : activationRange(context, output)
  const { taps, rows } = insideCounts(window)
  const kernel: KernelShape = {
    height: window.y.kernel,
    width: window.x.kernel,
    inChannels: channels,
    outChannels: channels,
    depthMultiplier: 1,
    taps: batches * taps * channels,
    rows: batches * rows * channels,
  }
  const pool = { input, output, window, range }
  return {
    macs: 0,
    kernel,
    bind: bindPool(pool, isFloat ? reduce.float : reduce.integer),
    simd: twin(pool),
  }
}

interface Pool {
  input: Tensor
  output: Tensor
  window: Window
  range: Range
}

function bindPool({ input, output, window, range }: Pool, reduce: Reduce): PreparedOperator['bind'] {
  const [batches, height, width, channels] = input.shape
  const [, outHeight, outWidth] = output.shape
  const { y: rows, x: columns } = window
  return (memory) => {
    const isFloat = input.type === 'float32'
    const source = isFloat ? memory.float32(input) : memory.integers(input)
    const target = isFloat ? memory.float32(output) : memory.integers(output)
    return () => {
      let at = 0
      for (let batch = 0; batch < batches; batch++) {
        for (let y = 0; y < outHeight; y++) {
          const [firstRow, endRow] = insideRange(rows, y)
          const top = y * rows.stride - rows.padding + firstRow
          for (let x = 0; x < outWidth; x++) {
            const [firstColumn, endColumn] = insideRange(columns, x)
            const left = x * columns.stride - columns.padding + firstColumn
            const patch = {
              start: ((batch * height + top) * width + left) * channels,
              rows: endRow - firstRow,
              columns: endColumn - firstColumn,
              rowStride: width * channels,
              stride: channels,
            }
            for (let channel = 0; channel < channels; channel++, at++) {
              target[at] = clamp(reduce(source, patch), range.low, range.high)
              patch.start++
            }
          }
        }
      }
    }
  }
}

function roundedAverage(values: ArrayLike<number>, patch: Patch): number {
  let sum = 0
  for (let row = 0; row < patch.rows; row++) {
    let at = patch.start + row * patch.rowStride
    for (let column = 0; column < patch.columns; column++, at += patch.stride) sum += values[at]
  }
  return roundedQuotient(sum, patch.rows * patch.columns)
}

/** Halves away from zero. */
function roundedQuotient(sum: number, count: number): number {
  const half = Math.trunc(count / 2)
  return Math.trunc((sum > 0 ? sum + half : sum - half) / count)
}

function byteAverage({ range: { low, high }, ...pool }: Pool): SimdTwin | null {
  return averagePoolTwin({ ...pool, average: (sum, count) => clamp(roundedQuotient(sum, count), low, high) })
}

function average(values: ArrayLike<number>, patch: Patch): number {
  let sum = 0
  for (let row = 0; row < patch.rows; row++) {
    let at = patch.start + row * patch.rowStride
    for (let column = 0; column < patch.columns; column++, at += patch.stride)
      sum = Math.fround(sum + values[at])
  }
  return Math.fround(sum / (patch.rows * patch.columns))
}

function maximum(values: ArrayLike<number>, patch: Patch): number {
  let most = -Infinity
  for (let row = 0; row < patch.rows; row++) {
    let at = patch.start + row * patch.rowStride
    for (let column = 0; column < patch.columns; column++, at += patch.stride) {
      if (values[at] > most) most = values[at]
    }
  }
  return most
}
