// Faces of people who do not exist, as a camera would show them: 320x240 RGB, with the truth beside them.
// A person is a draw of the between-person part of the model, a session adds light, room, clothes and part of the
// within-person variation, a picture the rest of it, its pose and sensor noise. Same seeds, same pictures.

import type { Similarity } from '../../face/align.ts'
import { inverse, transform } from '../../face/align.ts'
import type { Box, Image, Landmarks, Point } from '../../face/image.ts'
import type { FaceModel, Plane } from './face-model.ts'
import { drawCoefficients, faceModel, renderHead } from './face-model.ts'
import type { HeadPose } from './head.ts'
import { OUTLINE, putHead, seenPoint, sharpen } from './head.ts'
import { Random } from './random.ts'
import type { Colour } from './scene.ts'
import { drawBody, drawFigure, drawRoom, FIGURE } from './scene.ts'

export const FRAME_WIDTH = 320
export const FRAME_HEIGHT = 240

/** A camera frame with the true box and landmarks of its one face. */
export interface SimulatedFace {
  image: Image
  box: Box
  landmarks: Landmarks
}

/** Spread of people, and of sessions and pictures within a person (1: as learned from photographs). */
const PERSON = 1.2
const SESSION = 0.4
/** Spread of the expression from one picture of a session to the next. */
export const PICTURE = 0.4

/** Box of the face in the model's window: mean of the detector's boxes on the training faces. */
const WINDOW_BOX: Box = { x1: 21.5, y1: 31, x2: 78, y2: 111.8 }
/** Distance of the eyes in the window, pixels. */
const WINDOW_EYES = 25.17

/** Everything about one sitting that stays while frames follow one another. */
export interface Sitting {
  coefficients: Float32Array
  /** Width of the head over that of the model. */
  breadth: number
  /** The body without its head, RGBA over FIGURE. */
  figure: Float32Array
  room: Float32Array
  light: { gain: Colour; horizontal: number; vertical: number; level: number }
  /** Distance of the eyes in the picture, pixels, and where the person likes to sit. */
  eyes: number
  seat: Point
  noise: number
}

/** How the head is held in one picture. */
export interface Pose extends HeadPose {
  /** Middle between the eyes, pixels of the frame. */
  centre: Point
  eyes: number
  /** Radians, clockwise as seen. */
  roll: number
  /** Change of the model's coefficients: expression. */
  expression: Float32Array
}

const streams = { person: 1, build: 2, session: 3, room: 4, picture: 5, noise: 6, clothes: 7 } as const

/** The person `seed` in session `session`: what they look like today, where they sit and in which light. */
export function sitDown(seed: number, session: number): Sitting {
  const model = faceModel()
  const random = new Random(streams.session, seed, session)
  const build = new Random(streams.build, seed)
  const person = drawCoefficients(model.between, PERSON, new Random(streams.person, seed))
  const today = drawCoefficients(model.within, SESSION, random)
  const coefficients = person.map((value, at) => value + today[at])
  const head = renderHead(model, coefficients)
  const skin = meanColour(head, [30, 74, 12, 14], [58, 74, 12, 14], [44, 100, 12, 6])
  const hair = meanColour(head, [36, 10, 28, 10], [14, 44, 6, 12], [80, 44, 6, 12])
  const warmth = random.normal(0, 0.05)
  return {
    coefficients,
    breadth: 1 + build.normal(0, 0.025),
    figure: drawFigure(drawBody(skin, hair, build, new Random(streams.clothes, seed, session))),
    room: drawRoom(FRAME_WIDTH, FRAME_HEIGHT, new Random(streams.room, seed, session)),
    light: {
      gain: [1 + warmth, 1, 1 - warmth],
      horizontal: random.normal(0, 0.16),
      vertical: random.normal(-0.05, 0.08),
      level: Math.exp(random.normal(0, 0.1)),
    },
    eyes: Math.min(Math.max(random.normal(41, 3.5), 33), 50),
    seat: { x: FRAME_WIDTH / 2 + random.normal(0, 14), y: 104 + random.normal(0, 5) },
    noise: random.uniform(1.5, 4),
  }
}

/** Picture number `index` of the person `seed` in session `session`. */
export function simulatedFace(seed: number, session: number, index: number): SimulatedFace {
  const sitting = sitDown(seed, session)
  const random = new Random(streams.picture, seed, session, index)
  const pose: Pose = {
    centre: { x: sitting.seat.x + random.normal(0, 7), y: sitting.seat.y + random.normal(0, 4) },
    eyes: sitting.eyes * Math.exp(random.normal(0, 0.04)),
    roll: random.normal(0, 0.06),
    yaw: random.normal(0, 0.04),
    pitch: 0,
    blink: 0,
    expression: drawCoefficients(faceModel().within, PICTURE, random),
  }
  return drawFrame(sitting, pose, new Random(streams.noise, seed, session, index))
}

/** One frame of a sitting. */
export function drawFrame(sitting: Sitting, pose: Pose, noise: Random): SimulatedFace {
  const model = faceModel()
  const head = renderHead(
    model,
    sitting.coefficients.map((value, at) => value + pose.expression[at]),
  )
  sharpen(head)
  const figure = Float32Array.from(sitting.figure)
  putHead(figure, head, sitting.breadth, pose, model)
  const toFrame = placement(model, pose)
  const image = expose(sitting, figure, inverse(toFrame), noise)
  const put = ({ x, y }: Point): Point => {
    const seen = seenPoint(x - OUTLINE.x, y, pose)
    return transform(toFrame, { x: OUTLINE.x + sitting.breadth * seen.u, y: seen.y })
  }
  return {
    image,
    box: boxAround(WINDOW_BOX, (point) => transform(toFrame, point)),
    landmarks: model.landmarks.map(put) as unknown as Landmarks,
  }
}

/** What the sensor sees: the figure before the room, in the session's light, with noise. */
function expose(
  { room, light, noise: sigma }: Sitting,
  figure: Float32Array,
  toWindow: Similarity,
  noise: Random,
): Image {
  const data = new Uint8Array(FRAME_WIDTH * FRAME_HEIGHT * 3)
  const grain = Float32Array.from({ length: 4096 }, () => noise.normal(0, sigma))
  const { a, b, dx, dy } = toWindow
  const stride = FIGURE.width * 4
  for (let y = 0; y < FRAME_HEIGHT; y++) {
    const level = light.level * (1 + light.vertical * ((2 * y) / FRAME_HEIGHT - 1))
    for (let x = 0; x < FRAME_WIDTH; x++) {
      const at = (y * FRAME_WIDTH + x) * 3
      const u = a * x - b * y + dx - FIGURE.left
      const v = b * x + a * y + dy - FIGURE.top
      const left = Math.floor(u)
      const top = Math.floor(v)
      const isCovered = left >= 0 && top >= 0 && left < FIGURE.width - 1 && top < FIGURE.height - 1
      const shade = level * (1 + light.horizontal * ((2 * x) / FRAME_WIDTH - 1))
      const speck = noise.integer(4096)
      for (let c = 0; c < 3; c++) {
        let value = room[at + c]
        if (isCovered) {
          let sum = 0
          let opacity = 0
          for (let corner = 0; corner < 4; corner++) {
            const right = corner & 1
            const low = corner >> 1
            const pixel = (top + low) * stride + (left + right) * 4
            const weight =
              (right ? u - left : 1 - u + left) * (low ? v - top : 1 - v + top) * figure[pixel + 3]
            sum += weight * figure[pixel + c]
            opacity += weight
          }
          value = sum + value * (1 - opacity)
        }
        value = value * shade * light.gain[c] + grain[(speck + c * 1361) & 4095]
        data[at + c] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5
      }
    }
  }
  return { width: FRAME_WIDTH, height: FRAME_HEIGHT, channels: 3, data }
}

/** Window to frame: the middle between the eyes to `centre`, the eyes `eyes` apart, turned by `roll`. */
function placement({ landmarks: [left, right] }: FaceModel, { centre, eyes, roll }: Pose): Similarity {
  const scale = eyes / WINDOW_EYES
  const turn = { a: scale * Math.cos(roll), b: scale * Math.sin(roll), dx: 0, dy: 0 }
  const middle = transform(turn, { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2 })
  return { ...turn, dx: centre.x - middle.x, dy: centre.y - middle.y }
}

/** Mean colour over rectangles [x, y, width, height] of a picture. */
function meanColour(plane: Plane, ...areas: readonly (readonly number[])[]): Colour {
  const sum = [0, 0, 0]
  let count = 0
  for (const [x, y, width, height] of areas) {
    for (let at = 0; at < width * height; at++) {
      const pixel = ((y + Math.floor(at / width)) * plane.width + x + (at % width)) * 3
      for (let c = 0; c < 3; c++) sum[c] += plane.data[pixel + c]
      count++
    }
  }
  return [sum[0] / count, sum[1] / count, sum[2] / count]
}

function boxAround({ x1, y1, x2, y2 }: Box, put: (point: Point) => Point): Box {
  const corners = [
    { x: x1, y: y1 },
    { x: x2, y: y1 },
    { x: x1, y: y2 },
    { x: x2, y: y2 },
  ].map(put)
  const xs = corners.map(({ x }) => x)
  const ys = corners.map(({ y }) => y)
  return { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) }
}
