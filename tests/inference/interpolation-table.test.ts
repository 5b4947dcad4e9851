import { expect, test } from 'vitest'
import { interpolate, interpolationTable } from '../../main/inference/interpolation-table.ts'

const whole = { scale: 2 / 65535, zeroPoint: 0 }

test('a straight line is met at every input', () => {
  const table = interpolationTable(whole, whole, (x) => x / 2)
  for (let x = -32768; x < 32768; x += 61)
    expect(Math.abs(interpolate(table, x) - x / 2)).toBeLessThanOrEqual(1)
})

test('a curve is met to a few units, its ends included', () => {
  const table = interpolationTable({ scale: 10 / 65535, zeroPoint: 32767 }, whole, Math.exp)
  for (let x = -32768; x < 32768; x += 61) {
    const exact = Math.min(32767, 32768 * Math.exp(((x - 32767) * 10) / 65535))
    // 512 steps cover 65,535 inputs, not 65,536: the last lie up to one input off, where exp rises by 5 an input.
    expect(Math.abs(interpolate(table, x) - exact)).toBeLessThanOrEqual(7)
  }
  expect(table[512]).toBe(32767)
})

test('values beyond the output saturate', () => {
  const table = interpolationTable(whole, whole, (x) => 5 * x)
  expect([table[0], table[512]]).toEqual([-32768, 32767])
})
