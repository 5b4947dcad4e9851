// ADD and SUB of two 8-bit tensors of one shape: both inputs are brought to a common finer scale, added and rescaled.

import { QUAD, rescale, storeBytes, toBytes } from './rescaling'

@unmanaged
class Addition {
  count: i32
  zeroPoint1: i32
  zeroPoint2: i32
  zeroPoint: i32
  low: i32
  high: i32
  /** 1, or -1 to subtract the second input. */
  sign: i32
  /** Three quads: first input, second input, output. */
  quads: usize
}

/** Writes first + sign * second to `target`. */
export function add(parameters: usize, first: usize, second: usize, target: usize): void {
  const p = changetype<Addition>(parameters)
  const zeroPoint1 = i16x8.splat(<i16>p.zeroPoint1)
  const zeroPoint2 = i16x8.splat(<i16>p.zeroPoint2)
  const zeroPoint = i16x8.splat(<i16>p.zeroPoint)
  const low = i8x16.splat(<i8>p.low)
  const high = i8x16.splat(<i8>p.high)
  const sign = i32x4.splat(p.sign)
  const quad1 = p.quads
  const quad2 = quad1 + QUAD
  const quad = quad2 + QUAD
  for (let left = p.count; left > 0; left -= 8) {
    const x = i16x8.sub(v128.load8x8_s(first), zeroPoint1)
    const y = i16x8.sub(v128.load8x8_s(second), zeroPoint2)
    const x0 = rescale(i32x4.extend_low_i16x8_s(x), quad1)
    const x1 = rescale(i32x4.extend_high_i16x8_s(x), quad1)
    const y0 = i32x4.mul(rescale(i32x4.extend_low_i16x8_s(y), quad2), sign)
    const y1 = i32x4.mul(rescale(i32x4.extend_high_i16x8_s(y), quad2), sign)
    const sum = toBytes(rescale(i32x4.add(x0, y0), quad), rescale(i32x4.add(x1, y1), quad), zeroPoint, low, high)
    storeBytes(target, sum, left)
    first += 8
    second += 8
    target += 8
  }
}
