// MEAN and SUM over axes: int8, int16, float32 (reference_ops/reduce.h, QuantizedMeanOrSum), and REDUCE_MAX.

import { clamp, multiplyByQuantizedMultiplier } from '../fixed-point.ts'
import { reductionTwin } from '../kernels/reduction.ts'
import type { Tensor } from '../model.ts'
import {
  elementCount,
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

type Kind = 'mean' | 'sum'

export const mean: OperatorKind = {
  parameterBytes: 1,
  dataBytes: 40,
  prepare: (context) => prepareMeanOrSum(context, 'mean'),
}
export const sum: OperatorKind = {
  parameterBytes: 1,
  dataBytes: 40,
  prepare: (context) => prepareMeanOrSum(context, 'sum'),
}
export const reduceMax: OperatorKind = { parameterBytes: 1, dataBytes: 40, prepare: prepareMax }

interface Reduction {
  input: Tensor
  output: Tensor
  /** Input elements. */
  count: number
  /** Elements of the output to step over per axis of the input; 0 along reduced axes. */
  strides: number[]
  /** Input elements per output element. */
  size: number
  /** The input as [outer][reduced][inner]; null where the reduced axes are not neighbours. */
  extents: { outer: number; reduced: number; inner: number } | null
}

/** Resolves the axes and checks the output's size. */
function resolve(context: OperatorContext): Reduction {
  context.expectTensors(2)
  const input = context.input(0)
  const output = context.output()
  const rank = input.shape.length
  const axes = new Set<number>()
  for (const axis of context.constantIntegers(context.input(1), 'axes')) {
    const resolved = axis < 0 ? axis + rank : axis
    context.expect(resolved >= 0 && resolved < rank, `reduces axis ${axis} of ${rank}`)
    axes.add(resolved)
  }
  const kept = input.shape.map((size, axis) => (axes.has(axis) ? 1 : size))
  const count = elementCount(kept)
  context.expect(
    elementCount(output.shape) === count,
    `output has shape [${output.shape}], expected [${kept}]`,
  )
  context.expectType(output, input.type, 'output')

  const strides = kept.map((_, axis) => (axes.has(axis) ? 0 : elementCount(kept.slice(axis + 1))))
  return {
    input,
    output,
    count: elementCount(input.shape),
    strides,
    size: elementCount(input.shape) / count,
    extents: findExtents(input.shape, axes),
  }
}

/** Calls `visit` with each input element in order and the output element it goes to. */
function forEachElement(
  { input: { shape }, count, strides }: Reduction,
  visit: (from: number, to: number) => void,
): void {
  const index = new Array<number>(shape.length).fill(0)
  let to = 0
  for (let from = 0; from < count; from++) {
    visit(from, to)
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      to += strides[axis]
      if (++index[axis] < shape[axis]) break
      index[axis] = 0
      to -= strides[axis] * shape[axis]
    }
  }
}

function findExtents(shape: readonly number[], axes: ReadonlySet<number>): Reduction['extents'] {
  const first = Math.min(...axes)
  const end = Math.max(...axes) + 1
  if (end - first !== axes.size) return null
  const size = (from: number, to?: number): number => elementCount(shape.slice(from, to))
  return { outer: size(0, first), reduced: size(first, end), inner: size(end) }
}

function prepareMeanOrSum(context: OperatorContext, kind: Kind): PreparedOperator {
  const reduction = resolve(context)
  const { type } = reduction.input
  if (type !== 'int8' && type !== 'int16' && type !== 'float32') throw context.unsupported(`${type} tensors`)
  context.claim(4 * elementCount(reduction.output.shape))
  if (type !== 'float32') context.scratch(4 * elementCount(reduction.output.shape))
  return {
    macs: 0,
    kernel: { ...pointwiseShape(reduction.input), taps: reduction.count },
    ...(type === 'float32'
      ? { bind: floatKernel(reduction, kind) }
      : integerKernels(context, reduction, kind)),
  }
}

function integerKernels(
  context: OperatorContext,
  reduction: Reduction,
  kind: Kind,
): Pick<PreparedOperator, 'bind' | 'simd'> {
  const { input, output, size, extents } = reduction
  const from = context.affine(input, 'input')
  const to = context.affine(output, 'output')
  let { multiplier, shift } = context.rescaling(from.scale / to.scale)
  if (kind === 'mean') {
    // The division by the number of elements joins the multiplier, shifted left as far as it may be.
    const headroom = Math.min(31 - Math.clz32(size), 32, 31 + shift)
    multiplier = Number((BigInt(multiplier) << BigInt(headroom)) / BigInt(size)) | 0
    shift -= headroom
  }
  const [low, high] = limits(output.type)
  const zeroPoints = Math.imul(from.zeroPoint, size)
  const finish = (sum: number): number => {
    const scaled = multiplyByQuantizedMultiplier((sum - zeroPoints) | 0, multiplier, shift)
    return clamp(scaled + to.zeroPoint, low, high)
  }
  const bind: PreparedOperator['bind'] = (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    const sums = new Int32Array(target.length)
    return () => {
      sums.fill(0)
      forEachElement(reduction, (i, to) => {
        sums[to] += source[i]
      })
      for (let i = 0; i < sums.length; i++) target[i] = finish(sums[i])
    }
  }
  return { bind, simd: reductionTwin({ input, output, extents, finish }) }
}

function floatKernel(reduction: Reduction, kind: Kind): PreparedOperator['bind'] {
  const { input, output, size } = reduction
  return (memory) => {
    const source = memory.float32(input)
    const target = memory.float32(output)
    return () => {
      target.fill(0)
      forEachElement(reduction, (i, to) => {
        target[to] += source[i]
      })
      if (kind === 'mean') for (let i = 0; i < target.length; i++) target[i] /= size
    }
  }
}

function prepareMax(context: OperatorContext): PreparedOperator {
  const reduction = resolve(context)
  const { input, output, count } = reduction
  if (input.type !== 'int8' && input.type !== 'float32') throw context.unsupported(`${input.type} tensors`)
  if (input.type === 'int8') {
    const from = context.affine(input, 'input')
    const to = context.affine(output, 'output')
    context.expect(
      from.scale === to.scale && from.zeroPoint === to.zeroPoint,
      'quantises its input and output differently',
    )
  }
  context.scratch(4 * input.shape.length)
  context.scratch(4 * elementCount(context.input(1).shape))
  return {
    macs: 0,
    kernel: { ...pointwiseShape(input), taps: count },
    bind: (memory) => {
      const isFloat = input.type === 'float32'
      const source = isFloat ? memory.float32(input) : memory.integers(input)
      const target = isFloat ? memory.float32(output) : memory.integers(output)
      return () => {
        target.fill(isFloat ? -Infinity : -128)
        forEachElement(reduction, (i, to) => {
          if (source[i] > target[to]) target[to] = source[i]
        })
      }
    },
  }
}
