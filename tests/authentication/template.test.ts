import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  admit,
  CAPACITY,
  cosine,
  makeTemplate,
  meanEmbedding,
  readTemplate,
  TEMPLATE_BYTES,
} from '../../main/authentication/template.ts'
import { MODELS, unitEmbedding } from '../enrollment-data/enrolments.ts'

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i], 0)

/** The unit vector along axis `i`. */
const axis = (i: number, sign = 1) => Float32Array.from({ length: 128 }, (_, j) => (i === j ? sign : 0))

describe('a template', () => {
  test('is the mean direction of the samples', () => {
    const mean = meanEmbedding([axis(0), axis(1)])
    expect(mean[0]).toBeCloseTo(Math.SQRT1_2, 6)
    expect(mean[1]).toBeCloseTo(Math.SQRT1_2, 6)
    expect(() => meanEmbedding([axis(0), axis(0, -1)])).toThrow('cancel out')
  })

  test('takes 160 bytes in the layout of its header', () => {
    const { record } = makeTemplate('voice', 0x01020304, MODELS.voice, [axis(0), axis(0), axis(5)])
    expect(record).toHaveLength(160)
    expect([...record.subarray(0, 12)]).toEqual([0x56, 0x54, 1, 1, 4, 3, 2, 1, 3, 0, 0, 0])
    expect(Buffer.from(record.subarray(16, 24)).toString('hex')).toBe(MODELS.voice.slice(0, 16))
    const mean = new Float32Array(record.buffer, 12, 1)[0] * 127
    expect(mean).toBeCloseTo(2 / Math.sqrt(5), 6)
    expect(new Int8Array(record.buffer, 24, 6)).toEqual(Int8Array.of(127, 0, 0, 0, 0, 64)) // 63.5 rounds up
  })

  test('reads back as it was made', () => {
    const embedding = unitEmbedding(5)
    const template = readTemplate(makeTemplate('face', 42, MODELS.face, [embedding]).record)
    expect(template).toMatchObject({
      modality: 'face',
      personId: 42,
      samples: 1,
      model: MODELS.face.slice(0, 16),
    })
    const largestError = Math.max(
      ...embedding.map((x, i) => Math.abs(x - template.scale * template.values[i])),
    )
    expect(largestError).toBeLessThanOrEqual(template.scale / 2 + 1e-7)
  })

  test('compares as the embeddings do, to within its rounding', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (enrolled, presented) => {
        const [a, b] = [unitEmbedding(enrolled), unitEmbedding(presented)]
        const template = readTemplate(makeTemplate('face', 1, MODELS.face, [a]).record)
        expect(Math.abs(cosine(b, template) - dot(a, b))).toBeLessThan(0.01)
        expect(cosine(a, template)).toBeGreaterThan(0.999)
      }),
    )
  })

  test('with any flipped bit is refused', () => {
    const { record } = makeTemplate('face', 42, MODELS.face, [unitEmbedding(5)])
    for (let bit = 0; bit < 156 * 8; bit++) {
      const damaged = record.slice()
      damaged[bit >> 3] ^= 1 << (bit & 7)
      expect(() => readTemplate(damaged)).toThrow(
        expect.objectContaining({ code: 'template-damaged', exitCode: 4 }),
      )
    }
    expect(() => readTemplate(record.slice(0, 159))).toThrow(
      expect.objectContaining({ code: 'template-damaged' }),
    )
  })
})

describe('the templates partition', () => {
  test('holds 12 people in each of 15 sectors of 4096 bytes', () => {
    expect(TEMPLATE_BYTES).toBe(320)
    expect(CAPACITY).toBe(180)
  })

  test('admits until it is full, then names the limit', () => {
    expect(() => admit(CAPACITY - 1)).not.toThrow()
    expect(() => admit(CAPACITY)).toThrow(expect.objectContaining({ code: 'partition-full', exitCode: 3 }))
  })
})
