// SIMD twin of ADD and SUB of two 8-bit tensors of one shape (assembly/addition.ts).

import type { Multiplier } from '../fixed-point.ts'
import type { Tensor } from '../model.ts'
import { QUAD_BYTES, uniformQuad } from './rescaling.ts'
import { constantBytes } from './simd-memory.ts'
import { areByteActivations, isByteRange, type SimdTwin } from './simd-twin.ts'

const PARAMETERS = 8

export interface Sum {
  first: Tensor
  second: Tensor
  output: Tensor
  count: number
  zeroPoints: { first: number; second: number; output: number }
  factors: { first: Multiplier; second: Multiplier; output: Multiplier }
  range: { low: number; high: number }
  sign: 1 | -1
  /** Bits by which inputs are made finer before they are rescaled. */
  leftShift: number
}

/** Null where the kernel cannot compute the sum exactly. */
export function sumTwin(sum: Sum): SimdTwin | null {
  const { first, second, output, count, zeroPoints, factors, range, leftShift } = sum
  if (!areByteActivations(first, second, output) || !isByteRange(range)) return null
  if (!isHalving(factors.first) || !isHalving(factors.second)) return null
  const quads = [
    uniformQuad(factors.first, 255, leftShift),
    uniformQuad(factors.second, 255, leftShift),
    // Two inputs, each at most halved on its way to the common scale.
    uniformQuad(factors.output, 2 ** (8 + leftShift)),
  ]
  if (!quads.every((quad) => quad !== null)) return null
  return {
    constantBytes: constantBytes(quads.length * QUAD_BYTES, 4 * PARAMETERS),
    scratchBytes: 0,
    bind(memory, address) {
      const { kernels } = memory
      const packed = memory.constants(Int32Array.from(quads.flatMap((quad) => [...quad])))
      const parameters = memory.constants(
        Int32Array.of(
          count,
          zeroPoints.first,
          zeroPoints.second,
          zeroPoints.output,
          range.low,
          range.high,
          sum.sign,
          packed,
        ),
      )
      const [x, y, target] = [address(first), address(second), address(output)]
      return () => kernels.add(parameters, x, y, target)
    },
  }
}

const isHalving = ({ multiplier, shift }: Multiplier): boolean => multiplier * 2 ** (shift - 31) <= 0.5
