// The linear model of faces of people who do not exist (models/simulated-faces.md): mean + basis * coefficients.
// Values are luma inside an ellipse, then Cb and Cr at half size, JFIF colours 0..255.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../../application-root.ts'
import type { Landmarks } from '../../face/image.ts'
import type { Random } from './random.ts'

export interface FaceModel {
  /** Window in pixels. */
  width: number
  height: number
  /** Where the five landmarks are in the window. */
  landmarks: Landmarks
  components: number
  mean: Float32Array
  /** Real value of one step of each component. */
  scale: Float32Array
  /** Square roots of the covariance between people and within a person, [components, components]. */
  between: Float32Array
  within: Float32Array
  /** [components, values]. */
  basis: Int8Array
  /** Window positions of the luma values, and half-size positions of each chroma plane's. */
  luma: Uint32Array
  chroma: Uint32Array
}

/** A picture of floats, RGB interleaved, 0..255 but not clipped. */
export interface Plane {
  width: number
  height: number
  data: Float32Array
}

let loaded: FaceModel | null = null

/** The model under models/, read once. */
export function faceModel(): FaceModel {
  loaded ??= readFaceModel(join(applicationRoot(), 'models', 'simulated-faces'))
  return loaded
}

function readFaceModel(stem: string): FaceModel {
  const header = JSON.parse(readFileSync(`${stem}.json`, 'utf8'))
  const { buffer, byteOffset, length } = readFileSync(`${stem}.bin`)
  const bytes = buffer.slice(byteOffset, byteOffset + length)
  const { width, height, components, ellipse } = header
  const values = header.luma + 2 * header.chroma
  let at = 0
  const floats = (count: number): Float32Array => {
    const part = new Float32Array(bytes, at, count)
    at += part.byteLength
    return part
  }
  const model = {
    width,
    height,
    components,
    landmarks: header.landmarks.map(([x, y]: number[]) => ({ x, y })),
    mean: floats(values),
    scale: floats(components),
    between: floats(components * components),
    within: floats(components * components),
    basis: new Int8Array(bytes, at, components * values),
    luma: inside(ellipse, width, height, 1),
    chroma: inside(ellipse, width, height, 2),
  }
  if (model.luma.length !== header.luma || model.chroma.length !== header.chroma) {
    throw new RangeError(
      `${stem}.json: the ellipse holds ${model.luma.length} + ${model.chroma.length} samples`,
    )
  }
  return model
}

/** Row-major positions, in a plane of one sample per `step` pixels, whose centre lies in the ellipse. */
function inside(ellipse: number[], width: number, height: number, step: number): Uint32Array {
  const [centreX, centreY, halfWidth, halfHeight] = ellipse
  const columns = width / step
  const found: number[] = []
  for (let at = 0; at < (columns * height) / step; at++) {
    const x = (at % columns) * step + (step - 1) / 2
    const y = Math.floor(at / columns) * step + (step - 1) / 2
    if (Math.hypot((x - centreX) / halfWidth, (y - centreY) / halfHeight) <= 1) found.push(at)
  }
  return Uint32Array.from(found)
}

/** spread * root * N(0, I): coefficients with the covariance whose square root is given. */
export function drawCoefficients(root: Float32Array, spread: number, random: Random): Float32Array {
  const count = Math.sqrt(root.length)
  const normal = Float32Array.from({ length: count }, () => spread * random.normal())
  return Float32Array.from({ length: count }, (_, row) => {
    let sum = 0
    for (let column = 0; column < count; column++) sum += root[row * count + column] * normal[column]
    return sum
  })
}

/** The head with these coefficients in the model's window; grey outside the ellipse. */
export function renderHead(model: FaceModel, coefficients: Float32Array): Plane {
  const { width, height, luma, chroma } = model
  const values = Float32Array.from(model.mean)
  for (let component = 0; component < model.components; component++) {
    const step = coefficients[component] * model.scale[component]
    const row = component * values.length
    for (let at = 0; at < values.length; at++) values[at] += step * model.basis[row + at]
  }
  const y = scatter(values, 0, luma, width * height)
  const half = (width * height) / 4
  const blue = scatter(values, luma.length, chroma, half)
  const red = scatter(values, luma.length + chroma.length, chroma, half)
  const data = new Float32Array(width * height * 3)
  for (let at = 0; at < width * height; at++) {
    const column = at % width
    const row = (at - column) / width
    const cb = enlarged(blue, width / 2, height / 2, column, row) - 128
    const cr = enlarged(red, width / 2, height / 2, column, row) - 128
    data[at * 3] = y[at] + 1.402 * cr
    data[at * 3 + 1] = y[at] - 0.344136 * cb - 0.714136 * cr
    data[at * 3 + 2] = y[at] + 1.772 * cb
  }
  return { width, height, data }
}

function scatter(values: Float32Array, from: number, positions: Uint32Array, size: number): Float32Array {
  const plane = new Float32Array(size).fill(128)
  for (let at = 0; at < positions.length; at++) plane[positions[at]] = values[from + at]
  return plane
}

/** A half-size plane read at a full-size pixel, bilinear, edges repeated. */
function enlarged(plane: Float32Array, width: number, height: number, column: number, row: number): number {
  const x = Math.min(Math.max((column - 0.5) / 2, 0), width - 1)
  const y = Math.min(Math.max((row - 0.5) / 2, 0), height - 1)
  const left = Math.min(Math.floor(x), width - 2)
  const top = Math.min(Math.floor(y), height - 2)
  const at = top * width + left
  const upper = plane[at] + (plane[at + 1] - plane[at]) * (x - left)
  const lower = plane[at + width] + (plane[at + width + 1] - plane[at + width]) * (x - left)
  return upper + (lower - upper) * (y - top)
}
