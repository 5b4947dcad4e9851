// RELU and RELU6 as operators of their own: int8, int16, float32 (activations_common.cc).

import { clamp, multiplyByQuantizedMultiplier, roundAwayFromZero } from '../fixed-point.ts'
import {
  elementCount,
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const relu: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 28,
  prepare: (context) => prepare(context, Infinity, rescalingKernel),
}
export const relu6: OperatorKind = {
  parameterBytes: 0,
  dataBytes: 8,
  prepare: (context) => prepare(context, 6, clampingKernel),
}

function prepare(
  context: OperatorContext,
  ceiling: number,
  integerKernel: (context: OperatorContext) => PreparedOperator['bind'],
): PreparedOperator {
  context.expectTensors(1)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, input.type, 'output')
  context.expect(elementCount(input.shape) === elementCount(output.shape), 'changes the number of elements')
  const { type } = input
  if (type !== 'int8' && type !== 'int16' && type !== 'float32') throw context.unsupported(`${type} tensors`)
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: type === 'float32' ? floatKernel(context, ceiling) : integerKernel(context),
  }
}

/** RELU rescales from the input's to the output's quantisation. */
function rescalingKernel(context: OperatorContext): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  const from = context.affine(input, 'input')
  const to = context.affine(output, 'output')
  if (input.type === 'int16') {
    context.expect(
      from.zeroPoint === 0 && to.zeroPoint === 0,
      'has 16-bit tensors with a zero point other than 0',
    )
  }
  const { multiplier, shift } = context.rescaling(from.scale / to.scale)
  const [least, most] = limits(output.type)
  const low = Math.max(least, to.zeroPoint)
  return (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    return () => {
      for (let i = 0; i < source.length; i++) {
        const scaled = multiplyByQuantizedMultiplier(source[i] - from.zeroPoint, multiplier, shift)
        target[i] = clamp(scaled + to.zeroPoint, low, most)
      }
    }
  }
}

/** RELU6 clamps in the input's quantisation, which the output shares. */
function clampingKernel(context: OperatorContext): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  const { scale, zeroPoint } = context.affine(input, 'input')
  const [least, most] = limits(input.type)
  const six = clamp(zeroPoint + roundAwayFromZero(Math.fround(6 / scale)), least, most)
  return (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    return () => {
      for (let i = 0; i < source.length; i++) target[i] = clamp(source[i], zeroPoint, six)
    }
  }
}

function floatKernel(context: OperatorContext, ceiling: number): PreparedOperator['bind'] {
  return (memory) => {
    const source = memory.float32(context.input(0))
    const target = memory.float32(context.output())
    return () => {
      for (let i = 0; i < source.length; i++) target[i] = clamp(source[i], 0, ceiling)
    }
  }
}
