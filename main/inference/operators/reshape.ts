// RESHAPE, EXPAND_DIMS and SQUEEZE: the same bytes under another shape.

import {
  elementCount,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const reshape: OperatorKind = {
  parameterBytes: 36,
  dataBytes: 0,
  prepare: (context) => prepareCopy(context, [1, 2]),
}
export const expandDims: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 0,
  prepare: (context) => prepareCopy(context, [2, 2]),
}
export const squeeze: OperatorKind = {
  parameterBytes: 36,
  dataBytes: 0,
  prepare: (context) => prepareCopy(context, [1, 1]),
}

/** The shape comes from the output tensor, which the converter has filled in; a shape input repeats it. */
function prepareCopy(context: OperatorContext, inputs: [number, number]): PreparedOperator {
  context.expectTensors(inputs)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, input.type, 'output')
  context.expect(
    elementCount(input.shape) === elementCount(output.shape),
    `turns shape [${input.shape}] into [${output.shape}]`,
  )
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: (memory) => {
      const source = memory.bytes(input)
      const target = memory.bytes(output)
      return () => target.set(source)
    },
  }
}
