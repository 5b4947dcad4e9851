// Finds faces in a picture: face-detect.tflite on a 128x96 grey frame, decoded in float (models/face-detect.md).
// Coordinates are pixels of the picture given, pixel centres at integers; boxes may reach outside it.

import type { LoadedNetwork, Machine } from '../board/machine.ts'
import type { Tensor } from '../inference/model.ts'
import type { Box, Image, Landmarks, Point } from './image.ts'
import { letterbox, toGrey, toInt8 } from './resample.ts'

/** What the face chain needs of a board: networks that run and a clock that is charged. */
export type FaceMachine = Pick<Machine, 'invoke' | 'work'>

/** A face in a picture. */
export interface Detection {
  box: Box
  /** The detector's confidence, 0 to 1. */
  score: number
  landmarks: Landmarks
}

/** Two boxes that overlap by more (intersection over union) are one face. */
const SAME_FACE = 0.4
/** Unit of the geometry head: cell sizes per unit (BASE in models/training/face_detect.py). */
const CELLS_PER_UNIT = 3
/** Grey of the letterbox bars: zero at the network's input. */
const BAR_GREY = 128
const GEOMETRY_VALUES = 14
const STAGE = 'face detect'

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - shared)
}

/** Greedy non-maximum suppression: best first, without those that overlap a better one by more than `limit`. */
export function suppress<Face extends Detection>(detections: readonly Face[], limit = SAME_FACE): Face[] {
  const kept: Face[] = []
  for (const candidate of detections.toSorted((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => overlap(box, candidate.box) <= limit)) kept.push(candidate)
  }
  return kept
}

/** Real values of an int8 tensor, real = scale * (q - zero point); those of a float32 one are what it holds. */
export function dequantise({ quantisation, name, type }: Tensor, bytes: Uint8Array): Float32Array {
  if (type === 'float32') return new Float32Array(bytes.slice().buffer)
  if (quantisation === null) throw new TypeError(`tensor ${name} has no quantisation`)
  const { scales, zeroPoints } = quantisation
  return Float32Array.from(
    new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    (q) => scales[0] * (q - zeroPoints[0]),
  )
}

/** One grid of the network's answer: logits [rows, columns] and geometry [rows, columns, 14]. */
export interface Grid {
  rows: number
  columns: number
  /** Frame pixels per cell. */
  stride: number
  logits: Float32Array
  geometry: Float32Array
}

/**
 * Faces of one grid in frame pixels: cells above `threshold`, each with 14 numbers from the cell's centre in units of
 * three cells: box centre (dx, dy), ln width, ln height, then (x, y) of the five landmarks.
 */
export function decode({ rows, columns, stride, logits, geometry }: Grid, threshold: number): Detection[] {
  const wanted = Math.log(threshold / (1 - threshold))
  const unit = CELLS_PER_UNIT * stride
  const found: Detection[] = []
  for (let cell = 0; cell < rows * columns; cell++) {
    if (logits[cell] < wanted) continue
    const code = geometry.subarray(cell * GEOMETRY_VALUES, (cell + 1) * GEOMETRY_VALUES)
    const centre = {
      x: (cell % columns) * stride + (stride - 1) / 2,
      y: Math.floor(cell / columns) * stride + (stride - 1) / 2,
    }
    const at = (index: number): Point => ({
      x: centre.x + unit * code[index],
      y: centre.y + unit * code[index + 1],
    })
    const middle = at(0)
    const halfWidth = (unit * Math.exp(code[2])) / 2
    const halfHeight = (unit * Math.exp(code[3])) / 2
    found.push({
      box: {
        x1: middle.x - halfWidth,
        y1: middle.y - halfHeight,
        x2: middle.x + halfWidth,
        y2: middle.y + halfHeight,
      },
      score: 1 / (1 + Math.exp(-logits[cell])),
      landmarks: [at(4), at(6), at(8), at(10), at(12)],
    })
  }
  return found
}

/** Pairs the score and the geometry output of each grid by their shapes, [1, rows, columns, 1 or 14]. */
function grids(tensors: readonly Tensor[], outputs: readonly Uint8Array[], frameHeight: number): Grid[] {
  return tensors.flatMap((tensor, index) => {
    const [, rows, columns, values] = tensor.shape
    if (values !== 1) return []
    const partner = tensors.findIndex(
      ({ shape }) => shape[1] === rows && shape[2] === columns && shape[3] === GEOMETRY_VALUES,
    )
    return {
      rows,
      columns,
      stride: frameHeight / rows,
      logits: dequantise(tensor, outputs[index]),
      geometry: dequantise(tensors[partner], outputs[partner]),
    }
  })
}

/**
 * Every face in a picture (grey or RGB, any size), best first, with its coarse landmarks.
 * Charges the board for grey conversion, resizing, the network, decoding and suppression.
 */
export function detectFaces(
  machine: FaceMachine,
  network: LoadedNetwork,
  picture: Image,
  threshold: number,
): Detection[] {
  const { inputs, outputs } = network.prepared
  const [, height, width] = inputs[0].shape
  const pixels = picture.width * picture.height
  machine.work(STAGE, 'rgb565-to-grey', pixels)
  machine.work(STAGE, 'area-resize', pixels)
  const frame = letterbox(toGrey(picture), width, height, BAR_GREY)
  const answer = machine.invoke(network, [toInt8(frame.image)], STAGE)

  const cells = grids(outputs, answer, height)
  machine.work(
    STAGE,
    'compare',
    cells.reduce((sum, { logits }) => sum + logits.length, 0),
  )
  const candidates = cells.flatMap((grid) => decode(grid, threshold))
  machine.work(STAGE, 'dequantise', candidates.length * (GEOMETRY_VALUES + 1))
  machine.work(STAGE, 'exp', candidates.length * 3)
  machine.work(STAGE, 'non-maximum-suppression', (candidates.length * (candidates.length - 1)) / 2)

  return suppress(candidates).map(({ box, score, landmarks }) => {
    const [first, second] = [
      { x: box.x1, y: box.y1 },
      { x: box.x2, y: box.y2 },
    ].map(frame.toPicture)
    return {
      box: { x1: first.x, y1: first.y, x2: second.x, y2: second.y },
      score,
      landmarks: landmarks.map(frame.toPicture) as unknown as Landmarks,
    }
  })
}
