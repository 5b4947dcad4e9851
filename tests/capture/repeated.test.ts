import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeImage } from '../../main/capture/image-file.ts'
import {
  bestCorrelation,
  firstRepeated,
  pictureFingerprint,
  recordingFingerprint,
  samePicture,
  sameRecording,
} from '../../main/capture/repeated.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'

const person = simulatedPerson(3)

describe('a picture', () => {
  const picture = person.face(0, 0).image
  const own = pictureFingerprint(picture)
  const raw = { width: 320, height: 240, channels: 3 } as const

  test.each([
    ['encoded again as JPEG', () => sharp(picture.data, { raw }).jpeg({ quality: 60 }).toBuffer()],
    ['enlarged', () => sharp(picture.data, { raw }).resize(640, 480).png().toBuffer()],
  ])('is recognised when it was %s', async (_, encode) => {
    const again = await decodeImage(await encode(), 'again')
    expect(samePicture(own, pictureFingerprint(again))).toBe(true)
  })

  test('is not taken for the next moment of the same person sitting still', () => {
    const [first, second] = person.clip(0, { frames: 2 })
    expect(samePicture(pictureFingerprint(first.image), pictureFingerprint(second.image))).toBe(false)
  })
})

describe('a recording', () => {
  const speech = person.voice(0, 0)
  const own = recordingFingerprint(speech)

  test.each([
    ['quieter', speech.map((x) => 0.3 * x)],
    ['cut a quarter of a second later', speech.slice(4037)],
    ['with a pause before it', Float32Array.of(...new Float32Array(8000), ...speech)],
  ])('is recognised when it comes %s', (_, again) => {
    expect(sameRecording(own, recordingFingerprint(again))).toBe(true)
    expect(sameRecording(recordingFingerprint(again), own)).toBe(true)
  })

  test('is not taken for another sentence of the same person', () => {
    const others = [1, 2, 3].map((index) => recordingFingerprint(person.voice(0, index)))
    for (const other of others) expect(bestCorrelation(own, other)).toBeLessThan(0.8)
  })
})

test('the first repeated pair is named, in the order in which the samples came', () => {
  const same = (a: Uint8Array, b: Uint8Array) => a[0] === b[0]
  const of = (...values: number[]) => values.map((value) => Uint8Array.of(value))
  expect(firstRepeated(of(1, 2, 3), same)).toBe(null)
  expect(firstRepeated(of(1, 2, 1, 2), same)).toEqual([0, 2])
})
