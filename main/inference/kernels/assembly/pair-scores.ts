// Scores of one embedding with many, counted in the bins of a histogram: evaluation/all-pairs.ts.

/** Adds one to the bin of each of the first `count` lanes. */
@inline
function count4(histogram: usize, bins: v128, count: i32): void {
  const bin0 = histogram + ((<usize>i32x4.extract_lane(bins, 0)) << 2)
  store<u32>(bin0, load<u32>(bin0) + 1)
  if (count < 2) return
  const bin1 = histogram + ((<usize>i32x4.extract_lane(bins, 1)) << 2)
  store<u32>(bin1, load<u32>(bin1) + 1)
  if (count < 3) return
  const bin2 = histogram + ((<usize>i32x4.extract_lane(bins, 2)) << 2)
  store<u32>(bin2, load<u32>(bin2) + 1)
  if (count < 4) return
  const bin3 = histogram + ((<usize>i32x4.extract_lane(bins, 3)) << 2)
  store<u32>(bin3, load<u32>(bin3) + 1)
}

/** Bins below 0 and beyond `last` are the first and the last one. */
@inline
function clamped(bins: v128, last: i32): v128 {
  return i32x4.max_s(i32x4.min_s(bins, i32x4.splat(last)), i32x4.splat(0))
}

/**
 * Counts floor(a . b * scale) + middle for `count` embeddings b of 16-bit numbers, `stride` bytes apart and padded with
 * zeros to whole vectors: the dot product shifted right by `shift`, plus `middle`. Up to three embeddings beyond the
 * last are read.
 */
export function countDots16(
  a: usize,
  b: usize,
  count: i32,
  stride: i32,
  shift: i32,
  middle: i32,
  last: i32,
  histogram: usize,
): void {
  for (; count > 0; count -= 4) {
    let sum0 = i32x4.splat(0)
    let sum1 = i32x4.splat(0)
    let sum2 = i32x4.splat(0)
    let sum3 = i32x4.splat(0)
    let at = b
    for (let left = stride, x = a; left > 0; left -= 16) {
      const own = v128.load(x)
      sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(own, v128.load(at)))
      sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(own, v128.load(at + stride)))
      sum2 = i32x4.add(sum2, i32x4.dot_i16x8_s(own, v128.load(at + 2 * stride)))
      sum3 = i32x4.add(sum3, i32x4.dot_i16x8_s(own, v128.load(at + 3 * stride)))
      x += 16
      at += 16
    }
    const low01 = v128.shuffle<i32>(sum0, sum1, 0, 4, 1, 5)
    const high01 = v128.shuffle<i32>(sum0, sum1, 2, 6, 3, 7)
    const low23 = v128.shuffle<i32>(sum2, sum3, 0, 4, 1, 5)
    const high23 = v128.shuffle<i32>(sum2, sum3, 2, 6, 3, 7)
    const half01 = i32x4.add(low01, high01)
    const half23 = i32x4.add(low23, high23)
    const sums = i32x4.add(
      v128.shuffle<i32>(half01, half23, 0, 1, 4, 5),
      v128.shuffle<i32>(half01, half23, 2, 3, 6, 7),
    )
    const bins = i32x4.add(i32x4.shr_s(sums, shift), i32x4.splat(middle))
    count4(histogram, clamped(bins, last), count)
    b += 4 * stride
  }
}

/** The same for embeddings of 32-bit floating-point numbers: floor(a . b * scale) + middle. */
export function countDotsFloat(
  a: usize,
  b: usize,
  count: i32,
  stride: i32,
  scale: f32,
  middle: i32,
  last: i32,
  histogram: usize,
): void {
  for (; count > 0; count -= 4) {
    let sum0 = f32x4.splat(0)
    let sum1 = f32x4.splat(0)
    let sum2 = f32x4.splat(0)
    let sum3 = f32x4.splat(0)
    let at = b
    for (let left = stride, x = a; left > 0; left -= 16) {
      const own = v128.load(x)
      sum0 = f32x4.add(sum0, f32x4.mul(own, v128.load(at)))
      sum1 = f32x4.add(sum1, f32x4.mul(own, v128.load(at + stride)))
      sum2 = f32x4.add(sum2, f32x4.mul(own, v128.load(at + 2 * stride)))
      sum3 = f32x4.add(sum3, f32x4.mul(own, v128.load(at + 3 * stride)))
      x += 16
      at += 16
    }
    // Lanes 0 and 2, and 1 and 3 of each sum, then both.
    const half01 = f32x4.add(
      v128.shuffle<f32>(sum0, sum1, 0, 4, 1, 5),
      v128.shuffle<f32>(sum0, sum1, 2, 6, 3, 7),
    )
    const half23 = f32x4.add(
      v128.shuffle<f32>(sum2, sum3, 0, 4, 1, 5),
      v128.shuffle<f32>(sum2, sum3, 2, 6, 3, 7),
    )
    const sums = f32x4.add(
      v128.shuffle<f32>(half01, half23, 0, 1, 4, 5),
      v128.shuffle<f32>(half01, half23, 2, 3, 6, 7),
    )
    const bins = i32x4.add(
      i32x4.trunc_sat_f32x4_s(f32x4.floor(f32x4.mul(sums, f32x4.splat(scale)))),
      i32x4.splat(middle),
    )
    count4(histogram, clamped(bins, last), count)
    b += 4 * stride
  }
}
