// DEPTHWISE_CONV_2D with one output per input channel: 8-bit inputs and weights, both widened to 16 bits. The inputs of
// two kernel positions are interleaved, so that one dot product serves both for four channels; eight channels together.

import { QUAD, bias, limit, rescale, storeBytes, toBytes } from './rescaling'

@unmanaged
class DepthwiseConvolution {
  /** Address of the widened image. */
  image: usize
  outHeight: i32
  outWidth: i32
  /** Bytes between the windows of neighbouring output rows and columns. */
  rowStep: i32
  columnStep: i32
  /** Pairs of kernel positions, and where the positions lie (bytes from the window's origin). */
  pairs: i32
  offsets: usize
  channels: i32
  /** [group of 8 channels][pair][channel][2] 16-bit weights, zeros where there is no channel or position. */
  weights: usize
  /** Two quads per group of channels. */
  quads: usize
  /** 1 where sums may exceed what rescaling holds. */
  limited: i32
  zeroPoint: i32
  low: i32
  high: i32
}

/** Writes the output, NHWC, to `target`. */
export function convolveDepthwise(parameters: usize, target: usize): void {
  const p = changetype<DepthwiseConvolution>(parameters)
  const outWidth = p.outWidth
  const step: usize = p.columnStep
  const channels = p.channels
  let row = p.image
  for (let y = p.outHeight; y > 0; y--) {
    let window = row
    let x = 0
    for (; x + 4 <= outWidth; x += 4) {
      tile(p, window, target)
      window += 4 * step
      target += 4 * channels
    }
    for (; x < outWidth; x++) {
      single(p, window, target)
      window += step
      target += channels
    }
    row += p.rowStep
  }
}

// @ts-ignore: decorator
@inline
function lower(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
}

// @ts-ignore: decorator
@inline
function upper(a: v128, b: v128): v128 {
  return v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
}

/** Four neighbouring output positions, all channels. */
function tile(p: DepthwiseConvolution, window: usize, target: usize): void {
  const zeroPoint = i16x8.splat(<i16>p.zeroPoint)
  const low = i8x16.splat(<i8>p.low)
  const high = i8x16.splat(<i8>p.high)
  const channels = p.channels
  const step: usize = p.columnStep
  const offsets = p.offsets
  const endOffset = offsets + 8 * p.pairs
  let w = p.weights
  let quad = p.quads
  for (let left = channels; left > 0; left -= 8) {
    let a0 = bias(quad)
    let a1 = bias(quad + QUAD)
    let b0 = a0
    let b1 = a1
    let c0 = a0
    let c1 = a1
    let d0 = a0
    let d1 = a1
    for (let offset = offsets; offset < endOffset; offset += 8) {
      let first = window + load<i32>(offset)
      let second = window + load<i32>(offset, 4)
      const w0 = v128.load(w)
      const w1 = v128.load(w, 16)
      let x = v128.load(first)
      let y = v128.load(second)
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(lower(x, y), w0))
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(upper(x, y), w1))
      first += step
      second += step
      x = v128.load(first)
      y = v128.load(second)
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(lower(x, y), w0))
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(upper(x, y), w1))
      first += step
      second += step
      x = v128.load(first)
      y = v128.load(second)
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(lower(x, y), w0))
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(upper(x, y), w1))
      first += step
      second += step
      x = v128.load(first)
      y = v128.load(second)
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(lower(x, y), w0))
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(upper(x, y), w1))
      w += 32
    }
    if (p.limited) {
      a0 = limit(a0, quad)
      a1 = limit(a1, quad + QUAD)
      b0 = limit(b0, quad)
      b1 = limit(b1, quad + QUAD)
      c0 = limit(c0, quad)
      c1 = limit(c1, quad + QUAD)
      d0 = limit(d0, quad)
      d1 = limit(d1, quad + QUAD)
    }
    const next = quad + QUAD
    const a = toBytes(rescale(a0, quad), rescale(a1, next), zeroPoint, low, high)
    const b = toBytes(rescale(b0, quad), rescale(b1, next), zeroPoint, low, high)
    const c = toBytes(rescale(c0, quad), rescale(c1, next), zeroPoint, low, high)
    const d = toBytes(rescale(d0, quad), rescale(d1, next), zeroPoint, low, high)
    storeBytes(target, a, left)
    storeBytes(target + channels, b, left)
    storeBytes(target + 2 * channels, c, left)
    storeBytes(target + 3 * channels, d, left)
    target += 8
    window += 16
    quad += 2 * QUAD
  }
}

/** One output position, all channels. */
function single(p: DepthwiseConvolution, window: usize, target: usize): void {
  const zeroPoint = i16x8.splat(<i16>p.zeroPoint)
  const low = i8x16.splat(<i8>p.low)
  const high = i8x16.splat(<i8>p.high)
  const offsets = p.offsets
  const endOffset = offsets + 8 * p.pairs
  let w = p.weights
  let quad = p.quads
  for (let left = p.channels; left > 0; left -= 8) {
    let sum0 = bias(quad)
    let sum1 = bias(quad + QUAD)
    for (let offset = offsets; offset < endOffset; offset += 8) {
      const x = v128.load(window + load<i32>(offset))
      const y = v128.load(window + load<i32>(offset, 4))
      sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(lower(x, y), v128.load(w)))
      sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(upper(x, y), v128.load(w, 16)))
      w += 32
    }
    if (p.limited) {
      sum0 = limit(sum0, quad)
      sum1 = limit(sum1, quad + QUAD)
    }
    storeBytes(target, toBytes(rescale(sum0, quad), rescale(sum1, quad + QUAD), zeroPoint, low, high), left)
    target += 8
    window += 16
    quad += 2 * QUAD
  }
}
