import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alignFace, CROP, fitSimilarity, inverse, template, transform } from '../../main/face/align.ts'
import type { Image, Landmarks, Point } from '../../main/face/image.ts'

const coordinate = fc.double({ min: -300, max: 300, noNaN: true })
const similarity = fc.record({
  a: fc.double({ min: 0.2, max: 4, noNaN: true }),
  b: fc.double({ min: -4, max: 4, noNaN: true }),
  dx: coordinate,
  dy: coordinate,
})

function picture(
  width: number,
  height: number,
  channels: 1 | 3,
  value: (x: number, y: number) => number,
): Image {
  const data = new Uint8Array(width * height * channels)
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / channels)
    data[at] = value(pixel % width, Math.floor(pixel / width)) + (at % channels)
  }
  return { width, height, channels, data }
}

const moved = (points: Landmarks, dx: number, dy: number): Landmarks =>
  points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) as unknown as Landmarks

const squaredError = (from: readonly Point[], to: readonly Point[]): number =>
  from.reduce((sum, { x, y }, at) => sum + (x - to[at].x) ** 2 + (y - to[at].y) ** 2, 0)

describe('template', () => {
  it('is the published one at 112 pixels and keeps pixel centres when scaled', () => {
    expect(template(112)[0].x).toBeCloseTo(38.2946, 10)
    expect(template(64)[0].x).toBeCloseTo((38.7946 * 64) / 112 - 0.5, 10)
  })
})

describe('fitSimilarity', () => {
  it('recovers the rotation, scale and shift that made the points', () => {
    fc.assert(
      fc.property(similarity, (made) => {
        const found = fitSimilarity(
          template(CROP),
          template(CROP).map((point) => transform(made, point)),
        )
        for (const key of ['a', 'b', 'dx', 'dy'] as const) expect(found[key]).toBeCloseTo(made[key], 6)
      }),
    )
  })

  it('has the least squared error: no nearby similarity is better', () => {
    const points = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 5, maxLength: 5 })
    const step = fc.double({ min: -0.05, max: 0.05, noNaN: true })
    fc.assert(
      fc.property(points, fc.tuple(step, step, step, step), (target, [a, b, dx, dy]) => {
        const best = fitSimilarity(template(CROP), target)
        const other = { a: best.a + a, b: best.b + b, dx: best.dx + 20 * dx, dy: best.dy + 20 * dy }
        const error = (fit: typeof best): number =>
          squaredError(
            template(CROP).map((point) => transform(fit, point)),
            target,
          )
        expect(error(best)).toBeLessThanOrEqual(error(other) + 1e-6)
      }),
    )
  })

  it('is undone by its inverse', () => {
    fc.assert(
      fc.property(similarity, coordinate, coordinate, (made, x, y) => {
        const back = transform(inverse(made), transform(made, { x, y }))
        expect(back.x).toBeCloseTo(x, 6)
        expect(back.y).toBeCloseTo(y, 6)
      }),
    )
  })

  it('refuses landmarks that all coincide', () => {
    expect(() => fitSimilarity(Array(5).fill({ x: 3, y: 4 }), template(CROP))).toThrow(RangeError)
  })
})

describe('alignFace', () => {
  it('leaves a face that is in place as it is', () => {
    const face = picture(CROP, CROP, 3, (x, y) => (x * 3 + y * 5) % 250)
    const crop = alignFace(face, template(CROP))
    expect(crop.samplesPerPixel).toBe(1)
    expect(crop.data).toEqual(face.data)
  })

  it('cuts a shifted face out of a larger picture', () => {
    const scene = picture(200, 150, 3, (x, y) => (x * 7 + y * 3) % 250)
    const crop = alignFace(scene, moved(template(CROP), 90, 40))
    const at = (10 * CROP + 20) * 3
    expect([...crop.data.subarray(at, at + 3)]).toEqual([0, 1, 2].map((c) => ((110 * 7 + 50 * 3) % 250) + c))
  })

  it('averages what it shrinks: a checkerboard at half size is even grey', () => {
    const board = picture(128, 128, 1, (x, y) => ((x + y) % 2) * 200)
    const crop = alignFace(board, template(128))
    expect(crop.samplesPerPixel).toBe(4)
    expect(new Set(crop.data)).toEqual(new Set([100]))
  })

  it('turns a rolled face upright', () => {
    const centre = 60
    const rolled = template(CROP).map(({ x, y }) => ({
      x: centre - y,
      y: centre + x,
    })) as unknown as Landmarks
    const scene = picture(160, 160, 1, (_, y) => y)
    const crop = alignFace(scene, rolled) // a quarter turn: rows of the scene are columns of the face
    expect(crop.data[(7 * CROP + 30) * 3]).toBe(centre + 30)
    expect(crop.data[(50 * CROP + 30) * 3]).toBe(centre + 30)
  })

  it('is black beyond the edge and gives a grey picture three equal channels', () => {
    const crop = alignFace(
      picture(40, 40, 1, () => 90),
      template(CROP),
    )
    expect([...crop.data.subarray(0, 3)]).toEqual([90, 90, 90])
    expect([...crop.data.subarray(-3)]).toEqual([0, 0, 0])
  })
})
