// Sums over the positions of an 8-bit NHWC window, channel by channel: what AVERAGE_POOL_2D and MEAN divide.

/** Sums the window at `source`, its rows `rowStep` bytes apart, to one 32-bit sum per channel, rounded up to eight. */
export function sumChannels(
  source: usize,
  rows: i32,
  columns: i32,
  rowStep: i32,
  channels: i32,
  sums: usize,
): void {
  for (let channel = 0; channel < channels; channel += 8) {
    let sum0 = i32x4.splat(0)
    let sum1 = i32x4.splat(0)
    let row = source + channel
    for (let y = rows; y > 0; y--) {
      let at = row
      for (let x = columns; x > 0; x--) {
        const values = v128.load8x8_s(at)
        sum0 = i32x4.add(sum0, i32x4.extend_low_i16x8_s(values))
        sum1 = i32x4.add(sum1, i32x4.extend_high_i16x8_s(values))
        at += channels
      }
      row += rowStep
    }
    v128.store(sums, sum0)
    v128.store(sums, sum1, 16)
    sums += 32
  }
}
