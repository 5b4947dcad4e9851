// An 8-bit NHWC image as 16-bit numbers with its padding around it, as the convolutions read it. Runs are written in
// ascending order, eight numbers at a time: what a run writes beyond its end the next one overwrites, or it falls
// into the slack behind the image.

@unmanaged
class Widening {
  /** Address of the 16-bit image. */
  image: usize
  height: i32
  /** Numbers per row, all channels. */
  rowLength: i32
  /** Numbers of padding before and after each row. */
  left: i32
  right: i32
  /** Rows of padding. */
  top: i32
  bottom: i32
  /** What padding is filled with: the zero point, which stands for real zero. */
  fill: i32
}

/** Writes the image at `source`. */
export function widen(parameters: usize, source: usize): void {
  const p = changetype<Widening>(parameters)
  const left = p.left
  const right = p.right
  const rowLength = p.rowLength
  const padded = left + rowLength + right
  const fill = i16x8.splat(<i16>p.fill)
  let target = fillRun(p.image, padded * p.top, fill)
  if (left + right == 0) {
    target = widenRun(target, source, p.height * rowLength)
  } else {
    for (let row = p.height; row > 0; row--) {
      target = fillRun(target, left, fill)
      target = widenRun(target, source, rowLength)
      target = fillRun(target, right, fill)
      source += rowLength
    }
  }
  fillRun(target, padded * p.bottom, fill)
}

// @ts-ignore: decorator
@inline
function fillRun(target: usize, count: i32, value: v128): usize {
  const end = target + 2 * count
  for (let at = target; at < end; at += 16) v128.store(at, value)
  return end
}

// @ts-ignore: decorator
@inline
function widenRun(target: usize, source: usize, count: i32): usize {
  const end = target + 2 * count
  for (; target < end; target += 16) {
    v128.store(target, v128.load8x8_s(source))
    source += 8
  }
  return end
}
