import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeImage, readImageFile } from '../../main/capture/image-file.ts'

const text = (content: string): Uint8Array => new TextEncoder().encode(content)
const colours = { width: 2, height: 1, channels: 3 as const, data: Uint8Array.of(255, 0, 0, 0, 0, 255) }
const encoder = () =>
  sharp(colours.data, { raw: { width: colours.width, height: colours.height, channels: 3 } })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'viseme-image-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a picture file', () => {
  test('is read from PNG with exact colours', async () => {
    const path = join(folder, 'two.png')
    await writeFile(path, await encoder().png().toBuffer())
    expect(await readImageFile(path)).toEqual(colours)
  })

  test('is read from lossless WebP with exact colours', async () => {
    expect(await decodeImage(await encoder().webp({ lossless: true }).toBuffer(), 'two.webp')).toEqual(
      colours,
    )
  })

  test('is read from JPEG', async () => {
    const bytes = await sharp({ create: { width: 9, height: 7, channels: 3, background: '#6496c8' } })
      .jpeg()
      .toBuffer()
    const image = await decodeImage(bytes, 'grey.jpg')
    expect([image.width, image.height, image.channels]).toEqual([9, 7, 3])
    expect(Math.abs(image.data[0] - 0x64)).toBeLessThanOrEqual(2)
  })

  test.each([
    ['a side of 20,001 pixels', 20_001, 1100, 'a side of 20001 x 1100 pixels exceeds 20000'],
    ['21 times as long as wide', 10, 210, '10 x 210 pixels are longer than 20 to 1'],
  ])('of %s is refused before it is decoded, as PNG and as PGM', async (_, width, height, reason) => {
    const png = await sharp({ create: { width, height, channels: 3, background: '#000' } })
      .png()
      .toBuffer()
    for (const bytes of [png, text(`P5 ${width} ${height} 255 `)]) {
      await expect(decodeImage(bytes, 'long')).rejects.toMatchObject({
        code: 'unreadable-image',
        message: `long cannot be read as a picture: ${reason}.`,
      })
    }
  })

  test('of plain numbers that are not there is refused before memory is taken for them', async () => {
    const started = performance.now()
    await expect(decodeImage(text('P3 8000 8000 255 1 2 3'), 'short.ppm')).rejects.toMatchObject({
      message: expect.stringContaining('it holds 5 of at least 383999999 bytes of pixels'),
    })
    expect(performance.now() - started).toBeLessThan(100)
  })

  test('is turned upright as its EXIF orientation says', async () => {
    const bytes = await encoder()
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const image = await decodeImage(bytes, 'turned.jpg') // a quarter turn clockwise: left becomes top
    expect([image.width, image.height]).toEqual([1, 2])
  })

  test('loses its transparency on grey', async () => {
    const bytes = await sharp({
      create: { width: 1, height: 1, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    expect(Array.from((await decodeImage(bytes, 'clear.png')).data)).toEqual([128, 128, 128])
  })
})

describe('a portable anymap', () => {
  test.each([
    ['P2', text('P2\n# by hand\n2 2\n15\n0 15\n 3 6\n'), 1, [0, 255, 51, 102]],
    ['P3', text('P3 1 1 255 10 20 30'), 3, [10, 20, 30]],
    ['P5', Uint8Array.of(...text('P5 2 1 255\n'), 7, 200), 1, [7, 200]],
    ['P5 of 16 bits', Uint8Array.of(...text('P5 1 1 65535\n'), 0x80, 0x00), 1, [128]],
    ['P6', Uint8Array.of(...text('P6 1 1 255\n'), 1, 2, 3), 3, [1, 2, 3]],
  ])('%s is read', async (_, bytes, channels, values) => {
    const image = await decodeImage(bytes, 'x.pgm')
    expect(image.channels).toBe(channels)
    expect(Array.from(image.data)).toEqual(values)
  })

  test('comes back from P5 as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 6, maxLength: 6 }), async (data) => {
        const image = await decodeImage(Uint8Array.of(...text('P5\n3 2\n255\n'), ...data), 'x.pgm')
        expect(image).toEqual({ width: 3, height: 2, channels: 1, data })
      }),
    )
  })
})

describe('an unreadable picture is refused by name and reason:', () => {
  test.each([
    ['no picture at all', text('hello'), /notes\.txt cannot be read as a picture/],
    ['an empty file', new Uint8Array(0), /it is empty/],
    ['a PGM that ends early', text('P5 4 4 255\nabc'), /it holds 3 of 16 bytes/],
    ['a PGM without a height', text('P2 4'), /ends before its height/],
    ['a PGM with words', text('P2 four 4 255'), /its width is no number/],
    ['a PGM without pixels', text('P5 0 4 255\n'), /0 x 4 pixels/],
    ['a PGM larger than memory', text('P5 99999 99999 255\n'), /more than 64000000/],
    [
      'a picture in a format left out',
      text('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'),
      /format is svg/,
    ],
  ])('%s', async (_, bytes, message) => {
    await expect(decodeImage(bytes, 'notes.txt')).rejects.toMatchObject({
      code: 'unreadable-image',
      exitCode: 2,
      message: expect.stringMatching(message),
      next: expect.stringContaining('PNG, JPEG, WebP'),
    })
  })

  test('a file that is not there', async () => {
    const path = join(folder, 'missing.png')
    await expect(readImageFile(path)).rejects.toMatchObject({ code: 'unreadable-image', exitCode: 2 })
  })

  test('a PNG cut short', async () => {
    const whole = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } })
      .png({ compressionLevel: 0 })
      .toBuffer()
    await expect(decodeImage(whole.subarray(0, 2000), 'cut.png')).rejects.toMatchObject({
      code: 'unreadable-image',
    })
  })
})
