import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedNetwork } from '../../main/board/machine.ts'
import { decode, dequantise, detectFaces, overlap, suppress } from '../../main/face/detect.ts'
import type { Box, Image, Landmarks } from '../../main/face/image.ts'
import type { Tensor } from '../../main/inference/model.ts'

const box = fc
  .tuple(
    fc.integer({ min: -50, max: 300 }),
    fc.integer({ min: -50, max: 300 }),
    fc.integer({ min: 1, max: 200 }),
    fc.integer({ min: 1, max: 200 }),
  )
  .map(([x, y, w, h]): Box => ({ x1: x, y1: y, x2: x + w, y2: y + h }))

const nowhere = Array.from({ length: 5 }, () => ({ x: 0, y: 0 })) as unknown as Landmarks
const found = (score: number, box: Box) => ({ score, box, landmarks: nowhere })

const tensor = (shape: number[], scale: number, zeroPoint: number): Tensor => ({
  index: 0,
  name: 'test',
  type: 'int8',
  shape,
  bytes: shape.reduce((product, size) => product * size, 1),
  quantisation: { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(zeroPoint), axis: 0 },
  data: null,
  isVariable: false,
})

describe('intersection over union', () => {
  test('of two squares that share a quarter of their union is a quarter and more', () => {
    expect(overlap({ x1: 0, y1: 0, x2: 10, y2: 10 }, { x1: 5, y1: 0, x2: 15, y2: 10 })).toBeCloseTo(1 / 3)
    expect(overlap({ x1: 0, y1: 0, x2: 10, y2: 10 }, { x1: 10, y1: 0, x2: 20, y2: 10 })).toBe(0)
  })

  test('is symmetric, 1 with itself, within 0 and 1', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        expect(overlap(a, a)).toBe(1)
        expect(overlap(a, b)).toBe(overlap(b, a))
        expect(overlap(a, b)).toBeGreaterThanOrEqual(0)
        expect(overlap(a, b)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('suppression', () => {
  test('keeps the best of boxes on one face and every other face', () => {
    const face = { x1: 0, y1: 0, x2: 10, y2: 10 }
    const nearby = { x1: 1, y1: 0, x2: 11, y2: 10 }
    const other = { x1: 30, y1: 0, x2: 40, y2: 10 }
    const kept = suppress([found(0.6, face), found(0.9, nearby), found(0.7, other)])
    expect(kept.map(({ score }) => score)).toEqual([0.9, 0.7])
  })

  test('leaves no two boxes that overlap by more than the limit and never loses the best', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(box, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 12 }),
        (all) => {
          const kept = suppress(all.map(([where, score]) => found(score, where)))
          for (const a of kept)
            for (const b of kept) expect(a === b || overlap(a.box, b.box) <= 0.4).toBe(true)
          expect(kept[0]?.score ?? 0).toBe(Math.max(0, ...all.map(([, score]) => score)))
        },
      ),
    )
  })
})

describe('decoding', () => {
  test('dequantises as real = scale (q - zero point)', () => {
    expect(Array.from(dequantise(tensor([3], 0.5, -3), Uint8Array.of(0xfd, 0xff, 0x01)))).toEqual([0, 1, 2])
  })

  test('takes float32 answers as they are', () => {
    const answer = { ...tensor([2], 0.5, -3), type: 'float32' as const, quantisation: null }
    const bytes = new Uint8Array(Float32Array.of(0.25, -7).buffer)
    expect(Array.from(dequantise(answer, bytes))).toEqual([0.25, -7])
  })

  test('takes a cell to a box and landmarks in frame pixels', () => {
    const logits = Float32Array.of(-9, -9, -9, 2)
    const geometry = new Float32Array(4 * 14)
    geometry.set([0.5, -0.25, Math.log(2), 0, 0, 0, 0.5, 0, 0, 0.5, -0.5, 1, 1, 1], 3 * 14)
    const [face, ...rest] = decode({ rows: 2, columns: 2, stride: 8, logits, geometry }, 0.5)
    expect(rest).toEqual([])
    // cell (1, 1) has its centre at 11.5; the unit is 24 pixels
    expect(face.box.x1).toBeCloseTo(11.5 + 12 - 24)
    expect(face.box.x2).toBeCloseTo(11.5 + 12 + 24)
    expect(face.box.y1).toBeCloseTo(11.5 - 6 - 12)
    expect(face.box.y2).toBeCloseTo(11.5 - 6 + 12)
    expect(face.landmarks[1]).toEqual({ x: 23.5, y: 11.5 })
    expect(face.landmarks[4]).toEqual({ x: 35.5, y: 35.5 })
    expect(face.score).toBeCloseTo(1 / (1 + Math.exp(-2)))
  })

  test('leaves out cells below the threshold', () => {
    const logits = Float32Array.of(0.8, 0.9)
    const grid = { rows: 1, columns: 2, stride: 16, logits, geometry: new Float32Array(28) }
    expect(decode(grid, 0.7)).toHaveLength(1) // ln(0.7 / 0.3) = 0.847
  })
})

describe('detection in a picture', () => {
  const outputs = [
    tensor([1, 12, 16, 1], 1, 0),
    tensor([1, 12, 16, 14], 1 / 64, 0),
    tensor([1, 6, 8, 1], 1, 0),
    tensor([1, 6, 8, 14], 1 / 64, 0),
  ]
  const network = {
    prepared: { inputs: [tensor([1, 96, 128, 1], 1 / 128, 0)], outputs },
  } as unknown as LoadedNetwork

  const picture = (width: number, height: number): Image => ({
    width,
    height,
    channels: 1,
    data: new Uint8Array(width * height).fill(200),
  })

  /** A board whose network answers with one face in the middle cell of the coarse grid. */
  function board() {
    const charged: Record<string, number> = {}
    const seen: Uint8Array[] = []
    return {
      charged,
      seen,
      work: (_stage: string, kind: string, count: number) => {
        charged[kind] = (charged[kind] ?? 0) + count
      },
      invoke: (_network: LoadedNetwork, inputs: Uint8Array[]) => {
        seen.push(inputs[0])
        const answer = outputs.map(({ bytes }) => new Uint8Array(bytes))
        answer[0].fill(0x80)
        answer[2].fill(0x80)
        answer[2][3 * 8 + 4] = 5
        return answer
      },
    }
  }

  test('comes back in pixels of the picture', () => {
    const machine = board()
    const [face] = detectFaces(machine, network, picture(320, 240), 0.25)
    // cell (3, 4) has its centre at (71.5, 55.5) in the frame, (179.5, 139.5) in the picture; 48 frame pixels are 120
    expect(face.box.x1).toBeCloseTo(179.5 - 60)
    expect(face.box.y2).toBeCloseTo(139.5 + 60)
    expect(face.landmarks[0].x).toBeCloseTo(179.5)
  })

  test('gives the network the letterboxed grey picture as int8', () => {
    const machine = board()
    detectFaces(machine, network, picture(240, 240), 0.25)
    expect(machine.seen[0]).toHaveLength(96 * 128)
    expect(machine.seen[0][0]).toBe(0) // bar: grey 128
    expect(machine.seen[0][64]).toBe(200 - 128)
  })

  test('charges every pixel and every pair of candidates to the board', () => {
    const machine = board()
    detectFaces(machine, network, picture(320, 240), 0.25)
    expect(machine.charged['rgb565-to-grey']).toBe(76_800)
    expect(machine.charged['area-resize']).toBe(76_800)
    expect(machine.charged.compare).toBe(192 + 48)
    expect(machine.charged['non-maximum-suppression']).toBe(0)
  })
})
