// MUL of two 8-bit tensors of one shape.

import { rescale, storeBytes, toBytes } from './rescaling'

@unmanaged
class Product {
  count: i32
  zeroPoint1: i32
  zeroPoint2: i32
  zeroPoint: i32
  low: i32
  high: i32
  /** One quad. */
  quad: usize
}

/** Writes first * second to `target`. */
export function multiply(parameters: usize, first: usize, second: usize, target: usize): void {
  const p = changetype<Product>(parameters)
  const zeroPoint1 = i16x8.splat(<i16>p.zeroPoint1)
  const zeroPoint2 = i16x8.splat(<i16>p.zeroPoint2)
  const zeroPoint = i16x8.splat(<i16>p.zeroPoint)
  const low = i8x16.splat(<i8>p.low)
  const high = i8x16.splat(<i8>p.high)
  const quad = p.quad
  for (let left = p.count; left > 0; left -= 8) {
    const x = i16x8.sub(v128.load8x8_s(first), zeroPoint1)
    const y = i16x8.sub(v128.load8x8_s(second), zeroPoint2)
    const low4 = rescale(i32x4.extmul_low_i16x8_s(x, y), quad)
    const high4 = rescale(i32x4.extmul_high_i16x8_s(x, y), quad)
    storeBytes(target, toBytes(low4, high4, zeroPoint, low, high), left)
    first += 8
    second += 8
    target += 8
  }
}
