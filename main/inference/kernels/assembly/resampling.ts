// Weights of comparisons in 16 resamples of people at once: evaluation/resampling.ts.

/**
 * For each of `points` runs of comparisons, `from` one to the next, the sum over its comparisons of the product of both
 * people's draws: 16 sums of 32 bits each to `sums`. `draws` holds 16 bytes for each person.
 */
export function sumDraws(first: usize, second: usize, from: usize, points: i32, draws: usize, sums: usize): void {
  let at = load<u32>(from)
  for (let point = points; point > 0; point--) {
    from += 4
    const end = load<u32>(from)
    let sum0 = i32x4.splat(0)
    let sum1 = i32x4.splat(0)
    let sum2 = i32x4.splat(0)
    let sum3 = i32x4.splat(0)
    for (; at < end; at++) {
      const a = v128.load(draws + (<usize>load<u32>(first + ((<usize>at) << 2)) << 4))
      const b = v128.load(draws + (<usize>load<u32>(second + ((<usize>at) << 2)) << 4))
      const low = i16x8.extmul_low_i8x16_u(a, b)
      const high = i16x8.extmul_high_i8x16_u(a, b)
      sum0 = i32x4.add(sum0, i32x4.extend_low_i16x8_u(low))
      sum1 = i32x4.add(sum1, i32x4.extend_high_i16x8_u(low))
      sum2 = i32x4.add(sum2, i32x4.extend_low_i16x8_u(high))
      sum3 = i32x4.add(sum3, i32x4.extend_high_i16x8_u(high))
    }
    v128.store(sums, sum0)
    v128.store(sums, sum1, 16)
    v128.store(sums, sum2, 32)
    v128.store(sums, sum3, 48)
    sums += 64
  }
}
