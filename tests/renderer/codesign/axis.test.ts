import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisOf } from '../../../renderer/codesign/axis.ts'
import { difference, digits, figure, withInterval } from '../../../renderer/codesign/measures.ts'

test('an axis leads to places and back, its ticks within it', () => {
  const positive = fc.double({ min: 1e-3, max: 1e9, noNaN: true })
  fc.assert(
    fc.property(fc.array(positive, { minLength: 1, maxLength: 9 }), (values) => {
      const axis = axisOf(values)!
      for (const value of values) {
        const place = axis.place(value)
        expect(place).toBeGreaterThanOrEqual(0)
        expect(place).toBeLessThanOrEqual(1)
        expect(axis.value(place) / value).toBeCloseTo(1, 6)
      }
      for (const tick of axis.ticks) expect(tick >= axis.low && tick <= axis.high * (1 + 1e-9)).toBe(true)
    }),
  )
})

test('ticks are round', () => {
  expect(axisOf([0, 10])?.ticks).toEqual([0, 5, 10])
  expect(axisOf([1, 100])?.ticks).toEqual([1, 2, 5, 10, 20, 50, 100])
  expect(axisOf([1, 100])?.logarithmic).toBe(true)
  expect(axisOf([Number.NaN])).toBeNull()
})

test('figures have units, intervals, and signed differences', () => {
  expect(figure('latency_ms', 1234)).toBe('1.23 s')
  expect(figure('fnmr', 0.0412)).toBe('4.12 %')
  expect(figure('flash_bytes', 2048)).toBe('2.0 KiB')
  expect(withInterval('fnmr', 0.04, 0.03, 0.055)).toBe('4.00 % (3.00–5.50)')
  expect(withInterval('bom_dollars', 20, Number.NaN, Number.NaN)).toBe('20.0 $')
  expect(difference('latency_ms', -310)).toBe('−0.31 s')
  expect(difference('fnmr', 0.012)).toBe('+1.20 points')
  expect(digits(0)).toBe('0')
  expect(digits(12_345)).toBe('12,345')
})
