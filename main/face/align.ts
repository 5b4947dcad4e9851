// Brings a face into the position the embedding network knows: five landmarks to the ArcFace template at 64x64 or 48x48.
// The same alignment as `align` of models/training/face_data.py: least-squares similarity (Umeyama, TPAMI 1991,
// without reflection), then n x n bilinear samples per output pixel, n = the reduction rounded; outside is black.

import type { Image, Landmarks, Point } from './image.ts'

/** Side of the aligned crop in pixels where nothing else is asked for. */
export const CROP = 64

/** ArcFace's template in a 112x112 crop. */
const TEMPLATE_112 = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
] as const

/** The template in a crop of `size` x `size` pixels; the half pixel keeps pixel centres at integers. */
export function template(size: number): Landmarks {
  const scale = (value: number): number => ((value + 0.5) * size) / 112 - 0.5
  return TEMPLATE_112.map(([x, y]) => ({ x: scale(x), y: scale(y) })) as unknown as Landmarks
}

/** Rotation, scale and shift: (x, y) -> (a x - b y + dx, b x + a y + dy). */
export interface Similarity {
  a: number
  b: number
  dx: number
  dy: number
}

export const transform = ({ a, b, dx, dy }: Similarity, { x, y }: Point): Point => ({
  x: a * x - b * y + dx,
  y: b * x + a * y + dy,
})

/** The similarity that goes back. */
export function inverse({ a, b, dx, dy }: Similarity): Similarity {
  const square = a * a + b * b
  const back = { a: a / square, b: -b / square, dx: 0, dy: 0 }
  const origin = transform(back, { x: dx, y: dy })
  return { ...back, dx: -origin.x, dy: -origin.y }
}

/** The similarity that takes `source` closest to `target` in the sum of squared distances. */
export function fitSimilarity(source: readonly Point[], target: readonly Point[]): Similarity {
  const from = centroid(source)
  const to = centroid(target)
  let along = 0
  let across = 0
  let square = 0
  for (const [index, point] of source.entries()) {
    const px = point.x - from.x
    const py = point.y - from.y
    const qx = target[index].x - to.x
    const qy = target[index].y - to.y
    along += px * qx + py * qy
    across += px * qy - py * qx
    square += px * px + py * py
  }
  if (square === 0) throw new RangeError('landmarks coincide: no similarity fits')
  const [a, b] = [along / square, across / square]
  return { a, b, dx: to.x - a * from.x + b * from.y, dy: to.y - b * from.x - a * from.y }
}

function centroid(points: readonly Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 })
  return { x: sum.x / points.length, y: sum.y / points.length }
}

/** An upright square RGB crop, and the bilinear samples that each of its pixels took. */
export interface AlignedFace extends Image {
  samplesPerPixel: number
}

/**
 * Warps the face with these landmarks (picture pixels) to the template in a crop of `side` x `side` pixels. A grey
 * picture gives three equal channels.
 */
export function alignFace(image: Image, landmarks: Landmarks, side = CROP): AlignedFace {
  const toPicture = inverse(fitSimilarity(landmarks, template(side)))
  const samples = Math.max(1, Math.round(Math.hypot(toPicture.a, toPicture.b)))
  const data = new Uint8Array(side * side * 3)
  const pixel = new Float64Array(3)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      pixel.fill(0)
      for (let v = 0; v < samples; v++) {
        for (let u = 0; u < samples; u++) {
          const x = column + (u + 0.5) / samples - 0.5
          const y = row + (v + 0.5) / samples - 0.5
          addBilinear(image, transform(toPicture, { x, y }), pixel)
        }
      }
      for (let c = 0; c < 3; c++) {
        data[(row * side + column) * 3 + c] = Math.round(pixel[c] / (samples * samples))
      }
    }
  }
  return { width: side, height: side, channels: 3, data, samplesPerPixel: samples * samples }
}

/** Adds the bilinear sample of `image` at (x, y) to `sum` (R, G, B); black outside. */
function addBilinear({ width, height, channels, data }: Image, { x, y }: Point, sum: Float64Array): void {
  const left = Math.floor(x)
  const top = Math.floor(y)
  for (let row = top; row <= top + 1; row++) {
    if (row < 0 || row >= height) continue
    const vertical = 1 - Math.abs(y - row)
    for (let column = left; column <= left + 1; column++) {
      if (column < 0 || column >= width) continue
      const weight = vertical * (1 - Math.abs(x - column))
      const at = (row * width + column) * channels
      for (let c = 0; c < 3; c++) sum[c] += weight * data[channels === 3 ? at + c : at]
    }
  }
}
