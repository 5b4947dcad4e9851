import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  expOnNegativeValues,
  logistic,
  oneMinusOverOnePlus,
  oneOverOnePlus,
  reciprocal,
  reciprocalSquareRoot,
  saturatingShiftLeft,
  tanh,
} from '../../main/inference/fixed-point-functions.ts'
import { sigmoid16, tanh16 } from '../../main/inference/sigmoid-table.ts'

const Q31 = 2 ** 31
/** Real numbers as raw Q4.27. */
const q4 = (real: number): number => Math.round(real * 2 ** 27)

describe('fixed-point functions come close to the real ones', () => {
  test('exp of negative numbers', () => {
    expect(expOnNegativeValues(0, 5)).toBe(Q31 - 1)
    fc.assert(
      fc.property(fc.integer({ min: -16 * 2 ** 26, max: -1 }), (raw) => {
        expect(expOnNegativeValues(raw, 5) / Q31).toBeCloseTo(Math.exp(raw / 2 ** 26), 6)
      }),
    )
  })

  test('reciprocals of 1 + x', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Q31 - 1 }), (raw) => {
        const x = raw / Q31
        expect(oneOverOnePlus(raw) / Q31).toBeCloseTo(1 / (1 + x), 6)
        expect(oneMinusOverOnePlus(raw) / Q31).toBeCloseTo((1 - x) / (1 + x), 6)
      }),
    )
  })

  test('reciprocals of whole and fractional numbers', () => {
    const { value, bitsOverUnit } = reciprocal(3 * 2 ** 19, 12)
    expect((value / Q31) * 2 ** -bitsOverUnit).toBeCloseTo(1 / 3, 6)
  })

  test('reciprocal square roots', () => {
    expect(reciprocalSquareRoot(0)).toEqual(reciprocalSquareRoot(1))
    fc.assert(
      fc.property(fc.integer({ min: 2, max: Q31 - 1 }), (x) => {
        const { multiplier, shift } = reciprocalSquareRoot(x)
        expect((multiplier / Q31) * 2 ** shift * Math.sqrt(x)).toBeCloseTo(1, 4)
      }),
    )
  })

  test('logistic and tanh, symmetric about zero', () => {
    expect(logistic(0, 4)).toBe(Q31 / 2)
    expect(tanh(0, 4)).toBe(0)
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
        expect(logistic(q4(x), 4) / Q31).toBeCloseTo(1 / (1 + Math.exp(-x)), 6)
        expect(tanh(q4(x), 4) / Q31).toBeCloseTo(Math.tanh(x), 6)
        expect(tanh(-q4(x), 4) + tanh(q4(x), 4)).toBe(0)
      }),
    )
  })

  test('a left shift saturates', () => {
    expect(saturatingShiftLeft(1, 4)).toBe(16)
    expect(saturatingShiftLeft(2 ** 30, 1)).toBe(Q31 - 1)
    expect(saturatingShiftLeft(-(2 ** 30) - 1, 1)).toBe(-Q31)
  })
})

describe('16-bit functions by table', () => {
  const scaling = { multiplier: 3, rightShift: 0 }

  test('follow sigmoid and tanh of inputs in 1/4096', () => {
    for (let x = -32768; x < 32768; x += 97) {
      expect(sigmoid16(x, scaling) / 32768).toBeCloseTo(1 / (1 + Math.exp(-x / 4096)), 3)
      expect(tanh16(x, scaling) / 32768).toBeCloseTo(Math.tanh(x / 4096), 3)
    }
  })

  test('take the reference table where it differs from the rounded function', () => {
    // Entry 4 of the table is 35493, while 65536 sigmoid(4 / 24) rounds to 35492.
    expect(sigmoid16(4 * 512, { multiplier: 1, rightShift: 0 })).toBe((35493 * 512 + 512) >> 10)
  })
})
