// The head of a simulated person, painted into the figure that wears it: turned a little, blinking, made broader.
// Columns are counted from the middle of the head; lengths are pixels of the face model's window.

import type { FaceModel, Plane } from './face-model.ts'
import { FIGURE, ramp } from './scene.ts'

/** The head's outline in the window: centre and half axes. */
export const OUTLINE = { x: 49.5, y: 59.5, halfWidth: 38, halfHeight: 53 }

/** How a head differs from the model's. */
export interface HeadPose {
  /** Turn to the side, -0.3..0.3: the share of half a head by which its middle is shifted. */
  yaw: number
  /** 0 open, 1 closed. */
  blink: number
}

/** Blends the head, made broader and turned, into the figure. */
export function putHead(
  figure: Float32Array,
  head: Plane,
  breadth: number,
  { yaw, blink }: HeadPose,
  model: FaceModel,
): void {
  for (let y = 0; y < head.height; y++) {
    for (let x = 0; x < head.width; x++) {
      const u = (x - OUTLINE.x) / breadth
      const share = headOpacity(u, y)
      if (share === 0) continue
      const at = ((y - FIGURE.top) * FIGURE.width + x - FIGURE.left) * 4
      const opacity = share + figure[at + 3] * (1 - share)
      const colour = headColour(head, turned(u, yaw), y, blink, model)
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

/** Column in the model, from the middle, seen at column `u` of a head turned by `yaw`: its outline stays. */
const turned = (u: number, yaw: number): number => {
  const share = Math.min(Math.abs(u / OUTLINE.halfWidth), 1)
  return u - yaw * OUTLINE.halfWidth * (1 - share * share)
}

/** Where column `v` of the model is seen: the inverse of `turned` (fixed point; it contracts for |yaw| < 0.5). */
export function unturned(v: number, yaw: number): number {
  let u = v
  for (let round = 0; round < 20; round++) u = v + (u - turned(u, yaw))
  return u
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
