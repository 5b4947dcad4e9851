import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { depthOf, parallax } from '../../../main/authentication/liveness/depth.ts'
import type { Landmarks } from '../../../main/face/image.ts'

const FACE: Landmarks = [
  { x: 100, y: 100 },
  { x: 140, y: 100 },
  { x: 120, y: 120 },
  { x: 106, y: 146 },
  { x: 134, y: 146 },
]
const moved = (points: Landmarks, at: number, x: number): Landmarks =>
  points.map((point, index) => (index === at ? { ...point, x: point.x + x } : point)) as unknown as Landmarks

describe('parallax', () => {
  test('of a plane is nothing, however it is shifted, turned, tilted, or brought nearer', () => {
    const number = fc.double({ min: -2, max: 2, noNaN: true })
    const shift = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(number, number, number, number, shift, shift, (a, b, c, d, e, f) => {
        const seen = FACE.map(({ x, y }) => ({ x: a * x + b * y + e, y: c * x + d * y + f }))
        expect(parallax(FACE, seen as unknown as Landmarks)).toBeLessThan(1e-4)
      }),
    )
  })

  test('of a nose that moves against the rest is what no plane explains, whatever the size of the picture', () => {
    // Of a shift s of one of five points 1 - h is left, h being its leverage; 1/5 for the one in the middle.
    const middle = 117.6 // mean height of the other four and the nose's own, where its leverage is 1/5
    const face = FACE.map((point, at) => (at === 2 ? { x: 120, y: middle } : point)) as unknown as Landmarks
    const mean = face.reduce((sum, { y }) => sum + y, 0) / 5
    const spread = face.reduce((sum, { y }) => sum + (y - mean) ** 2, 0)
    const leverage = 1 / 5 + (middle - mean) ** 2 / spread
    const expected = Math.sqrt((10 ** 2 * (1 - leverage)) / 5) / 40
    expect(parallax(face, moved(face, 2, 10))).toBeCloseTo(expected, 9)
    const large = face.map(({ x, y }) => ({ x: 3 * x, y: 3 * y })) as unknown as Landmarks
    expect(parallax(large, moved(large, 2, 30))).toBeCloseTo(expected, 9)
  })

  test('of points on one line says nothing', () => {
    const line = FACE.map((_, at) => ({ x: at, y: 2 * at })) as unknown as Landmarks
    expect(parallax(line, FACE)).toBe(0)
  })
})

test('the depth of a movement is that of its furthest tenth, not of one bad frame', () => {
  const still = Array.from({ length: 10 }, () => FACE)
  expect(depthOf(FACE, [...still, moved(FACE, 2, 20)])).toBeLessThan(1e-9)
  const turned = Array.from({ length: 3 }, () => moved(FACE, 2, 20))
  expect(depthOf(FACE, [...still, ...turned])).toBeGreaterThan(0.1)
  expect(depthOf(FACE, [])).toBe(0)
})
