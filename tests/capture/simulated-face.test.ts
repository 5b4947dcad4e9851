import { describe, expect, it } from 'vitest'
import {
  FRAME_HEIGHT,
  FRAME_WIDTH,
  type SimulatedFace,
  simulatedFace,
} from '../../main/capture/simulated/face.ts'
import { drawCoefficients, faceModel, renderHead } from '../../main/capture/simulated/face-model.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { Random } from '../../main/capture/simulated/random.ts'
import { alignFace } from '../../main/face/align.ts'
import type { Landmarks } from '../../main/face/image.ts'

const PEOPLE = [1, 2, 3, 4, 5, 6]

/** Luma of the aligned face, zero mean and unit length: lets pictures be compared without their lighting level. */
function shape({ image, landmarks }: Pick<SimulatedFace, 'image' | 'landmarks'>): number[] {
  const { data } = alignFace(image, landmarks)
  const luma = Array.from(
    { length: data.length / 3 },
    (_, at) => data[3 * at] + 2 * data[3 * at + 1] + data[3 * at + 2],
  )
  const mean = luma.reduce((sum, value) => sum + value, 0) / luma.length
  const norm = Math.hypot(...luma.map((value) => value - mean))
  return luma.map((value) => (value - mean) / norm)
}

const correlation = (a: number[], b: number[]): number => a.reduce((sum, value, at) => sum + value * b[at], 0)

describe('the face model', () => {
  const model = faceModel()

  it('draws the mean face for no coefficients, darker at the eyes than at the cheeks', () => {
    const head = renderHead(model, new Float32Array(model.components))
    const green = (x: number, y: number): number =>
      head.data[(Math.round(y) * head.width + Math.round(x)) * 3 + 1]
    const [left, right, nose] = model.landmarks
    for (const eye of [left, right]) expect(green(eye.x, eye.y)).toBeLessThan(green(eye.x, nose.y) - 15)
  })

  it('draws coefficients in proportion to their spread', () => {
    const drawn = drawCoefficients(model.between, 1, new Random(5))
    const twice = drawCoefficients(model.between, 2, new Random(5))
    expect(twice[0]).toBeCloseTo(2 * drawn[0], 5)
    expect(Math.hypot(...drawn)).toBeGreaterThan(0.5)
  })
})

describe('simulatedFace', () => {
  it('gives the same picture for the same person, session and number', () => {
    expect(simulatedFace(3, 1, 0)).toEqual(simulatedFace(3, 1, 0))
  })

  it('gives other pixels for the next picture, session and person', () => {
    const { data } = simulatedFace(3, 1, 0).image
    for (const other of [simulatedFace(3, 1, 1), simulatedFace(3, 2, 0), simulatedFace(4, 1, 0)]) {
      const changed = other.image.data.reduce(
        (sum, value, at) => sum + Number(Math.abs(value - data[at]) > 12),
        0,
      )
      expect(changed / data.length).toBeGreaterThan(0.1)
    }
  })

  it('is a camera frame with the whole face in it, and says where', () => {
    for (const seed of PEOPLE) {
      const { image, box, landmarks } = simulatedFace(seed, 0, 0)
      expect([image.width, image.height, image.data.length]).toEqual([
        FRAME_WIDTH,
        FRAME_HEIGHT,
        320 * 240 * 3,
      ])
      expect(Math.min(box.x1, box.y1)).toBeGreaterThan(0)
      expect(box.x2).toBeLessThan(FRAME_WIDTH)
      expect(box.y2).toBeLessThan(FRAME_HEIGHT)
      for (const { x, y } of landmarks) {
        expect(x > box.x1 && x < box.x2 && y > box.y1 && y < box.y2).toBe(true)
      }
    }
  })

  it('puts the true landmarks on the face: moved off it, the aligned face resembles the mean face less', () => {
    const model = faceModel()
    const head = renderHead(model, new Float32Array(model.components))
    const image = {
      width: head.width,
      height: head.height,
      channels: 3 as const,
      data: Uint8Array.from(head.data),
    }
    const mean = shape({ image, landmarks: model.landmarks })
    const likeness = (dx: number, dy: number): number =>
      PEOPLE.reduce((sum, seed) => {
        const { image, landmarks } = simulatedFace(seed, 0, 0)
        const moved = landmarks.map(({ x, y }) => ({ x: x + dx, y: y + dy })) as unknown as Landmarks
        return sum + correlation(shape({ image, landmarks: moved }), mean) / PEOPLE.length
      }, 0)
    const there = likeness(0, 0)
    expect(there).toBeGreaterThan(0.3)
    for (const [dx, dy] of [
      [6, 0],
      [-6, 0],
      [0, 6],
      [0, -6],
    ])
      expect(likeness(dx, dy)).toBeLessThan(there)
  })

  it('keeps a person more alike over sessions than two people are', () => {
    const shapes = PEOPLE.map((seed) => [0, 1].map((session) => shape(simulatedFace(seed, session, 0))))
    const same = shapes.map(([a, b]) => correlation(a, b))
    const different = shapes.map(([a], at) => correlation(a, shapes[(at + 1) % shapes.length][1]))
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(same)).toBeGreaterThan(mean(different) + 0.05)
    expect(mean(same)).toBeLessThan(0.97)
  })
})

describe('simulatedPerson', () => {
  it('has a name of its own, a face and a voice', () => {
    const names = new Set(Array.from({ length: 100 }, (_, seed) => simulatedPerson(seed).name))
    expect(names.size).toBe(100)
    const person = simulatedPerson(12)
    expect(person.name).toMatch(/^Simulated .+ 12$/)
    expect(person.face(0, 0)).toEqual(simulatedFace(12, 0, 0))
    expect(person.voice(0, 0).length).toBeGreaterThan(2 * 16_000)
  })
})
