// SIMD twin of MUL of two 8-bit tensors of one shape (assembly/product.ts).

import type { Multiplier } from '../fixed-point.ts'
import type { Tensor } from '../model.ts'
import { QUAD_BYTES, uniformQuad } from './rescaling.ts'
import { constantBytes } from './simd-memory.ts'
import { areByteActivations, isByteRange, type SimdTwin } from './simd-twin.ts'

const PARAMETERS = 7
/** Two inputs less their zero points lie within 255 of zero. */
const LARGEST_PRODUCT = 255 * 255

export interface Product {
  first: Tensor
  second: Tensor
  output: Tensor
  count: number
  zeroPoints: { first: number; second: number; output: number }
  factor: Multiplier
  range: { low: number; high: number }
}

/** Null where the kernel cannot compute the product exactly. */
export function productTwin(product: Product): SimdTwin | null {
  const { first, second, output, count, zeroPoints, factor, range } = product
  const quad = uniformQuad(factor, LARGEST_PRODUCT)
  if (quad === null || !areByteActivations(first, second, output) || !isByteRange(range)) return null
  return {
    constantBytes: constantBytes(QUAD_BYTES, 4 * PARAMETERS),
    scratchBytes: 0,
    bind(memory, address) {
      const { kernels } = memory
      const parameters = memory.constants(
        Int32Array.of(
          count,
          zeroPoints.first,
          zeroPoints.second,
          zeroPoints.output,
          range.low,
          range.high,
          memory.constants(quad),
        ),
      )
      const [x, y, target] = [address(first), address(second), address(output)]
      return () => kernels.multiply(parameters, x, y, target)
    },
  }
}
