import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedNetwork } from '../../main/board/machine.ts'
import type { Image, Landmarks } from '../../main/face/image.ts'
import { faceSquare, fromSquare, refineLandmarks } from '../../main/face/landmarks.ts'
import type { Tensor } from '../../main/inference/model.ts'

const level: Landmarks = [
  { x: 40, y: 50 },
  { x: 60, y: 50 },
  { x: 50, y: 60 },
  { x: 42, y: 70 },
  { x: 58, y: 70 },
]
const box = { x1: 20, y1: 20, x2: 80, y2: 120 }

describe('the square around a face', () => {
  test('is a tenth larger than the longer side of the box and stands on its middle', () => {
    expect(faceSquare({ box, landmarks: level })).toEqual({
      centre: { x: 50, y: 70 },
      side: 110.00000000000001,
      roll: 0,
    })
  })

  test('turns with the eyes', () => {
    const tilted: Landmarks = [level[0], { x: 60, y: 70 }, level[2], level[3], level[4]]
    expect(faceSquare({ box, landmarks: tilted }).roll).toBeCloseTo(Math.PI / 4)
  })

  test('keeps distances: a point of the square lies its share of the side from the centre', () => {
    const share = fc.double({ min: -0.5, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(share, share, fc.double({ min: -3, max: 3, noNaN: true }), (x, y, roll) => {
        const square = { centre: { x: 10, y: -7 }, side: 80, roll }
        const point = fromSquare(square, { x, y })
        expect(Math.hypot(point.x - 10, point.y + 7)).toBeCloseTo(80 * Math.hypot(x, y), 9)
      }),
    )
  })
})

describe('refining', () => {
  const tensor = (shape: number[], scale: number): Tensor => ({
    index: 0,
    name: 'test',
    type: 'int8',
    shape,
    bytes: shape[1],
    quantisation: { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(0), axis: 0 },
    data: null,
    isVariable: false,
  })
  const network = {
    prepared: {
      inputs: [tensor([1, 64, 64, 1], 1 / 128)],
      outputs: [tensor([1, 10], 1 / 256), tensor([1, 1], 0.5)],
    },
  } as unknown as LoadedNetwork
  const picture: Image = {
    width: 128,
    height: 128,
    channels: 1,
    data: Uint8Array.from({ length: 128 * 128 }, (_, at) => at % 128),
  }
  const machine = {
    charged: [] as [string, number][],
    work(_stage: string, kind: string, count: number) {
      this.charged.push([kind, count])
    },
    invoke: () => [Uint8Array.of(0, 0, 64, 0, 0, 64, 0xc0, 0, 0, 0), Uint8Array.of(6)],
  }

  test('puts the answer into picture pixels and keeps box and score', () => {
    const face = refineLandmarks(machine, network, picture, { box, score: 0.8, landmarks: level })
    expect(face.landmarks.map(({ x, y }) => [Math.round(x * 10) / 10, Math.round(y * 10) / 10])).toEqual([
      [50, 70],
      [77.5, 70], // 64 / 256 of 110 pixels to the right
      [50, 97.5],
      [22.5, 70],
      [50, 70],
    ])
    expect(face).toMatchObject({ box, score: 0.8, faceLogit: 3 })
    expect(face.crop).toMatchObject({ width: 64, height: 64 })
  })

  test('charges the crop: two by two samples per pixel at this size', () => {
    expect(machine.charged).toContainEqual(['warp', 4 * 64 * 64])
  })
})
