// CONCATENATION and PACK: the elements of several tensors side by side, unchanged. As in TFLM, inputs quantised
// differently from the output are not rescaled.

import type { Tensor } from '../model.ts'
import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const concatenation: OperatorKind = { parameterBytes: 8, dataBytes: 24, prepare: prepareConcatenation }
export const pack: OperatorKind = { parameterBytes: 8, dataBytes: 0, prepare: preparePack }

const MAX_INPUTS = 10
const MAX_DIMENSIONS = 4

function inputs(context: OperatorContext): Tensor[] {
  context.expect(context.inputCount > 0 && context.outputCount === 1, 'joins nothing')
  return Array.from({ length: context.inputCount }, (_, position) => context.input(position))
}

function prepareConcatenation(context: OperatorContext): PreparedOperator {
  const parts = inputs(context)
  const output = context.output()
  const { axis: given, fused_activation_function } = context.operator.options
  if (fused_activation_function !== 'NONE')
    throw context.unsupported(`fused activation ${fused_activation_function}`)
  if (parts.length > MAX_INPUTS) throw context.unsupported(`${parts.length} inputs`)
  const rank = output.shape.length
  if (rank > MAX_DIMENSIONS) throw context.unsupported(`${rank} dimensions`)
  const axis = (given as number) < 0 ? (given as number) + rank : (given as number)
  context.expect(axis >= 0 && axis < rank, `joins along axis ${given} of ${rank}`)
  for (const part of parts) {
    context.expectShape(part, output.shape.with(axis, part.shape[axis] ?? -1), 'input')
  }
  const joined = parts.reduce((sum, { shape }) => sum + shape[axis], 0)
  context.expect(joined === output.shape[axis], `joins ${joined} elements into ${output.shape[axis]}`)
  if (output.type === 'int8') {
    // Scales and zero points of the inputs.
    context.persistent(4 * parts.length)
    context.persistent(4 * parts.length)
  }
  return join(context, parts, elementCount(output.shape.slice(0, axis)))
}

function preparePack(context: OperatorContext): PreparedOperator {
  const parts = inputs(context)
  const output = context.output()
  const { axis: given, values_count } = context.operator.options as Record<string, number>
  context.expect(values_count === parts.length, `packs ${parts.length} tensors as ${values_count}`)
  const [{ shape }] = parts
  const axis = given < 0 ? given + shape.length + 1 : given
  context.expect(axis >= 0 && axis <= shape.length, `packs along axis ${given} of ${shape.length}`)
  for (const part of parts) context.expectShape(part, shape, 'input')
  context.expectShape(output, shape.toSpliced(axis, 0, parts.length), 'output')
  return join(context, parts, elementCount(shape.slice(0, axis)))
}

/** Each part contributes a block of bytes to each of `outer` rows. */
function join(context: OperatorContext, parts: Tensor[], outer: number): PreparedOperator {
  const output = context.output()
  if (output.type === 'int4') throw context.unsupported('int4 tensors')
  for (const part of parts) context.expectType(part, output.type, 'input')
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: (memory) => {
      const target = memory.bytes(output)
      const row = outer === 0 ? 0 : target.length / outer
      let start = 0
      const copies = parts.map((part) => {
        const source = memory.bytes(part)
        const block = outer === 0 ? 0 : source.length / outer
        const at = start
        start += block
        return { source, block, at }
      })
      return () => {
        for (const { source, block, at } of copies) {
          for (let i = 0; i < outer; i++)
            target.set(source.subarray(i * block, (i + 1) * block), i * row + at)
        }
      }
    },
  }
}
