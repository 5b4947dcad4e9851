// The head of a simulated person, painted into the figure that wears it: turned, nodding, blinking, made broader.
// Turning moves each point by its depth under an orthographic camera; the outline stays. Columns are counted from the
// middle of the head; lengths are pixels of the face model's window.

import type { FaceModel, Plane } from './face-model.ts'
import { FIGURE, ramp } from './scene.ts'

/** The head's outline in the window: centre and half axes. */
export const OUTLINE = { x: 49.5, y: 59.5, halfWidth: 38, halfHeight: 53 }

/** How a head differs from the model's. */
export interface HeadPose {
  /** Sine of the turn to the side, -0.5..0.5; positive: the nose goes to the right of the picture. */
  yaw: number
  /** Sine of the nod, -0.4..0.4; positive: looking down. */
  pitch: number
  /** 0 open, 1 closed. */
  blink: number
}

/** Blends the head, made broader and turned, into the figure. */
export function putHead(
  figure: Float32Array,
  head: Plane,
  breadth: number,
  pose: HeadPose,
  model: FaceModel,
): void {
  for (let y = 0; y < head.height; y++) {
    for (let x = 0; x < head.width; x++) {
      const u = (x - OUTLINE.x) / breadth
      const share = headOpacity(u, y)
      if (share === 0) continue
      const at = ((y - FIGURE.top) * FIGURE.width + x - FIGURE.left) * 4
      const opacity = share + figure[at + 3] * (1 - share)
      const from = modelPoint(u, y, pose)
      const colour = headColour(head, from.u, from.y, pose.blink, model)
      for (let c = 0; c < 3; c++) figure[at + c] += ((colour[c] - figure[at + c]) * share) / opacity
      figure[at + 3] = opacity
    }
  }
}

/** Adds back most of what a 3x3 mean takes away: a linear model is soft. */
export function sharpen({ width, height, data }: Plane): void {
  const before = Float32Array.from(data)
  const stride = width * 3
  for (let y = 1; y < height - 1; y++) {
    for (let at = y * stride + 3; at < (y + 1) * stride - 3; at++) {
      let mean = 0
      for (const row of [at - stride, at, at + stride])
        mean += before[row - 3] + before[row] + before[row + 3]
      data[at] += 0.9 * (before[at] - mean / 9)
    }
  }
}

/** The tip of the nose in the window, and how far it stands out of the ellipsoid: 0.48 of the eyes' distance in all. */
const NOSE = { y: 77, height: 7.5, halfWidth: 5.5, halfHeight: 8 }

/** Depth of the model's head at column `u` from its middle and row `y`: half an ellipsoid and a nose. */
function depth(u: number, y: number): number {
  const across = Math.min(Math.abs(u / OUTLINE.halfWidth), 1)
  const along = Math.min(Math.abs((y - OUTLINE.y) / OUTLINE.halfHeight), 1)
  const round = Math.max(0, 1 - across ** 2 - 0.5 * along ** 2)
  const nose = Math.exp(-0.5 * ((u / NOSE.halfWidth) ** 2 + ((y - NOSE.y) / NOSE.halfHeight) ** 2))
  return OUTLINE.halfWidth * round + NOSE.height * nose
}

type Pose = Pick<HeadPose, 'yaw' | 'pitch'>

/** Where the model's point (u, y) is seen on a head of that pose; both from the head's middle column. */
export function seenPoint(u: number, y: number, { yaw, pitch }: Pose): { u: number; y: number } {
  const z = depth(u, y)
  return { u: u + yaw * z, y: y + pitch * z }
}

/** The model's point that is seen at (u, y): the inverse of `seenPoint` (fixed point; it contracts for both below 0.6). */
export function modelPoint(u: number, y: number, pose: Pose): { u: number; y: number } {
  if (pose.yaw === 0 && pose.pitch === 0) return { u, y }
  let from = { u, y }
  for (let round = 0; round < 12; round++) {
    const seen = seenPoint(from.u, from.y, pose)
    from = { u: from.u + u - seen.u, y: from.y + y - seen.y }
  }
  return from
}

/** Opacity of the head at `u` from its middle: at the top the hair behind it takes over early. */
const headOpacity = (u: number, y: number): number =>
  1 -
  ramp(
    0.78 + 0.08 * ramp(40, 90, y),
    0.98,
    Math.hypot(u / OUTLINE.halfWidth, (y - OUTLINE.y) / OUTLINE.halfHeight),
  )

const sampled = new Float64Array(3)

/** Colour of the head at window column OUTLINE.x + u, row y; a closed eye shows the lid above it. */
function headColour(
  head: Plane,
  u: number,
  y: number,
  blink: number,
  { landmarks }: FaceModel,
): Float64Array {
  const x = OUTLINE.x + u
  let row = y
  if (blink > 0) {
    const eye = landmarks[x < OUTLINE.x ? 0 : 1]
    const lid = 1 - ramp(0.6, 1, Math.hypot((x - eye.x) / 8, (y - eye.y) / 4))
    row -= blink * lid * (y - eye.y + 4.5)
  }
  const left = Math.min(Math.max(Math.floor(x), 0), head.width - 2)
  const top = Math.min(Math.max(Math.floor(row), 0), head.height - 2)
  const at = (top * head.width + left) * 3
  for (let c = 0; c < 3; c++) {
    const upper = head.data[at + c] + (head.data[at + 3 + c] - head.data[at + c]) * (x - left)
    const below = at + head.width * 3 + c
    const lower = head.data[below] + (head.data[below + 3] - head.data[below]) * (x - left)
    sampled[c] = upper + (lower - upper) * (row - top)
  }
  return sampled
}
