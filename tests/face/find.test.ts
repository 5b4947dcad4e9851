import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedNetwork } from '../../main/board/machine.ts'
import { fitSimilarity, inverse, template, transform } from '../../main/face/align.ts'
import { boxAround, facesIn, finding, rivalsIn, subjectOf } from '../../main/face/find.ts'
import type { Image, Landmarks, Point } from '../../main/face/image.ts'
import type { Tensor } from '../../main/inference/model.ts'

const tensor = (shape: number[], scale: number): Tensor => ({
  index: 0,
  name: 'test',
  type: 'int8',
  shape,
  bytes: shape.reduce((a, b) => a * b),
  quantisation: { scales: Float32Array.of(scale), zeroPoints: Int32Array.of(0), axis: 0 },
  data: null,
  isVariable: false,
})

const LOGIT = 0.125 // a step of all logits here
const detector = {
  prepared: {
    inputs: [tensor([1, 96, 128, 1], 1 / 128)],
    outputs: [tensor([1, 6, 8, 1], LOGIT), tensor([1, 6, 8, 14], 1 / 64)],
  },
} as unknown as LoadedNetwork
const landmarker = {
  prepared: {
    inputs: [tensor([1, 64, 64, 1], 1 / 128)],
    outputs: [tensor([1, 10], 1 / 256), tensor([1, 1], LOGIT)],
  },
} as unknown as LoadedNetwork
const networks = { 'face-detect': detector, 'face-landmarks': landmarker }

const frame: Image = { width: 320, height: 240, channels: 1, data: new Uint8Array(320 * 240).fill(200) }

interface Candidate {
  /** Of the detector's 6 x 8 grid; boxes are 120 pixels wide, or `wide` times that. */
  row: number
  column: number
  logit: number
  wide?: number
}

/**
 * A board whose detector sees the candidates and whose landmark network gives `looks`, log-odds, one after the other; the
 * landmarks lie in the middle of the square, or the `shifts` (of a look, right and down, in 256ths of the square) away.
 */
function board(candidates: Candidate[], looks: number[], shifts: number[] = []) {
  const left = [...looks]
  return {
    left,
    work: () => {},
    invoke: (network: LoadedNetwork) => {
      if (network === landmarker) {
        const logit = left.shift()
        if (logit === undefined) throw new Error('the landmark network was asked once more than expected')
        const shift = shifts[looks.length - left.length - 1] ?? 0
        const points = template(112).flatMap(({ x, y }) => [x - 56 + shift, y - 56 + shift]) // about 41 of 256 from eyes to mouth
        return [Uint8Array.from(points.map(Math.round)), Uint8Array.of(logit / LOGIT)]
      }
      const [logits, geometry] = [new Uint8Array(48).fill(0x80), new Uint8Array(48 * 14)]
      for (const { row, column, logit, wide = 1 } of candidates) {
        logits[row * 8 + column] = logit / LOGIT
        geometry.fill(
          Math.round(64 * Math.log(wide)),
          (row * 8 + column) * 14 + 2,
          (row * 8 + column) * 14 + 4,
        )
      }
      return [logits, geometry]
    },
  }
}

const middle: Candidate = { row: 2, column: 4, logit: 3 }
const faint = -1.5 // log-odds of a confidence of 0.18

describe('the box around landmarks', () => {
  test('is the typical one of the template, of which it moves, grows and stays upright with them', () => {
    const plain = boxAround(template(112))
    expect(plain.x2 - plain.x1).toBeCloseTo(82.6)
    expect(plain.y2 - plain.y1).toBeCloseTo(100.1)
    const middle = { x: (plain.x1 + plain.x2) / 2, y: (plain.y1 + plain.y2) / 2 }
    const amount = (most: number) => fc.double({ min: -most, max: most, noNaN: true })
    fc.assert(
      fc.property(amount(50), amount(50), amount(3), amount(1.5), (dx, dy, turn, growth) => {
        const scale = Math.exp(growth)
        const moved = ({ x, y }: Point): Point => ({
          x: scale * (Math.cos(turn) * x - Math.sin(turn) * y) + dx,
          y: scale * (Math.sin(turn) * x + Math.cos(turn) * y) + dy,
        })
        const box = boxAround(template(112).map(moved) as unknown as Landmarks)
        expect(box.x2 - box.x1).toBeCloseTo(82.6 * scale, 6)
        expect(box.y2 - box.y1).toBeCloseTo(100.1 * scale, 6)
        expect((box.x1 + box.x2) / 2).toBeCloseTo(moved(middle).x, 6)
        expect((box.y1 + box.y2) / 2).toBeCloseTo(moved(middle).y, 6)
      }),
    )
  })
})

const annotations = join(
  process.env.VISEME_SHARED ?? join(import.meta.dirname, '../../../shared'),
  'data/faces/annotations.csv',
)

test.skipIf(!existsSync(annotations))(
  'the typical box is the median of the annotated faces of the train split (shared data)',
  () => {
    const rows = readFileSync(annotations, 'utf8').trim().split(/\r?\n/).slice(1)
    const boxes = rows
      .map((row) => row.split(','))
      .filter(([, , split]) => split === 'train')
      .map((row) => {
        const at = row.slice(3, 17).map(Number)
        const point = (k: number): Point => ({ x: at[k], y: at[k + 1] })
        const toPicture = fitSimilarity(template(112), [4, 6, 8, 10, 12].map(point))
        const scale = Math.hypot(toPicture.a, toPicture.b)
        const centre = transform(inverse(toPicture), { x: (at[0] + at[2]) / 2, y: (at[1] + at[3]) / 2 })
        return [centre.x, centre.y, (at[2] - at[0]) / scale, (at[3] - at[1]) / scale]
      })
    const median = (k: number) => boxes.map((box) => box[k]).toSorted((a, b) => a - b)[boxes.length >> 1]
    const { x1, y1, x2, y2 } = boxAround(template(112))
    expect([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1].map((value, k) => value - median(k))).toEqual(
      [0, 1, 2, 3].map(() => expect.closeTo(0, 1)),
    )
  },
)

describe('a candidate', () => {
  test('that the landmark network is sure of costs one look; its box moves a quarter of the way to the landmarks', () => {
    const machine = board([middle], [2])
    const [face] = facesIn(machine, networks, frame)
    expect(machine.left).toEqual([])
    // cell (2, 4) has its centre at (71.5, 39.5) of 128 x 96, (179.5, 99.5) of the frame
    const around = boxAround(face.landmarks)
    expect(face.box.x1).toBeCloseTo(0.75 * (179.5 - 60) + 0.25 * around.x1)
    expect(face.box.y1).toBeCloseTo(0.75 * (99.5 - 60) + 0.25 * around.y1)
    expect(face.box.x2).toBeCloseTo(0.75 * (179.5 + 60) + 0.25 * around.x2)
    expect(face.box.y2).toBeCloseTo(0.75 * (99.5 + 60) + 0.25 * around.y2)
  })

  test.each([
    ['is', -2, 2],
    ['is not', -2.125, 1],
  ])('%s looked at again at log-odds of %d', (_, logit, looks) => {
    const machine = board([middle], [logit, -3].slice(0, looks))
    expect(rivalsIn(machine, networks, frame)).toEqual([])
    expect(machine.left).toEqual([])
  })

  test('that it is sure is none costs one look', () => {
    const machine = board([middle], [-2.125])
    expect(facesIn(machine, networks, frame)).toEqual([])
    expect(machine.left).toEqual([])
  })

  test.each([
    [4, 1],
    [3.875, 0],
  ])('that it doubts is looked at again: log-odds of %d then find %d faces', (again, faces) => {
    const machine = board([middle], [1.875, again])
    expect(facesIn(machine, networks, frame)).toHaveLength(faces)
    expect(machine.left).toEqual([])
  })

  test('is seen again in the square around the landmarks of the first look', () => {
    const [once] = facesIn(board([middle], [2]), networks, frame)
    const [twice] = facesIn(board([middle], [0, 4]), networks, frame)
    const square = boxAround(once.landmarks)
    const side = 1.1 * (square.y2 - square.y1)
    const eyes = ({ landmarks: [left, right] }: typeof once) => right.x - left.x
    expect(eyes(once)).toBeCloseTo((36 / 256) * 1.1 * 120) // template points are rounded to 256ths
    expect(eyes(twice)).toBeCloseTo((36 / 256) * side)
  })

  test('below the confidence of candidates is not looked at; other limits may be tried', () => {
    const barely = { ...middle, logit: -2 } // a confidence of 0.119
    expect(facesIn(board([barely], []), networks, frame)).toEqual([])
    expect(facesIn(board([barely], [2]), networks, frame, { ...finding, candidate: 0.1 })).toHaveLength(1)
  })
})

describe('of several candidates', () => {
  const left: Candidate = { row: 2, column: 1, logit: 3 }
  const right: Candidate = { row: 2, column: 6, logit: 2 }

  test('all faces come best first', () => {
    const found = facesIn(board([{ ...left, wide: 0.8 }, right], [2, 2]), networks, frame)
    expect(found.map(({ score }) => score > 0.9)).toEqual([true, false])
  })

  test('two whose landmarks say that they are one face are one', () => {
    const halves = [
      { row: 2, column: 3, logit: 3, wide: 1.25 },
      { row: 3, column: 4, logit: 2, wide: 1.25 },
    ]
    expect(facesIn(board(halves, [2, 2]), networks, frame)).toHaveLength(2)
    expect(facesIn(board(halves, [2, 2], [31, -31]), networks, frame)).toHaveLength(1)
    expect(rivalsIn(board(halves, [2, 2], [31, -31]), networks, frame)).toHaveLength(1)
  })

  test('the most prominent is looked at first, not the one that the detector is surest of', () => {
    const machine = board(
      [
        { ...left, wide: 0.4 },
        { ...right, wide: 1.2 },
      ],
      [2],
    )
    const [only, ...others] = rivalsIn(machine, networks, frame)
    expect(only.score).toBeLessThan(0.9)
    expect(others).toEqual([])
    expect(machine.left).toEqual([])
  })

  test('those much less prominent than a face are not looked at', () => {
    const machine = board([left, { ...right, wide: 0.6 }], [2])
    expect(rivalsIn(machine, networks, frame)).toHaveLength(1)
    expect(machine.left).toEqual([])
  })

  test('faint ones are not looked at while a confident one is a face', () => {
    const machine = board([left, { ...right, logit: faint, wide: 1.4 }], [2])
    expect(subjectOf(machine, networks, frame).score).toBeGreaterThan(0.9)
    expect(machine.left).toEqual([])
  })

  test('a faint one is the subject where the confident one is no face', () => {
    const machine = board([left, { ...right, logit: faint }], [-3, 2])
    expect(subjectOf(machine, networks, frame).score).toBeLessThan(0.2)
  })

  test('two faint faces of similar size are rivals', () => {
    const both = [left, right].map((one) => ({ ...one, logit: faint }))
    expect(rivalsIn(board(both, [2, 2]), networks, frame)).toHaveLength(2)
    expect(() => subjectOf(board(both, [2, 2]), networks, frame)).toThrow(
      expect.objectContaining({ code: 'several-faces' }),
    )
  })

  test('at most six are looked at, the confident ones first', () => {
    const crowd = [0, 2, 4, 6].flatMap((column) =>
      [0, 5].map((row) => ({ row, column, logit: faint, wide: 0.4 })),
    )
    const machine = board([...crowd, { ...middle, wide: 0.3 }], [2, -3, -3, -3, -3, -3])
    const [only, ...others] = facesIn(machine, networks, frame)
    expect(only.score).toBeGreaterThan(0.9)
    expect(others).toEqual([])
    expect(machine.left).toEqual([])
  })
})
