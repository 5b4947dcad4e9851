// Fused activation functions as ranges of the output (kernel_util.cc, CalculateActivationRangeQuantized).

import { roundAwayFromZero } from '../fixed-point.ts'
import type { Tensor } from '../model.ts'
import { limits, type OperatorContext } from './operator.ts'

export interface Range {
  low: number
  high: number
}

const REAL_RANGES: Record<string, [low: number, high: number]> = {
  NONE: [-Infinity, Infinity],
  RELU: [0, Infinity],
  RELU_N1_TO_1: [-1, 1],
  RELU6: [0, 6],
}

/** The range to which a fused activation clamps quantised outputs. */
export function activationRange(context: OperatorContext, output: Tensor): Range {
  const [realLow, realHigh] = realRange(context)
  const [least, most] = limits(output.type)
  const { scale, zeroPoint } = context.affine(output, 'output')
  const quantise = (real: number): number =>
    zeroPoint + roundAwayFromZero(Math.fround(Math.fround(real) / scale))
  return {
    low: realLow === -Infinity ? least : Math.max(least, quantise(realLow)),
    high: realHigh === Infinity ? most : Math.min(most, quantise(realHigh)),
  }
}

/** The range to which a fused activation clamps real outputs. */
export function floatActivationRange(context: OperatorContext): Range {
  const [low, high] = realRange(context)
  return { low, high }
}

/** The range to which a fused activation clamps unquantised integers (CalculateActivationRange<int32_t>). */
export function integerActivationRange(context: OperatorContext): Range {
  const [low, high] = realRange(context)
  const [least, most] = limits('int32')
  return { low: Math.max(least, low), high: Math.min(most, high) }
}

function realRange(context: OperatorContext): [low: number, high: number] {
  const name = context.operator.options.fused_activation_function as string
  const range = REAL_RANGES[name]
  if (range === undefined) throw context.unsupported(`fused activation ${name}`)
  return range
}
