// Five landmarks of a detected face: face-landmarks.tflite on a 64x64 grey crop (models/face-landmarks.md).

import type { LoadedNetwork } from '../board/machine.ts'
import type { Detection, FaceMachine } from './detect.ts'
import { dequantise } from './detect.ts'
import type { Image, Landmarks, Point } from './image.ts'
import type { Square } from './resample.ts'
import { cropSquare, samplesPerPixel, toGrey, toInt8 } from './resample.ts'

/** Side of the crop over the larger side of the box (CROP in models/training/face_landmarks.py). */
const CROP = 1.1
const STAGE = 'face landmarks'

export interface RefinedFace extends Detection {
  /** Log-odds that the crop shows a face. */
  faceLogit: number
  /** The crop the network saw, grey, upright with the coarse eyes. */
  crop: Image
}

/** The square a face is cut out by: around its box, turned so that the eyes of `landmarks` are level. */
export function faceSquare({ box, landmarks: [left, right] }: Pick<Detection, 'box' | 'landmarks'>): Square {
  return {
    centre: { x: (box.x1 + box.x2) / 2, y: (box.y1 + box.y2) / 2 },
    side: CROP * Math.max(box.x2 - box.x1, box.y2 - box.y1),
    roll: Math.atan2(right.y - left.y, right.x - left.x),
  }
}

/** A point given from the centre of `square` in units of its side, in picture pixels. */
export function fromSquare({ centre, side, roll }: Square, { x, y }: Point): Point {
  return {
    x: centre.x + side * (Math.cos(roll) * x - Math.sin(roll) * y),
    y: centre.y + side * (Math.sin(roll) * x + Math.cos(roll) * y),
  }
}

/** Replaces the coarse landmarks of a detection by precise ones, in picture pixels. Charges the board. */
export function refineLandmarks(
  machine: FaceMachine,
  network: LoadedNetwork,
  picture: Image,
  detection: Detection,
): RefinedFace {
  const { inputs, outputs } = network.prepared
  const edge = inputs[0].shape[1]
  const square = faceSquare(detection)
  const samples = samplesPerPixel(square.side, edge)
  machine.work(STAGE, 'rgb565-to-grey', square.side ** 2)
  machine.work(STAGE, 'warp', (edge * samples) ** 2)
  const crop = cropSquare(toGrey(picture), square, edge)
  const answer = machine.invoke(network, [toInt8(crop)], STAGE)
  const values = outputs.map((tensor, index) => dequantise(tensor, answer[index]))
  const points = values.find(({ length }) => length === 10)!
  const face = values.find(({ length }) => length === 1)!
  const landmarks = Array.from({ length: 5 }, (_, index) =>
    fromSquare(square, { x: points[2 * index], y: points[2 * index + 1] }),
  )
  machine.work(STAGE, 'dequantise', 11)
  return { ...detection, landmarks: landmarks as unknown as Landmarks, faceLogit: face[0], crop }
}
