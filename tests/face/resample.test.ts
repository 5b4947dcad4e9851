import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { boardFrame, FRAME_PIXELS } from '../../main/face/frame.ts'
import type { Image } from '../../main/face/image.ts'
import { cropSquare, letterbox, resize, toGrey, toInt8 } from '../../main/face/resample.ts'

const grey = (width: number, height: number, pixel: (x: number, y: number) => number): Image => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, at) => pixel(at % width, Math.floor(at / width))),
})

const plain = fc.record({
  width: fc.integer({ min: 1, max: 40 }),
  height: fc.integer({ min: 1, max: 40 }),
  level: fc.integer({ min: 0, max: 255 }),
})

describe('grey', () => {
  test('is the luma of BT.601', () => {
    const rgb: Image = {
      width: 4,
      height: 1,
      channels: 3,
      data: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255),
    }
    expect(Array.from(toGrey(rgb).data)).toEqual([77, 149, 29, 255])
  })

  test('becomes int8 by subtracting 128', () => {
    expect(Array.from(new Int8Array(toInt8(grey(3, 1, (x) => [0, 128, 255][x])).buffer))).toEqual([
      -128, 0, 127,
    ])
  })
})

describe('resizing', () => {
  test('averages the area a pixel covers', () => {
    expect(
      Array.from(
        resize(
          grey(4, 2, (x, y) => 10 * x + 100 * y),
          2,
          1,
        ).data,
      ),
    ).toEqual([55, 75])
    expect(
      Array.from(
        resize(
          grey(3, 1, (x) => [0, 90, 180][x]),
          2,
          1,
        ).data,
      ),
    ).toEqual([30, 150]) // 1.5 pixels each
  })

  test('interpolates between pixel centres when it enlarges', () => {
    expect(
      Array.from(
        resize(
          grey(2, 1, (x) => 100 * x),
          4,
          1,
        ).data,
      ),
    ).toEqual([0, 25, 75, 100])
  })

  test('leaves a plain picture plain at any size', () => {
    fc.assert(
      fc.property(
        plain,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 50 }),
        (source, width, height) => {
          const resized = resize(
            grey(source.width, source.height, () => source.level),
            width,
            height,
          )
          expect(resized.data.every((value) => value === source.level)).toBe(true)
          expect(resized.data.length).toBe(width * height)
        },
      ),
    )
  })
})

describe('a letterbox', () => {
  test('holds a QVGA frame at exactly 0.4 without bars', () => {
    const { image, toPicture, scale } = letterbox(
      grey(320, 240, () => 9),
      128,
      96,
      128,
    )
    expect(image.data.every((value) => value === 9)).toBe(true)
    expect(scale).toEqual({ x: 2.5, y: 2.5 })
    expect(toPicture({ x: -0.5, y: 95.5 })).toEqual({ x: -0.5, y: 239.5 })
  })

  test('centres a square picture between bars', () => {
    const { image } = letterbox(
      grey(250, 250, () => 9),
      128,
      96,
      128,
    )
    const row = Array.from(image.data.subarray(0, 128))
    expect(row.map((value) => value === 9).indexOf(true)).toBe(16)
    expect(row.filter((value) => value === 128)).toHaveLength(32)
  })

  test('takes the corners of the inner frame back to the corners of any picture', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 400 }), fc.integer({ min: 8, max: 400 }), (width, height) => {
        const boxed = letterbox(
          grey(width, height, () => 1),
          128,
          96,
          0,
        )
        const inside = boxed.image.data.reduce((sum, value) => sum + value, 0)
        const columns = Math.round(width / boxed.scale.x)
        const rows = Math.round(height / boxed.scale.y)
        expect(inside).toBe(columns * rows)
        const corner = boxed.toPicture({ x: ((128 - columns) >> 1) - 0.5, y: ((96 - rows) >> 1) - 0.5 })
        expect(corner.x).toBeCloseTo(-0.5, 9)
        expect(corner.y).toBeCloseTo(-0.5, 9)
      }),
    )
  })
})

describe('a square crop', () => {
  const ramp = grey(40, 40, (x, y) => 3 * x + 2 * y)

  test('of the crop size, centred between pixels, is the picture itself', () => {
    const crop = cropSquare(ramp, { centre: { x: 9.5, y: 19.5 }, side: 4, roll: 0 }, 4)
    expect(Array.from(crop.data.subarray(0, 4))).toEqual([8, 9, 10, 11].map((x) => 3 * x + 2 * 18))
  })

  test('twice as large averages four pixels', () => {
    const crop = cropSquare(ramp, { centre: { x: 9.5, y: 9.5 }, side: 8, roll: 0 }, 4)
    expect(crop.data[0]).toBe(3 * 6.5 + 2 * 6.5 + 0.5) // 32.5 rounds up
  })

  test('turned by a quarter has what was below on its left', () => {
    const crop = cropSquare(ramp, { centre: { x: 9.5, y: 9.5 }, side: 4, roll: Math.PI / 2 }, 4)
    expect(crop.data[0]).toBe(3 * 11 + 2 * 8) // first column runs along the picture's y, from its right side
    expect(crop.data[3]).toBe(3 * 11 + 2 * 11)
  })

  test('repeats the edge outside the picture', () => {
    const crop = cropSquare(ramp, { centre: { x: -100, y: -100 }, side: 10, roll: 0 }, 2)
    expect(Array.from(crop.data)).toEqual([0, 0, 0, 0])
  })
})

describe("the board's frame", () => {
  test('keeps a picture that fits and rounds its colours to RGB565', () => {
    const frame = boardFrame({
      width: 2,
      height: 1,
      channels: 3,
      data: Uint8Array.of(255, 255, 255, 9, 9, 9),
    })
    expect(Array.from(frame.data)).toEqual([255, 255, 255, 8, 8, 8])
  })

  test('shrinks a larger picture into 76,800 pixels of the same shape', () => {
    for (const [width, height] of [
      [3000, 2000],
      [250, 4000],
      [1000, 1000],
    ]) {
      const frame = boardFrame(grey(width, height, () => 200))
      expect(frame.width * frame.height).toBeLessThanOrEqual(FRAME_PIXELS)
      expect(frame.width * frame.height).toBeGreaterThan(0.97 * FRAME_PIXELS)
      expect(frame.width / frame.height / (width / height)).toBeCloseTo(1, 1)
    }
  })
})

test('a frame never has more pixels than the board holds, however long the picture', () => {
  for (const [width, height] of [
    [1_000_000, 1],
    [1, 200_000],
    [1_000_000, 2],
    [20_000, 1000],
  ]) {
    const frame = boardFrame(grey(width, height, () => 200))
    expect(frame.width * frame.height).toBeLessThanOrEqual(FRAME_PIXELS)
    expect(frame.data).toHaveLength(3 * frame.width * frame.height)
  }
})
