// Is this face good enough to tell whose it is? Figures first, then the refusal with what to change.

import { VisemeError } from '../errors.ts'
import type { Detection, FaceMachine } from './detect.ts'
import type { Box, Image, Landmarks } from './image.ts'
import { resize, toGrey } from './resample.ts'

export type FaceErrorCode =
  | 'no-face'
  | 'several-faces'
  | 'face-too-small'
  | 'too-dark'
  | 'too-bright'
  | 'too-blurred'
  | 'looking-away'

/** A picture from which no face can be taken. Exit code 2: bad input. */
export class FaceError extends VisemeError {
  declare readonly code: FaceErrorCode

  constructor(code: FaceErrorCode, message: string, next: string) {
    super({ code, message, next, exitCode: 2 })
  }
}

/** Limits of the gate; models/face-detect.md says how many pictures of the LFW test people they turn away. */
export const limits = {
  /** Pixels of the board's frame between the eyes: below, the 64x64 crop of the embedding is mostly interpolated. */
  interEye: 14,
  /** Mean grey of the face, 0 to 255. */
  darkest: 30,
  brightest: 230,
  /** Share of the face at full black or full white. */
  clipped: 0.4,
  /** See `sharpnessOf`: a Gaussian blur by a seventh of the eyes' distance leaves this of a typical photograph. */
  sharpness: 0.005,
  /** Degrees. */
  yaw: 45,
  pitch: 40,
  roll: 45,
} as const

/** Values from which a property no longer lowers the score. */
const good = { interEye: 30, darkest: 70, brightest: 190, sharpness: 0.025, turned: 10 } as const

const BLACK = 4
const WHITE = 251
const STAGE = 'face quality'

/** Angles of the head in degrees; an estimate from five points. */
export interface HeadPose {
  /** Positive: the nose points to the right side of the picture. */
  yaw: number
  /** Positive: looking down. */
  pitch: number
  /** Positive: turned clockwise as seen. */
  roll: number
}

export interface Exposure {
  /** Mean grey of the face, 0 to 255. */
  mean: number
  /** Shares of the face at black and at white. */
  dark: number
  bright: number
}

export interface FaceQuality extends HeadPose {
  /** 0 (unusable) to 1 (large, sharp, evenly lit, frontal): the product of the shares of size, light, focus and pose. */
  score: number
  /** Pixels between the eyes in the board's frame (320 x 240), not in the picture that was given. */
  interEye: number
  sharpness: number
  exposure: Exposure
}

const degrees = (radians: number): number => (radians * 180) / Math.PI

/** Distance of the eyes, pixels. */
export function interEyeDistance([left, right]: Landmarks): number {
  return Math.hypot(right.x - left.x, right.y - left.y)
}

/**
 * Pose from five landmarks under a scaled orthographic camera. In units of the eyes' distance a frontal nose tip lies
 * in the middle of the eyes, 0.495 of the way down to the mouth (the alignment template) and 0.48 in front of the
 * eyes' plane (about 30 mm of 63 mm). Turning the head moves it sideways by 0.48 tan(yaw), nodding along that way by
 * 0.416 tan(pitch), as eyes and mouth are 1.155 apart.
 */
export function headPose([left, right, nose, leftMouth, rightMouth]: Landmarks): HeadPose {
  const eyes = { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 }
  const mouth = { x: (leftMouth.x + rightMouth.x) / 2, y: (leftMouth.y + rightMouth.y) / 2 }
  const roll = Math.atan2(right.y - left.y, right.x - left.x)
  const across = { x: Math.cos(roll), y: Math.sin(roll) }
  const along = (point: { x: number; y: number }) => ({
    sideways: (point.x - eyes.x) * across.x + (point.y - eyes.y) * across.y,
    down: (point.y - eyes.y) * across.x - (point.x - eyes.x) * across.y,
  })
  const interEye = Math.max(Math.hypot(right.x - left.x, right.y - left.y), 1e-6)
  const faceHeight = Math.max(along(mouth).down, 1e-6)
  return {
    yaw: degrees(Math.atan(along(nose).sideways / interEye / 0.48)),
    pitch: degrees(Math.atan((along(nose).down / faceHeight - 0.495) / 0.416)),
    roll: degrees(roll),
  }
}

/**
 * Focus of a grey face crop: variance of its Laplacian (4 neighbours) over 16 times its variance. Dividing by the
 * variance takes contrast out, a crop of fixed size takes distance out. White noise gives 20/16.
 */
export function sharpnessOf({ width, height, data }: Image): number {
  const variance = (values: number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  }
  const laplacian: number[] = []
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x
      laplacian.push(4 * data[at] - data[at - 1] - data[at + 1] - data[at - width] - data[at + width])
    }
  }
  const contrast = variance(Array.from(data))
  return contrast === 0 ? 0 : variance(laplacian) / (16 * contrast)
}

/** Light on the middle half of a grey picture. */
export function exposureOf({ width, height, data }: Image): Exposure {
  let sum = 0
  let dark = 0
  let bright = 0
  let count = 0
  for (let y = height >> 2; y < height - (height >> 2); y++) {
    for (let x = width >> 2; x < width - (width >> 2); x++) {
      const value = data[y * width + x]
      sum += value
      if (value <= BLACK) dark++
      if (value >= WHITE) bright++
      count++
    }
  }
  return { mean: sum / count, dark: dark / count, bright: bright / count }
}

/** 0 at `bad`, 1 from `fine` on. */
const share = (value: number, bad: number, fine: number): number =>
  Math.min(1, Math.max(0, (value - bad) / (fine - bad)))

/** Figures of a face, its landmarks in picture pixels and `crop` its grey 64x64 crop; refuses nothing. */
export function measureQuality(machine: FaceMachine, landmarks: Landmarks, crop: Image): FaceQuality {
  const pixels = crop.data.length
  machine.work(STAGE, 'histogram', pixels)
  machine.work(STAGE, 'area-resize', pixels)
  machine.work(STAGE, 'convolve', (5 * pixels) / 4)
  const pose = headPose(landmarks)
  const interEye = interEyeDistance(landmarks)
  const sharpness = sharpnessOf(resize(crop, crop.width >> 1, crop.height >> 1)) // pixel noise averages out
  const exposure = exposureOf(crop)
  const light =
    share(exposure.mean, limits.darkest, good.darkest) *
    share(-exposure.mean, -limits.brightest, -good.brightest) *
    share(-exposure.dark - exposure.bright, -limits.clipped, 0)
  const frontal =
    share(-Math.abs(pose.yaw), -limits.yaw, -good.turned) *
    share(-Math.abs(pose.pitch), -limits.pitch, -good.turned) *
    share(-Math.abs(pose.roll), -limits.roll, -good.turned)
  const score =
    share(interEye, limits.interEye, good.interEye) *
    light *
    share(sharpness, limits.sharpness, good.sharpness) *
    frontal
  return { score, interEye, sharpness, exposure, ...pose }
}

/** Throws `too-dark` or `too-bright` for `what`, a face or a whole picture. */
function requireLight(what: string, { mean, dark, bright }: Exposure): void {
  const percent = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`
  if (!(mean >= limits.darkest && dark <= limits.clipped)) {
    throw new FaceError(
      'too-dark',
      `${what} is too dark: its mean is ${mean.toFixed(0)} of 255 (at least ${limits.darkest}), ${percent(dark)} of it black.`,
      'Turn on a light or face a window, then try again.',
    )
  }
  if (!(mean <= limits.brightest && bright <= limits.clipped)) {
    throw new FaceError(
      'too-bright',
      `${what} is too bright: its mean is ${mean.toFixed(0)} of 255 (at most ${limits.brightest}), ${percent(bright)} of it white.`,
      'Move out of direct light, or lower the exposure, then try again.',
    )
  }
}

/** Throws the FaceError that names the first thing wrong with a face. */
export function requireUsable({ interEye, exposure, sharpness, yaw, pitch, roll }: FaceQuality): void {
  if (!(interEye >= limits.interEye)) {
    throw new FaceError(
      'face-too-small',
      `In the board's frame of 320 x 240 pixels the eyes are ${interEye.toFixed(1)} pixels apart; at least ${limits.interEye} are needed.`,
      'Come closer to the camera, or give a picture in which the face is larger.',
    )
  }
  requireLight('The face', exposure)
  if (!(sharpness >= limits.sharpness)) {
    throw new FaceError(
      'too-blurred',
      `The face is blurred: sharpness ${sharpness.toFixed(4)}, at least ${limits.sharpness} is needed.`,
      'Hold still, wipe the lens, and come closer if the camera cannot focus.',
    )
  }
  const turned = (
    [
      ['turned sideways', yaw, limits.yaw],
      ['tilted up or down', pitch, limits.pitch],
      ['tilted to the shoulder', roll, limits.roll],
    ] as const
  ).find(([, angle, limit]) => !(Math.abs(angle) <= limit))
  if (turned) {
    throw new FaceError(
      'looking-away',
      `The head is ${turned[0]} by about ${Math.abs(turned[1]).toFixed(0)} degrees; at most ${turned[2]} are allowed.`,
      'Look straight into the camera.',
    )
  }
}

/** Area of a box times its nearness to the middle of the picture: 1 there, a half in the corners. */
export function prominence({ x1, y1, x2, y2 }: Box, { width, height }: Image): number {
  const away = Math.hypot((x1 + x2 - width + 1) / width, (y1 + y2 - height + 1) / height) / Math.SQRT2
  return (x2 - x1) * (y2 - y1) * (1 - Math.min(away, 1) / 2)
}

/** Whether a face of prominence `other` is comparable with the most prominent one. */
export const isRival = (other: number, most: number): boolean => 2 * other > most

/** Faces, the most prominent first. */
export const byProminence = <Face extends Pick<Detection, 'box'>>(
  faces: readonly Face[],
  picture: Image,
): Face[] => faces.toSorted((a, b) => prominence(b.box, picture) - prominence(a.box, picture))

/**
 * The face a picture is about: the only one, or one at least twice as prominent (area times nearness to the middle) as
 * every other, so that a passer-by behind does not spoil a photograph. Two comparable faces are refused: nobody is to
 * be enrolled or accepted in place of somebody else. Without a face, a picture too dark or bright to show one says so.
 */
export function mainFace<Face extends Pick<Detection, 'box'>>(faces: readonly Face[], picture: Image): Face {
  if (faces.length === 0) {
    requireLight('The picture', exposureOf(toGrey(picture)))
    throw new FaceError(
      'no-face',
      `No face was found in the picture of ${picture.width} x ${picture.height} pixels.`,
      'Come closer and look into the camera with the whole face in the frame, or give a picture that shows a larger face.',
    )
  }
  const ranked = byProminence(faces, picture)
  const rivals = ranked.filter(({ box }) =>
    isRival(prominence(box, picture), prominence(ranked[0].box, picture)),
  )
  if (rivals.length > 1) {
    throw new FaceError(
      'several-faces',
      `${rivals.length} faces of similar size are in the picture.`,
      'Let one person alone stand before the camera, or give a picture of one person.',
    )
  }
  return ranked[0]
}
