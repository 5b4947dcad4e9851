// QUANTIZE (float32 to integers, or between integer types) and DEQUANTIZE (integers to float32)
// (reference_ops/quantize.h, requantize.h, dequantize.h).

import { clamp, multiplyByQuantizedMultiplier, roundAwayFromZero } from '../fixed-point.ts'
import {
  elementCount,
  limits,
  type OperatorContext,
  type OperatorKind,
  type PreparedOperator,
  pointwiseShape,
} from './operator.ts'

export const quantize: OperatorKind = { parameterBytes: 0, dataBytes: 32, prepare: prepareQuantize }
export const dequantize: OperatorKind = { parameterBytes: 0, dataBytes: 32, prepare: prepareDequantize }

/** Conversions between integer types that TFLM has. */
const REQUANTISATIONS = new Set([
  'int8 int8',
  'int8 uint8',
  'int8 int16',
  'int8 int32',
  'uint8 int8',
  'int16 int8',
  'int16 int16',
  'int16 int32',
  'int32 int8',
  'int32 int16',
])

function checkTensors(context: OperatorContext): void {
  context.expectTensors(1)
  context.expect(
    elementCount(context.input(0).shape) === elementCount(context.output().shape),
    'changes the number of elements',
  )
}

function prepareQuantize(context: OperatorContext): PreparedOperator {
  checkTensors(context)
  const input = context.input(0)
  const output = context.output()
  const { scales } = context.quantisation(output, 'output')
  context.expect(scales.length === 1, `has ${scales.length} output scales`)
  const fromFloat = input.type === 'float32'
  if (
    fromFloat
      ? output.type !== 'int8' && output.type !== 'int16'
      : !REQUANTISATIONS.has(`${input.type} ${output.type}`)
  ) {
    throw context.unsupported(`${input.type} to ${output.type}`)
  }
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: fromFloat ? quantiseFloats(context) : requantise(context),
  }
}

function quantiseFloats(context: OperatorContext): PreparedOperator['bind'] {
  const output = context.output()
  const { scale, zeroPoint } = context.affine(output, 'output')
  const [low, high] = limits(output.type)
  return (memory) => {
    const source = memory.float32(context.input(0))
    const target = memory.integers(output)
    return () => {
      for (let i = 0; i < source.length; i++) {
        target[i] = clamp(roundAwayFromZero(Math.fround(source[i] / scale)) + zeroPoint, low, high)
      }
    }
  }
}

function requantise(context: OperatorContext): PreparedOperator['bind'] {
  const input = context.input(0)
  const output = context.output()
  const from = context.affine(input, 'input')
  const to = context.affine(output, 'output')
  const { multiplier, shift } = context.rescaling(from.scale / to.scale)
  const [low, high] = limits(output.type)
  return (memory) => {
    const source = memory.integers(input)
    const target = memory.integers(output)
    return () => {
      for (let i = 0; i < source.length; i++) {
        const scaled = multiplyByQuantizedMultiplier((source[i] - from.zeroPoint) | 0, multiplier, shift)
        target[i] = clamp((scaled + to.zeroPoint) | 0, low, high)
      }
    }
  }
}

function prepareDequantize(context: OperatorContext): PreparedOperator {
  checkTensors(context)
  const input = context.input(0)
  const output = context.output()
  context.expectType(output, 'float32', 'output')
  if (input.type !== 'int8' && input.type !== 'int16' && input.type !== 'uint8') {
    throw context.unsupported(`${input.type} to float32, which TFLM does not have either`)
  }
  const { scale, zeroPoint } = context.affine(input, 'input')
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: (memory) => {
      const source = memory.integers(input)
      const target = memory.float32(output)
      return () => {
        for (let i = 0; i < source.length; i++) target[i] = scale * (source[i] - zeroPoint)
      }
    },
  }
}
