// What a person before the camera should change, one thing at a time, and the measured quantities it follows from.
// Stricter than the gate of quality.ts: enrolment and live attempts wait for a good picture rather than a usable one.

import type { Landmarks } from './image.ts'
import type { FaceError, FaceQuality } from './quality.ts'
import { interEyeDistance } from './quality.ts'

export const faceInstructions = [
  'show-face',
  'one-person',
  'closer',
  'further',
  'more-light',
  'less-light',
  'look-straight',
  'turn-left',
  'turn-right',
  'hold-still',
] as const
export type FaceInstruction = (typeof faceInstructions)[number]

/** How the head is to be held: a slight turn is towards the person's own left or right. */
export const wantedPoses = ['straight', 'left', 'right'] as const
export type WantedPose = (typeof wantedPoses)[number]

/** Ranges that are good. Pixels of the board's frame, grey levels, degrees, shares of the eyes' distance. */
export const goodFace = {
  interEye: { low: 30, high: 75 },
  light: { low: 60, high: 195 },
  /** Share of the face at full black or white. */
  clipped: 0.25,
  sharpness: 0.009,
  straight: { yaw: 12, pitch: 25, roll: 20 },
  /** Of a slight turn. */
  turned: { low: 9, high: 32 },
  /** Mean way of the landmarks since the picture before. */
  moved: 0.1,
} as const

/** One measured quantity: good from `low` to `high` on a scale from `min` to `max`. */
export interface Meter {
  name: 'distance' | 'light' | 'turn' | 'sharpness' | 'stillness' | 'level' | 'noise' | 'speech'
  value: number
  unit: string
  min: number
  low: number
  high: number
  max: number
}

/** Mean way of the landmarks from one picture to the next as a share of the eyes' distance. */
export function movement(before: Landmarks, now: Landmarks): number {
  const way = now.reduce((sum, { x, y }, at) => sum + Math.hypot(x - before[at].x, y - before[at].y), 0)
  return way / now.length / Math.max(1, interEyeDistance(now))
}

/** What to change before the picture is good; null where it is. `moved` is null where there is no picture before. */
export function faceInstruction(
  quality: FaceQuality | null,
  problem: Pick<FaceError, 'code'> | null,
  wanted: WantedPose = 'straight',
  moved: number | null = null,
): FaceInstruction | null {
  if (problem?.code === 'several-faces') return 'one-person'
  if (quality === null) {
    if (problem?.code === 'too-dark') return 'more-light'
    return problem?.code === 'too-bright' ? 'less-light' : 'show-face'
  }
  const { interEye, exposure } = quality
  if (interEye < goodFace.interEye.low) return 'closer'
  if (interEye > goodFace.interEye.high) return 'further'
  if (exposure.mean < goodFace.light.low || exposure.dark > goodFace.clipped) return 'more-light'
  if (exposure.mean > goodFace.light.high || exposure.bright > goodFace.clipped) return 'less-light'
  const pose = poseInstruction(quality, wanted)
  if (pose) return pose
  if ((moved ?? 0) > goodFace.moved || quality.sharpness < goodFace.sharpness) return 'hold-still'
  return null
}

/** A positive yaw points the nose to the right side of the picture, which is the person's own left. */
function poseInstruction({ yaw, pitch, roll }: FaceQuality, wanted: WantedPose): FaceInstruction | null {
  const { straight, turned } = goodFace
  if (Math.abs(pitch) > straight.pitch || Math.abs(roll) > straight.roll) return 'look-straight'
  if (wanted === 'straight') return Math.abs(yaw) > straight.yaw ? 'look-straight' : null
  const turn = wanted === 'left' ? yaw : -yaw
  if (turn > turned.high) return 'look-straight'
  if (turn < turned.low) return wanted === 'left' ? 'turn-left' : 'turn-right'
  return null
}

/** The quantities behind `faceInstruction`, for showing. */
export function faceMeters(
  { interEye, exposure, yaw, sharpness }: FaceQuality,
  wanted: WantedPose = 'straight',
  moved: number | null = null,
): Meter[] {
  const { straight, turned } = goodFace
  const turn = wanted === 'straight' ? [-straight.yaw, straight.yaw] : [turned.low, turned.high]
  return [
    { name: 'distance', value: interEye, unit: 'px', min: 0, ...goodFace.interEye, max: 120 },
    { name: 'light', value: exposure.mean, unit: '', min: 0, ...goodFace.light, max: 255 },
    {
      name: 'turn',
      value: wanted === 'right' ? -yaw : yaw,
      unit: '°',
      min: -60,
      low: turn[0],
      high: turn[1],
      max: 60,
    },
    {
      name: 'sharpness',
      value: 1000 * sharpness,
      unit: '‰',
      min: 0,
      low: 1000 * goodFace.sharpness,
      high: 100,
      max: 100,
    },
    {
      name: 'stillness',
      value: 100 * (moved ?? 0),
      unit: '%',
      min: 0,
      low: 0,
      high: 100 * goodFace.moved,
      max: 50,
    },
  ]
}
