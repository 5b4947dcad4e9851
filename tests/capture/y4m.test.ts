import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toYuv420, writeY4m } from '../../main/capture/y4m.ts'
import type { Image } from '../../main/face/image.ts'

const even = (width: number, height: number, colour: readonly number[]): Image => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, at) => colour[at % 3]),
})

/** BT.601, studio swing, back to RGB. */
function toRgb(y: number, cb: number, cr: number): number[] {
  const luma = (255 / 219) * (y - 16)
  const [b, r] = [cb - 128, cr - 128]
  return [luma + 1.596 * r, luma - 0.3918 * b - 0.813 * r, luma + 2.0172 * b]
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'viseme-y4m-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('toYuv420', () => {
  it('gives black, white and red their studio codes', () => {
    expect([...toYuv420(even(2, 2, [0, 0, 0]))]).toEqual([16, 16, 16, 16, 128, 128])
    expect([...toYuv420(even(2, 2, [255, 255, 255]))]).toEqual([235, 235, 235, 235, 128, 128])
    expect([...toYuv420(even(2, 2, [255, 0, 0]))]).toEqual([81, 81, 81, 81, 90, 240])
  })

  it('keeps any even colour to three levels', () => {
    const level = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.tuple(level, level, level), (colour) => {
        const [y, , , , cb, cr] = toYuv420(even(2, 2, colour))
        for (const [c, value] of toRgb(y, cb, cr).entries())
          expect(Math.abs(value - colour[c])).toBeLessThan(3)
      }),
    )
  })

  it('takes the mean colour of four pixels as their chroma, block by block', () => {
    const picture = even(4, 2, [100, 100, 100])
    picture.data.set([200, 0, 0, 0, 200, 0])
    picture.data.set([200, 0, 0, 0, 200, 0], 12)
    const planes = toYuv420(picture)
    const mean = toYuv420(even(2, 2, [100, 100, 0]))
    expect([planes[8], planes[10]]).toEqual([mean[4], mean[5]])
    expect([planes[9], planes[11]]).toEqual([128, 128])
  })

  it('refuses odd sides', () => {
    expect(() => toYuv420(even(3, 2, [0, 0, 0]))).toThrow('even sides')
  })
})

describe('writeY4m', () => {
  it('writes a header, then every frame behind its mark', () => {
    const path = join(folder, 'clip.y4m')
    expect(writeY4m(path, [even(4, 2, [0, 0, 0]), even(4, 2, [255, 255, 255])], 10)).toBe(2)
    const bytes = readFileSync(path)
    const header = 'YUV4MPEG2 W4 H2 F10:1 Ip A1:1 C420\n'
    expect(bytes.toString('latin1', 0, header.length)).toBe(header)
    expect(bytes.length).toBe(header.length + 2 * ('FRAME\n'.length + 12))
    expect(bytes.toString('latin1', header.length, header.length + 6)).toBe('FRAME\n')
    expect(bytes[header.length + 6]).toBe(16)
    expect(bytes[header.length + 6 + 12 + 6]).toBe(235)
  })

  it('refuses frames of different sizes', () => {
    const frames = [even(4, 2, [0, 0, 0]), even(2, 2, [0, 0, 0])]
    expect(() => writeY4m(join(folder, 'mixed.y4m'), frames, 10)).toThrow('frame 1 is W2 H2')
  })
})
