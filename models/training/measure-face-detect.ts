// Measures the face detector and the landmark network through the int8 chain of the application.
//   node models/training/measure-face-detect.ts --data ../shared/data --frames FOLDER [--split test]
// FOLDER holds composed frames (face_frames.py), of which faces 40 to 200 pixels wide and at least 60 % visible count.
// Prints one JSON document: counts, recall at IoU 0.5, false faces per face-free frame, landmark error per eye distance.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { powerOn } from '../../main/board/machine.ts'
import { readImageFile } from '../../main/capture/image-file.ts'
import { DETECTION_THRESHOLD, detectFaces, overlap } from '../../main/face/detect.ts'
import { boardFrame } from '../../main/face/frame.ts'
import type { Box, Image, Landmarks } from '../../main/face/image.ts'
import { CONFIRMED_LOGIT, type RefinedFace, refineLandmarks } from '../../main/face/landmarks.ts'
import {
  FaceError,
  interEyeDistance,
  mainFace,
  measureQuality,
  requireUsable,
} from '../../main/face/quality.ts'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    frames: { type: 'string' },
    split: { type: 'string', default: 'test' },
    models: { type: 'string', default: 'models' },
    limit: { type: 'string', default: 'Infinity' },
    thresholds: { type: 'string', default: '0.25,0.5' },
  },
})
const thresholds = options.thresholds.split(',').map(Number)
const LOWEST = Math.min(...thresholds)

const machine = powerOn()
const load = async (name: string) =>
  machine.load(name, await readFile(join(options.models, `${name}.tflite`)))
const [detector, landmarker] = [await load('face-detect'), await load('face-landmarks')]

interface Truth {
  box: Box
  landmarks: Landmarks
}

const truthOf = ([x1, y1, x2, y2]: number[], points: number[]): Truth => ({
  box: { x1, y1, x2, y2 },
  landmarks: Array.from({ length: 5 }, (_, i) => ({
    x: points[2 * i],
    y: points[2 * i + 1],
  })) as unknown as Landmarks,
})

/** Mean distance of the five points over the true distance of the eyes. */
const landmarkError = (found: Landmarks, truth: Landmarks): number =>
  found.reduce((sum, { x, y }, i) => sum + Math.hypot(x - truth[i].x, y - truth[i].y), 0) /
  5 /
  interEyeDistance(truth)

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]

/** Counts over one set of pictures. */
class Tally {
  truths = 0
  free = 0
  coarse: number[] = []
  fine: number[] = []
  ious: number[] = []
  /** By threshold: faces found by the detector, and those also confirmed; false ones likewise. */
  counts = thresholds.map((threshold) => ({ threshold, found: 0, confirmed: 0, false: 0, falseConfirmed: 0 }))
  refusals: Record<string, number> = {}

  add(picture: Image, truths: Truth[]): void {
    const frame = boardFrame(picture)
    const scale = frame.width / picture.width
    const found = detectFaces(machine, detector, frame, LOWEST).map((face) => ({
      ...refineLandmarks(machine, landmarker, frame, face),
      coarse: face.landmarks,
    }))
    const placed = truths.map(({ box, landmarks }) => ({
      box: { x1: box.x1 * scale, y1: box.y1 * scale, x2: box.x2 * scale, y2: box.y2 * scale },
      landmarks: landmarks.map(({ x, y }) => ({
        x: (x + 0.5) * scale - 0.5,
        y: (y + 0.5) * scale - 0.5,
      })) as unknown as Landmarks,
    }))
    if (truths.length === 0) this.free++
    for (const face of truths.length === 0 ? found : []) {
      for (const count of this.counts.filter(({ threshold }) => face.score >= threshold)) {
        count.false++
        if (face.faceLogit >= CONFIRMED_LOGIT) count.falseConfirmed++
      }
    }
    for (const truth of placed) {
      this.truths++
      const best = found.toSorted((a, b) => overlap(b.box, truth.box) - overlap(a.box, truth.box))[0]
      const iou = best ? overlap(best.box, truth.box) : 0
      if (iou < 0.5) continue
      for (const count of this.counts.filter(({ threshold }) => best.score >= threshold)) {
        count.found++
        if (best.faceLogit >= CONFIRMED_LOGIT) count.confirmed++
      }
      this.ious.push(iou)
      this.coarse.push(landmarkError(best.coarse, truth.landmarks))
      this.fine.push(landmarkError(best.landmarks, truth.landmarks))
    }
    if (truths.length === 1) this.#gate(frame, found)
  }

  #gate(frame: Image, found: RefinedFace[]): void {
    try {
      const face = mainFace(
        found.filter(({ score, faceLogit }) => score >= DETECTION_THRESHOLD && faceLogit >= CONFIRMED_LOGIT),
        frame,
      )
      requireUsable(measureQuality(machine, face.landmarks, face.crop))
    } catch (error) {
      if (!(error instanceof FaceError)) throw error
      this.refusals[error.code] = (this.refusals[error.code] ?? 0) + 1
    }
  }

  report() {
    const rounded = (value: number): number => Math.round(value * 1e4) / 1e4
    return {
      faces: this.truths,
      face_free_frames: this.free,
      mean_iou: rounded(this.ious.reduce((sum, value) => sum + value, 0) / this.ious.length),
      landmark_error: {
        coarse_median: rounded(quantile(this.coarse, 0.5)),
        median: rounded(quantile(this.fine, 0.5)),
        p95: rounded(quantile(this.fine, 0.95)),
      },
      by_threshold: this.counts.map((count) => ({
        ...count,
        recall: rounded(count.found / this.truths),
        recall_confirmed: rounded(count.confirmed / this.truths),
      })),
      refused_by_the_gate: this.refusals,
    }
  }
}

const report: Record<string, unknown> = { split: options.split }

const asTheyAre = new Tally()
const table = (await readFile(join(options.data, 'faces/annotations.csv'), 'utf8')).trim().split('\n')
for (const line of table.slice(1)) {
  const [path, , split, ...numbers] = line.split(',')
  if (split !== options.split || !path.startsWith('lfw/') || asTheyAre.truths >= Number(options.limit))
    continue
  const figures = numbers.map(Number)
  asTheyAre.add(await readImageFile(join(options.data, 'faces', path)), [
    truthOf(figures.slice(0, 4), figures.slice(4, 14)),
  ])
}
report.lfw_as_they_are = asTheyAre.report()

if (options.frames) {
  const frames = z
    .array(
      z.object({
        file: z.string(),
        faces: z.array(
          z.object({
            box: z.array(z.number()).length(4),
            landmarks: z.array(z.array(z.number())),
            visible: z.number(),
          }),
        ),
      }),
    )
    .parse(JSON.parse(await readFile(join(options.frames, 'frames.json'), 'utf8')))
  const composed = new Tally()
  for (const { file, faces } of frames.slice(0, Number(options.limit))) {
    const counted = faces.filter(
      ({ box: [x1, , x2], visible }) => visible >= 0.6 && x2 - x1 >= 40 && x2 - x1 <= 200,
    )
    if (counted.length === 0 && faces.length > 0) continue
    const truths = counted.map(({ box, landmarks }) => truthOf(box, landmarks.flat()))
    composed.add(await readImageFile(join(options.frames, file)), truths)
  }
  report.composed = composed.report()
}
console.log(JSON.stringify(report, null, 1))
