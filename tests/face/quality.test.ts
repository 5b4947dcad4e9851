import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Box, Image, Landmarks, Point } from '../../main/face/image.ts'
import {
  byProminence,
  exposureOf,
  FaceError,
  type FaceQuality,
  headPose,
  interEyeDistance,
  limits,
  mainFace,
  measureQuality,
  requireUsable,
  sharpnessOf,
} from '../../main/face/quality.ts'

/** The alignment template: a frontal face. */
const frontal: Landmarks = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
]

const moved = (move: (point: Point) => Point): Landmarks => frontal.map(move) as unknown as Landmarks

const grey = (edge: number, pixel: (x: number, y: number) => number): Image => ({
  width: edge,
  height: edge,
  channels: 1,
  data: Uint8Array.from({ length: edge * edge }, (_, at) => pixel(at % edge, Math.floor(at / edge))),
})

const fine: FaceQuality = {
  score: 1,
  interEye: 40,
  sharpness: 0.1,
  exposure: { mean: 128, dark: 0, bright: 0 },
  yaw: 0,
  pitch: 0,
  roll: 0,
}

describe('the pose of a head', () => {
  test('is near zero for the frontal template', () => {
    const { yaw, pitch, roll } = headPose(frontal)
    expect(Math.abs(yaw)).toBeLessThan(2)
    expect(Math.abs(pitch)).toBeLessThan(2)
    expect(Math.abs(roll)).toBeLessThan(1)
  })

  test('follows the nose: to the right is positive yaw, down is positive pitch', () => {
    const nose = (dx: number, dy: number): Landmarks => [
      frontal[0],
      frontal[1],
      { x: frontal[2].x + dx, y: frontal[2].y + dy },
      frontal[3],
      frontal[4],
    ]
    expect(headPose(nose(10, 0)).yaw).toBeGreaterThan(20)
    expect(headPose(nose(-10, 0)).yaw).toBeLessThan(-20)
    expect(headPose(nose(0, 8)).pitch).toBeGreaterThan(10)
  })

  test('changes by exactly the roll when the picture is turned, and not with scale or place', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 40, noNaN: true }),
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        fc.double({ min: -500, max: 500, noNaN: true }),
        (angle, scale, shift) => {
          const [c, s] = [
            Math.cos((angle * Math.PI) / 180) * scale,
            Math.sin((angle * Math.PI) / 180) * scale,
          ]
          const turned = headPose(
            moved(({ x, y }) => ({ x: c * x - s * y + shift, y: s * x + c * y - shift })),
          )
          const still = headPose(frontal)
          expect(turned.roll).toBeCloseTo(still.roll + angle, 6)
          expect(turned.yaw).toBeCloseTo(still.yaw, 6)
          expect(turned.pitch).toBeCloseTo(still.pitch, 6)
        },
      ),
    )
  })

  test('comes with the distance of the eyes in pixels', () => {
    expect(interEyeDistance(frontal)).toBeCloseTo(35.24, 2)
  })
})

describe('sharpness', () => {
  test('is 0 without any contrast', () => {
    expect(sharpnessOf(grey(8, () => 77))).toBe(0)
  })

  test('of one-pixel stripes is 1: the Laplacian swings twice as far as the picture, to either side', () => {
    expect(sharpnessOf(grey(64, (x) => (x % 2) * 200))).toBeCloseTo(1, 5)
  })

  test('falls with blur and does not change with contrast', () => {
    const step = (width: number, contrast: number) =>
      sharpnessOf(grey(32, (x) => 20 + contrast * Math.min(1, Math.max(0, (x - 16) / width + 0.5))))
    expect(step(8, 200)).toBeLessThan(step(2, 200) / 2)
    expect(step(4, 200) / step(4, 100)).toBeCloseTo(1, 1)
  })
})

describe('exposure', () => {
  test('is that of the middle half of the crop', () => {
    const lamp = grey(16, (x, y) => (x >= 4 && x < 12 && y >= 4 && y < 12 ? 100 : 255))
    expect(exposureOf(lamp)).toEqual({ mean: 100, dark: 0, bright: 0 })
  })

  test('counts what is black and what is white', () => {
    const half = grey(16, (x) => (x < 8 ? 0 : 255))
    expect(exposureOf(half)).toEqual({ mean: 127.5, dark: 0.5, bright: 0.5 })
  })
})

describe('the gate', () => {
  test('lets a good face pass', () => {
    expect(() => requireUsable(fine)).not.toThrow()
  })

  test.each([
    [
      'face-too-small',
      { interEye: 9.5 },
      /board's frame of 320 x 240 pixels the eyes are 9\.5 pixels apart; at least 14/,
    ],
    ['too-dark', { exposure: { mean: 12, dark: 0.3, bright: 0 } }, /mean is 12 of 255 .* 30 % of it black/],
    ['too-dark', { exposure: { mean: 60, dark: 0.6, bright: 0 } }, /60 % of it black/],
    ['too-bright', { exposure: { mean: 244, dark: 0, bright: 0.2 } }, /mean is 244 of 255/],
    ['too-blurred', { sharpness: 0.0001 }, /sharpness 0\.0001/],
    ['looking-away', { yaw: -60 }, /turned sideways by about 60 degrees/],
    ['looking-away', { pitch: 50 }, /up or down by about 50 degrees/],
    ['looking-away', { roll: 80 }, /shoulder by about 80 degrees/],
  ])('refuses %s with the figure and a next step', (code, change, message) => {
    const attempt = () => requireUsable({ ...fine, ...change })
    expect(attempt).toThrow(FaceError)
    expect(attempt).toThrow(
      expect.objectContaining({ code, exitCode: 2, next: expect.stringMatching(/\w+.*\.$/) }),
    )
    expect(attempt).toThrow(message)
  })

  test.each([
    { interEye: Number.NaN },
    { exposure: { mean: Number.NaN, dark: 0, bright: 0 } },
    { exposure: { mean: 100, dark: 0, bright: Number.NaN } },
    { sharpness: Number.NaN },
    { yaw: Number.NaN },
  ])('refuses figures that are no numbers: %j', (change) => {
    expect(() => requireUsable({ ...fine, ...change })).toThrow(FaceError)
  })

  test('agrees with the score: what is refused scores 0', () => {
    const machine = { work: () => {}, invoke: () => [] }
    const dark = measureQuality(
      machine,
      frontal,
      grey(64, (x) => x % 2),
    )
    expect(dark.score).toBe(0)
    expect(() => requireUsable(dark)).toThrow(expect.objectContaining({ code: 'too-dark' }))
    const lit = measureQuality(
      machine,
      frontal,
      grey(64, (x, y) => 120 + ((x * 7 + y * 13) % 40)),
    )
    expect(lit.score).toBeGreaterThan(0.5)
    expect(lit.interEye).toBeGreaterThan(limits.interEye)
  })
})

describe('of several faces', () => {
  const picture: Image = { width: 320, height: 240, channels: 1, data: new Uint8Array(320 * 240).fill(128) }
  const square = (x: number, y: number, edge: number): { box: Box } => ({
    box: { x1: x - edge / 2, y1: y - edge / 2, x2: x + edge / 2, y2: y + edge / 2 },
  })

  test('none is no face', () => {
    expect(() => mainFace([], picture)).toThrow(expect.objectContaining({ code: 'no-face', exitCode: 2 }))
  })

  test('none in the dark is darkness', () => {
    const night = { ...picture, data: new Uint8Array(320 * 240).fill(3) }
    expect(() => mainFace([], night)).toThrow(expect.objectContaining({ code: 'too-dark' }))
  })

  test('a small one behind is passed over', () => {
    const person = square(160, 120, 100)
    expect(mainFace([square(40, 60, 50), person], picture)).toBe(person)
  })

  test('two side by side are refused', () => {
    expect(() => mainFace([square(90, 120, 80), square(230, 120, 84)], picture)).toThrow(
      expect.objectContaining({ code: 'several-faces', message: expect.stringContaining('2 faces') }),
    )
  })

  test('a second of the same size is refused even at the edge', () => {
    expect(() => mainFace([square(160, 120, 80), square(280, 120, 80)], picture)).toThrow(
      expect.objectContaining({ code: 'several-faces' }),
    )
  })
})

describe('of a crowd', () => {
  test('the most prominent face comes first, not the one the detector is surest of', () => {
    const frame = grey(320, () => 0)
    const face = (side: number, score: number) => ({
      box: { x1: 160 - side, y1: 160 - side, x2: 160 + side, y2: 160 + side },
      score,
      landmarks: frontal,
    })
    const crowd = [...[0.99, 0.98, 0.97, 0.96, 0.95, 0.94].map((score) => face(10, score)), face(80, 0.5)]
    const kept = byProminence(crowd, frame)
    expect(kept[0].score).toBe(0.5)
  })
})
