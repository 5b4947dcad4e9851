import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sortScores } from '../../main/evaluation/sort.ts'

const ordered = (scores: Float64Array) => {
  const expected = scores.map((score) => score + 0).sort()
  sortScores(scores)
  return [scores, expected]
}

describe('sorting scores', () => {
  it('orders few scores, signed, infinite and equal ones', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 50 }), (values) => {
        const [sorted, expected] = ordered(Float64Array.from(values))
        expect(sorted).toEqual(expected)
      }),
    )
  })

  it.each([
    ['doubles of both signs', () => Math.random() - 0.5],
    ['negative ones only', () => -Math.random()],
    ['positive ones only', () => Math.random()],
    ['float32 values', () => Math.fround(Math.random() * 2 - 1)],
    [
      'a handful of values, infinite ones among them',
      () => [-Infinity, -1, -0, 0, 1e-300, Infinity][Math.floor(Math.random() * 6)],
    ],
    ['one value', () => 3],
    ['every magnitude', () => (Math.random() - 0.5) * 10 ** (Math.random() * 600 - 300)],
  ])('orders many scores by radix as Float64Array.sort does: %s', (_kind, draw) => {
    const [sorted, expected] = ordered(Float64Array.from({ length: 120_000 }, draw))
    expect(Buffer.compare(Buffer.from(sorted.buffer), Buffer.from(expected.buffer))).toBe(0)
  })
})
