// CONV_2D and FULLY_CONNECTED: 8-bit inputs and weights, both widened to 16 bits. Two neighbouring inputs, copied to
// all lanes, meet the two weights of four channels in one dot product; a tile is four output positions by eight channels.

import { QUAD, bias, limit, rescale, storeBytes, toBytes } from './rescaling'

@unmanaged
class Convolution {
  /** Address of the widened image. */
  image: usize
  outHeight: i32
  outWidth: i32
  /** Bytes between the windows of neighbouring output rows and columns. */
  rowStep: i32
  columnStep: i32
  /** Runs of neighbouring inputs under the kernel: how many, where they start (bytes from the window's origin). */
  segments: i32
  offsets: usize
  /** Pairs of inputs in a run. */
  pairs: i32
  channels: i32
  /** [group of 8 channels][segment][pair][channel][2] 16-bit weights, zeros where there is no channel or input. */
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
export function convolve(parameters: usize, target: usize): void {
  const p = changetype<Convolution>(parameters)
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

/** Four neighbouring output positions, all channels. */
function tile(p: Convolution, window: usize, target: usize): void {
  const zeroPoint = i16x8.splat(<i16>p.zeroPoint)
  const low = i8x16.splat(<i8>p.low)
  const high = i8x16.splat(<i8>p.high)
  const channels = p.channels
  const step: usize = p.columnStep
  const segments = p.segments
  const length: usize = 4 * p.pairs
  const evenLength: usize = length & ~7
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
    for (let segment = 0; segment < segments; segment++) {
      let xa = window + load<i32>(p.offsets + 4 * segment)
      let xb = xa + step
      let xc = xb + step
      let xd = xc + step
      const end = xa + length
      const evenEnd = xa + evenLength
      while (xa < evenEnd) {
        const w0 = v128.load(w)
        const w1 = v128.load(w, 16)
        const a = v128.load32_splat(xa)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(a, w0))
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(a, w1))
        const b = v128.load32_splat(xb)
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(b, w0))
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(b, w1))
        const c = v128.load32_splat(xc)
        c0 = i32x4.add(c0, i32x4.dot_i16x8_s(c, w0))
        c1 = i32x4.add(c1, i32x4.dot_i16x8_s(c, w1))
        const d = v128.load32_splat(xd)
        d0 = i32x4.add(d0, i32x4.dot_i16x8_s(d, w0))
        d1 = i32x4.add(d1, i32x4.dot_i16x8_s(d, w1))
        const w2 = v128.load(w, 32)
        const w3 = v128.load(w, 48)
        const e = v128.load32_splat(xa, 4)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(e, w2))
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(e, w3))
        const f = v128.load32_splat(xb, 4)
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(f, w2))
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(f, w3))
        const g = v128.load32_splat(xc, 4)
        c0 = i32x4.add(c0, i32x4.dot_i16x8_s(g, w2))
        c1 = i32x4.add(c1, i32x4.dot_i16x8_s(g, w3))
        const h = v128.load32_splat(xd, 4)
        d0 = i32x4.add(d0, i32x4.dot_i16x8_s(h, w2))
        d1 = i32x4.add(d1, i32x4.dot_i16x8_s(h, w3))
        w += 64
        xa += 8
        xb += 8
        xc += 8
        xd += 8
      }
      if (xa < end) {
        const w0 = v128.load(w)
        const w1 = v128.load(w, 16)
        const a = v128.load32_splat(xa)
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(a, w0))
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(a, w1))
        const b = v128.load32_splat(xb)
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(b, w0))
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(b, w1))
        const c = v128.load32_splat(xc)
        c0 = i32x4.add(c0, i32x4.dot_i16x8_s(c, w0))
        c1 = i32x4.add(c1, i32x4.dot_i16x8_s(c, w1))
        const d = v128.load32_splat(xd)
        d0 = i32x4.add(d0, i32x4.dot_i16x8_s(d, w0))
        d1 = i32x4.add(d1, i32x4.dot_i16x8_s(d, w1))
        w += 32
      }
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
    const second = quad + QUAD
    const a = toBytes(rescale(a0, quad), rescale(a1, second), zeroPoint, low, high)
    const b = toBytes(rescale(b0, quad), rescale(b1, second), zeroPoint, low, high)
    const c = toBytes(rescale(c0, quad), rescale(c1, second), zeroPoint, low, high)
    const d = toBytes(rescale(d0, quad), rescale(d1, second), zeroPoint, low, high)
    storeBytes(target, a, left)
    storeBytes(target + channels, b, left)
    storeBytes(target + 2 * channels, c, left)
    storeBytes(target + 3 * channels, d, left)
    target += 8
    quad += 2 * QUAD
  }
}

/** One output position, all channels. */
function single(p: Convolution, window: usize, target: usize): void {
  const zeroPoint = i16x8.splat(<i16>p.zeroPoint)
  const low = i8x16.splat(<i8>p.low)
  const high = i8x16.splat(<i8>p.high)
  const segments = p.segments
  const length: usize = 4 * p.pairs
  let w = p.weights
  let quad = p.quads
  for (let left = p.channels; left > 0; left -= 8) {
    let sum0 = bias(quad)
    let sum1 = bias(quad + QUAD)
    for (let segment = 0; segment < segments; segment++) {
      let x = window + load<i32>(p.offsets + 4 * segment)
      for (const end = x + length; x < end; x += 4) {
        const pair = v128.load32_splat(x)
        sum0 = i32x4.add(sum0, i32x4.dot_i16x8_s(pair, v128.load(w)))
        sum1 = i32x4.add(sum1, i32x4.dot_i16x8_s(pair, v128.load(w, 16)))
        w += 32
      }
    }
    if (p.limited) {
      sum0 = limit(sum0, quad)
      sum1 = limit(sum1, quad + QUAD)
    }
    storeBytes(target, toBytes(rescale(sum0, quad), rescale(sum1, quad + QUAD), zeroPoint, low, high), left)
    target += 8
    quad += 2 * QUAD
  }
}
