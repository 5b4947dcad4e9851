import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  clamp,
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  quantizeMultiplier,
  roundAwayFromZero,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from '../../main/inference/fixed-point.ts'

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const multiplierBits = fc.oneof(fc.constant(0), fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 }))
const wrap = (x: bigint): bigint => BigInt.asIntN(32, x)

describe('a real factor in fixed point', () => {
  test('is a multiplier with 31 bits and a shift', () => {
    expect(quantizeMultiplier(1)).toEqual({ multiplier: 2 ** 30, shift: 1 })
    expect(quantizeMultiplier(0.5)).toEqual({ multiplier: 2 ** 30, shift: 0 })
    expect(quantizeMultiplier(0.75)).toEqual({ multiplier: 3 * 2 ** 29, shift: 0 })
    expect(quantizeMultiplier(1 / 256)).toEqual({ multiplier: 2 ** 30, shift: -7 })
    expect(quantizeMultiplier(-0.75)).toEqual({ multiplier: -3 * 2 ** 29, shift: 0 })
  })

  test('is zero for zero and for what is too small', () => {
    expect(quantizeMultiplier(0)).toEqual({ multiplier: 0, shift: 0 })
    expect(quantizeMultiplier(2 ** -33)).toEqual({ multiplier: 0, shift: 0 })
  })

  test('carries into the shift where rounding reaches one', () => {
    expect(quantizeMultiplier(1 - 2 ** -40)).toEqual({ multiplier: 2 ** 30, shift: 1 })
  })

  test('is within half a unit of the factor', () => {
    fc.assert(
      fc.property(fc.double({ min: 2 ** -31, max: 2 ** 20, noNaN: true }), (real) => {
        const { multiplier, shift } = quantizeMultiplier(real)
        expect(multiplier).toBeGreaterThanOrEqual(2 ** 30)
        expect(multiplier).toBeLessThan(2 ** 31)
        expect(Math.abs(multiplier * 2 ** (shift - 31) - real)).toBeLessThanOrEqual(2 ** (shift - 32))
      }),
    )
  })

  test('does not exist for what is no number', () => {
    expect(() => quantizeMultiplier(Number.NaN)).toThrow(RangeError)
    expect(() => quantizeMultiplier(Number.POSITIVE_INFINITY)).toThrow(RangeError)
  })
})

describe('rounded products equal those of 64-bit integers', () => {
  test('doubling high multiplication', () => {
    expect(saturatingRoundingDoublingHighMul(-(2 ** 31), -(2 ** 31))).toBe(2 ** 31 - 1)
    expect(saturatingRoundingDoublingHighMul(1, 2 ** 30)).toBe(1)
    expect(saturatingRoundingDoublingHighMul(-1, 2 ** 30)).toBe(0)
    fc.assert(
      fc.property(int32, int32, (a, b) => {
        const product = BigInt(a) * BigInt(b)
        const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n)
        const expected = a === -(2 ** 31) && b === a ? 2n ** 31n - 1n : (product + nudge) / (1n << 31n)
        expect(BigInt(saturatingRoundingDoublingHighMul(a, b))).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('division by a power of two', () => {
    expect(roundingDivideByPowerOfTwo(5, 1)).toBe(3)
    expect(roundingDivideByPowerOfTwo(-5, 1)).toBe(-3)
    expect(roundingDivideByPowerOfTwo(-4, 3)).toBe(-1)
    fc.assert(
      fc.property(int32, fc.integer({ min: 0, max: 31 }), (x, exponent) => {
        expect(roundingDivideByPowerOfTwo(x, exponent)).toBe(roundAwayFromZero(x / 2 ** exponent) | 0)
      }),
    )
  })

  test('scaling of a 32-bit accumulator', () => {
    fc.assert(
      fc.property(int32, multiplierBits, fc.integer({ min: -31, max: 30 }), (x, multiplier, shift) => {
        const shifted = wrap(BigInt(x) << BigInt(Math.max(0, shift)))
        const high = (shifted * BigInt(multiplier) + (1n << 30n)) >> 31n
        const expected = roundAwayFromZero(Number(high) / 2 ** Math.max(0, -shift))
        expect(multiplyByQuantizedMultiplier(x, multiplier, shift)).toBe(expected | 0)
      }),
      { numRuns: 2000 },
    )
  })

  test('scaling of a 64-bit accumulator', () => {
    const wide = fc.maxSafeInteger().map((x) => Math.trunc(x / 64))
    fc.assert(
      fc.property(wide, multiplierBits, fc.integer({ min: -31, max: 7 }), (x, multiplier, shift) => {
        const reduced = multiplier < 0x7fff0000 ? (BigInt(multiplier) + 0x8000n) >> 16n : 0x7fffn
        const total = BigInt(15 - shift)
        const expected = (BigInt(x) * reduced + (1n << (total - 1n))) >> total
        expect(BigInt(multiplyWideByQuantizedMultiplier(x, multiplier, shift))).toBe(wrap(expected))
      }),
      { numRuns: 2000 },
    )
  })
})

test('rounding moves halves away from zero', () => {
  expect([2.5, -2.5, 2.4, -2.4, 0].map(roundAwayFromZero)).toEqual([3, -3, 2, -2, 0])
})

test('clamping keeps a value within its limits', () => {
  expect([clamp(5, 0, 3), clamp(-5, 0, 3), clamp(2, 0, 3)]).toEqual([3, 0, 2])
})
