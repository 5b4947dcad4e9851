// Resampling as the board's front end does it: grey, area-averaging resize, letterbox, square crop.
// Pixel centres are at integer coordinates, so the left edge of pixel 0 is at -0.5.

import type { Image, Point } from './image.ts'

/** Luma of ITU-R BT.601 in the integer form a microcontroller uses: (77 R + 150 G + 29 B + 128) / 256. */
export function toGrey(image: Image): Image {
  if (image.channels === 1) return image
  const data = new Uint8Array(image.width * image.height)
  for (let pixel = 0, at = 0; pixel < data.length; pixel++, at += 3) {
    data[pixel] = (77 * image.data[at] + 150 * image.data[at + 1] + 29 * image.data[at + 2] + 128) >> 8
  }
  return { width: image.width, height: image.height, channels: 1, data }
}

/** Source pixels and weights of target pixel i: entries starts[i] to starts[i + 1] - 1. */
interface Taps {
  starts: Int32Array
  indices: Int32Array
  weights: Float64Array
}

/** Source pixels of each target pixel along one axis, weights summing to 1: overlap when shrinking, else linear. */
function taps(source: number, target: number): Taps {
  const ratio = source / target
  const starts = new Int32Array(target + 1)
  const indices = new Int32Array(source + 2 * target)
  const weights = new Float64Array(source + 2 * target)
  let count = 0
  const add = (index: number, weight: number): void => {
    indices[count] = index
    weights[count++] = weight
  }
  for (let at = 0; at < target; at++) {
    if (ratio > 1) {
      const start = at * ratio
      const end = Math.min((at + 1) * ratio, source)
      for (let index = Math.floor(start); index < end; index++) {
        const overlap = Math.min(index + 1, end) - Math.max(index, start)
        if (overlap > 1e-9) add(index, overlap / (end - start))
      }
    } else {
      const centre = Math.min(Math.max((at + 0.5) * ratio - 0.5, 0), source - 1)
      const index = Math.min(Math.floor(centre), Math.max(source - 2, 0))
      const weight = centre - index
      add(index, 1 - weight)
      if (weight > 0) add(index + 1, weight)
    }
    starts[at + 1] = count
  }
  return { starts, indices, weights }
}

/** Resizes to width x height: area average along a shrinking axis, linear interpolation along a growing one. */
export function resize(image: Image, width: number, height: number): Image {
  const { channels } = image
  if (width === image.width && height === image.height) return image
  const columns = taps(image.width, width)
  const rows = taps(image.height, height)
  const stride = image.width * channels
  const low = new Float32Array(height * stride) // [target row][source column][channel]
  for (let y = 0; y < height; y++) {
    const line = low.subarray(y * stride, (y + 1) * stride)
    for (let tap = rows.starts[y]; tap < rows.starts[y + 1]; tap++) {
      const weight = rows.weights[tap]
      const source = rows.indices[tap] * stride
      for (let x = 0; x < stride; x++) line[x] += weight * image.data[source + x]
    }
  }
  const data = new Uint8Array(height * width * channels)
  let at = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0
        for (let tap = columns.starts[x]; tap < columns.starts[x + 1]; tap++) {
          sum += columns.weights[tap] * low[y * stride + columns.indices[tap] * channels + c]
        }
        data[at++] = Math.round(sum)
      }
    }
  }
  return { width, height, channels, data }
}

/** A picture inside a frame of another shape, and the way back to the picture's own coordinates. */
export interface Letterboxed {
  image: Image
  /** Frame coordinates to picture coordinates, pixels. */
  toPicture(point: Point): Point
  /** Picture pixels per frame pixel. */
  scale: Point
}

/** The whole picture, as large as fits in width x height, centred between bars of grey level `fill`. */
export function letterbox(image: Image, width: number, height: number, fill: number): Letterboxed {
  const factor = Math.min(width / image.width, height / image.height)
  const innerWidth = Math.min(Math.max(Math.round(image.width * factor), 1), width)
  const innerHeight = Math.min(Math.max(Math.round(image.height * factor), 1), height)
  const inner = resize(image, innerWidth, innerHeight)
  const left = (width - innerWidth) >> 1
  const top = (height - innerHeight) >> 1
  const rowBytes = innerWidth * image.channels
  const data = new Uint8Array(width * height * image.channels).fill(fill)
  for (let y = 0; y < innerHeight; y++) {
    data.set(
      inner.data.subarray(y * rowBytes, (y + 1) * rowBytes),
      ((top + y) * width + left) * image.channels,
    )
  }
  const scale = { x: image.width / innerWidth, y: image.height / innerHeight }
  return {
    image: { width, height, channels: image.channels, data },
    toPicture: ({ x, y }) => ({
      x: (x - left + 0.5) * scale.x - 0.5,
      y: (y - top + 0.5) * scale.y - 0.5,
    }),
    scale,
  }
}

/** A square cut out of a picture: its centre, its side and how far it is turned (radians, clockwise as seen). */
export interface Square {
  centre: Point
  side: number
  roll: number
}

/** Bilinear samples along each axis of one output pixel of `cropSquare`. */
export const samplesPerPixel = (side: number, edge: number): number =>
  Math.max(1, Math.ceil(side / edge - 0.5))

/**
 * Grey crop of edge x edge pixels. Each is the mean of a regular grid of bilinear samples, one per source pixel, so
 * that shrinking does not alias; outside the picture its edge repeats.
 */
export function cropSquare(grey: Image, { centre, side, roll }: Square, edge: number): Image {
  const step = side / edge
  const samples = samplesPerPixel(side, edge)
  const cos = Math.cos(roll) * step
  const sin = Math.sin(roll) * step
  const data = new Uint8Array(edge * edge)
  for (let row = 0; row < edge; row++) {
    for (let column = 0; column < edge; column++) {
      let sum = 0
      for (let sample = 0; sample < samples * samples; sample++) {
        const u = column + ((sample % samples) + 0.5) / samples - edge / 2
        const v = row + (Math.floor(sample / samples) + 0.5) / samples - edge / 2
        sum += bilinear(grey, centre.x + cos * u - sin * v, centre.y + sin * u + cos * v)
      }
      data[row * edge + column] = Math.round(sum / (samples * samples))
    }
  }
  return { width: edge, height: edge, channels: 1, data }
}

function bilinear({ width, height, data }: Image, x: number, y: number): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const fx = x - left
  const fy = y - top
  const x0 = Math.min(Math.max(left, 0), width - 1)
  const x1 = Math.min(Math.max(left + 1, 0), width - 1)
  const y0 = Math.min(Math.max(top, 0), height - 1) * width
  const y1 = Math.min(Math.max(top + 1, 0), height - 1) * width
  const upper = data[y0 + x0] * (1 - fx) + data[y0 + x1] * fx
  const lower = data[y1 + x0] * (1 - fx) + data[y1 + x1] * fx
  return upper * (1 - fy) + lower * fy
}

/** int8 network input of a grey or RGB picture: q = pixel - 128, as bytes. */
export function toInt8(image: Image): Uint8Array {
  return Uint8Array.from(image.data, (pixel) => pixel ^ 0x80)
}
