import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenSealError, newKey, SEAL_BYTES, seal, unseal } from '../../enrollment-data/sealing.ts'
import { enrolment } from './enrolments.ts'

const key = newKey()
const context = ['template', 'store', 1, 'face', 'fa'.repeat(32)]

describe('a sealed value', () => {
  test('opens with its key and context, whatever it holds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (plain) => {
        const sealed = seal(key, plain, context)
        expect(sealed.length).toBe(plain.length + SEAL_BYTES)
        expect(unseal(key, sealed, context).equals(plain)).toBe(true)
      }),
    )
  })

  test('is another each time, and shows nothing of what it holds', () => {
    const plain = Buffer.from('a template of somebody')
    const [first, second] = [seal(key, plain, context), seal(key, plain, context)]
    expect(first.equals(second)).toBe(false)
    expect(first.includes(plain.subarray(0, 8))).toBe(false)
  })

  test('is refused with any one of its bits flipped', () => {
    const { record } = enrolment('Ada').templates(1)[0]
    const sealed = seal(key, record, context)
    const accepted: number[] = []
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3] ^= 1 << (bit & 7)
      try {
        unseal(key, changed, context)
        accepted.push(bit)
      } catch (error) {
        if (!(error instanceof BrokenSealError)) throw error
      }
    }
    expect(sealed.length).toBe(160 + SEAL_BYTES)
    expect(accepted).toEqual([])
  })

  test('is refused cut short, made longer, or empty', () => {
    const sealed = seal(key, Buffer.from('something'), context)
    for (let length = 0; length < sealed.length; length++)
      expect(() => unseal(key, sealed.subarray(0, length), context)).toThrow(BrokenSealError)
    expect(() => unseal(key, Buffer.concat([sealed, Buffer.of(0)]), context)).toThrow(BrokenSealError)
  })

  test.each([
    ['another person', ['template', 'store', 2, 'face', 'fa'.repeat(32)]],
    ['another network', ['template', 'store', 1, 'face', 'fb'.repeat(32)]],
    ['another modality', ['template', 'store', 1, 'voice', 'fa'.repeat(32)]],
    ['another store', ['template', 'other', 1, 'face', 'fa'.repeat(32)]],
    ['the same words otherwise divided', ['template', 'store', '1', 'face', 'fa'.repeat(32)]],
  ])('is refused as that of %s', (_, other) => {
    const sealed = seal(key, Buffer.from('something'), context)
    expect(() => unseal(key, sealed, other)).toThrow(BrokenSealError)
  })

  test('is refused with another key', () => {
    expect(() => unseal(newKey(), seal(key, Buffer.from('x'), context), context)).toThrow(BrokenSealError)
  })
})
