// SPLIT, SPLIT_V and UNPACK: one tensor cut into several along an axis, elements unchanged.

import type { Tensor } from '../model.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const split: OperatorKind = { parameterBytes: 4, dataBytes: 0, prepare: prepareSplit }
export const splitV: OperatorKind = { parameterBytes: 4, dataBytes: 0, prepare: prepareSplitV }
export const unpack: OperatorKind = { parameterBytes: 8, dataBytes: 0, prepare: prepareUnpack }

function outputs(context: OperatorContext): Tensor[] {
  context.expect(context.outputCount > 0, 'has no outputs')
  return Array.from({ length: context.outputCount }, (_, position) => context.output(position))
}

function resolveAxis(context: OperatorContext, given: number, rank: number): number {
  const axis = given < 0 ? given + rank : given
  context.expect(axis >= 0 && axis < rank, `cuts along axis ${given} of ${rank}`)
  return axis
}

/** Inputs: axis, tensor. All parts are of one size. */
function prepareSplit(context: OperatorContext): PreparedOperator {
  context.expect(context.inputCount === 2, `has ${context.inputCount} inputs, expected 2`)
  const input = context.input(1)
  const parts = outputs(context)
  const axis = resolveAxis(context, singleInteger(context, context.input(0), 'axis'), input.shape.length)
  const size = input.shape[axis] / parts.length
  for (const part of parts) context.expectShape(part, input.shape.with(axis, size), 'output')
  return cut(context, input, parts, elementCount(input.shape.slice(0, axis)))
}

/** Inputs: tensor, sizes, axis. The sizes repeat those of the outputs. */
function prepareSplitV(context: OperatorContext): PreparedOperator {
  context.expect(context.inputCount === 3, `has ${context.inputCount} inputs, expected 3`)
  const input = context.input(0)
  const parts = outputs(context)
  const axis = resolveAxis(context, singleInteger(context, context.input(2), 'axis'), input.shape.length)
  for (const part of parts)
    context.expectShape(part, input.shape.with(axis, part.shape[axis] ?? -1), 'output')
  const total = parts.reduce((sum, { shape }) => sum + shape[axis], 0)
  context.expect(total === input.shape[axis], `cuts ${input.shape[axis]} elements into ${total}`)
  return cut(context, input, parts, elementCount(input.shape.slice(0, axis)))
}

function prepareUnpack(context: OperatorContext): PreparedOperator {
  context.expect(context.inputCount === 1, `has ${context.inputCount} inputs, expected 1`)
  const input = context.input(0)
  const parts = outputs(context)
  const { num, axis: given } = context.operator.options as Record<string, number>
  const axis = resolveAxis(context, given, input.shape.length)
  context.expect(
    num === parts.length && num === input.shape[axis],
    `unpacks ${input.shape[axis]} elements into ${parts.length} tensors`,
  )
  for (const part of parts) context.expectShape(part, input.shape.toSpliced(axis, 1), 'output')
  return cut(context, input, parts, elementCount(input.shape.slice(0, axis)))
}

function singleInteger(context: OperatorContext, tensor: Tensor, what: string): number {
  const values = context.constantIntegers(tensor, what)
  context.expect(values.length === 1, `has ${values.length} values as ${what}`)
  return values[0]
}

/** Each of `outer` rows of the input gives a block of bytes to each part. */
function cut(context: OperatorContext, input: Tensor, parts: Tensor[], outer: number): PreparedOperator {
  if (input.type === 'int4') throw context.unsupported('int4 tensors')
  for (const part of parts) context.expectType(part, input.type, 'output')
  return {
    macs: 0,
    kernel: pointwiseShape(input),
    bind: (memory) => {
      const source = memory.bytes(input)
      const row = outer === 0 ? 0 : source.length / outer
      let start = 0
      const copies = parts.map((part) => {
        const target = memory.bytes(part)
        const block = outer === 0 ? 0 : target.length / outer
        const from = start
        start += block
        return { target, block, from }
      })
      return () => {
        for (const { target, block, from } of copies) {
          for (let i = 0; i < outer; i++)
            target.set(source.subarray(i * row + from, i * row + from + block), i * block)
        }
      }
    },
  }
}
