// Four 32-bit sums to four outputs, with TensorFlow Lite's two roundings in one step. For sum x, multiplier m and
// right shift e the reference computes y = (x m + 2^30) >> 31, then y / 2^e with halves away from zero, which is
//   (x m + 2^30 + (2^(e-1) - [x < 0]) 2^31) >> (31 + e).
// Times 2^(E-e), with E at least e + 2 and the same for all four lanes, every addend is a multiple of 2^32: only the
// upper halves of the products are needed, and all lanes shift by E - 1.

/** Bytes of the constants of four channels; ../rescaling.ts writes them. */
export const QUAD: usize = 128

const HIGH: usize = 16
const LOW: usize = 32
const FACTORS: usize = 48
const MULTIPLIERS: usize = 64
const CORRECTIONS: usize = 80
const ROUNDINGS: usize = 96
const SHIFT: usize = 112

/** Where the sums start: biases, less the zero point's share. */
// @ts-ignore: decorator
@inline
export function bias(quad: usize): v128 {
  return v128.load(quad)
}

/** Sums limited to what rescale() holds, which lies far outside the outputs' range. */
// @ts-ignore: decorator
@inline
export function limit(sums: v128, quad: usize): v128 {
  return i32x4.max_s(i32x4.min_s(sums, v128.load(quad, HIGH)), v128.load(quad, LOW))
}

/** Outputs before their zero point is added. */
// @ts-ignore: decorator
@inline
export function rescale(sums: v128, quad: usize): v128 {
  const x = i32x4.mul(sums, v128.load(quad, FACTORS))
  const multipliers = v128.load(quad, MULTIPLIERS)
  const upper = v128.shuffle<i32>(
    i64x2.extmul_low_i32x4_s(x, multipliers),
    i64x2.extmul_high_i32x4_s(x, multipliers),
    1, 3, 5, 7,
  )
  const correction = v128.and(i32x4.shr_s(x, 31), v128.load(quad, CORRECTIONS))
  const rounded = i32x4.add(i32x4.add(upper, v128.load(quad, ROUNDINGS)), correction)
  return i32x4.shr_s(rounded, load<i32>(quad, SHIFT))
}

/** Eight outputs as bytes in the lower half: zero point added, limited to the activation's range. */
// @ts-ignore: decorator
@inline
export function toBytes(first: v128, second: v128, zeroPoint: v128, low: v128, high: v128): v128 {
  const sum = i16x8.add_sat_s(i16x8.narrow_i32x4_s(first, second), zeroPoint)
  return i8x16.max_s(i8x16.min_s(i8x16.narrow_i16x8_s(sum, sum), high), low)
}

/** Stores the first `count` of eight bytes. */
// @ts-ignore: decorator
@inline
export function storeBytes(target: usize, bytes: v128, count: i32): void {
  if (count >= 8) {
    v128.store64_lane(target, bytes, 0)
    return
  }
  let rest = i64x2.extract_lane(bytes, 0)
  for (let i = 0; i < count; i++) {
    store<u8>(target + i, <u8>rest)
    rest >>= 8
  }
}
