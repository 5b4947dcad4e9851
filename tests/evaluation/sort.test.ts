import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { firstAtLeast, sortedCopy } from '../../main/evaluation/sort.ts'

const ordered = (scores: Float64Array) => {
  const expected = scores.map((score) => score + 0).sort()
  const given = scores.slice()
  const sorted = sortedCopy(scores)
  expect(Buffer.compare(Buffer.from(scores.buffer), Buffer.from(given.buffer))).toBe(0)
  return [sorted, expected]
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
    ['doubles that agree in their upper words', () => 1 + Math.random() * 2 ** -24],
    ['few of those at once', () => Math.floor(Math.random() * 20_000) + Math.random() * 1e-7],
    ['every magnitude', () => (Math.random() - 0.5) * 10 ** (Math.random() * 600 - 300)],
  ])('orders many scores by radix as Float64Array.sort does: %s', (_kind, draw) => {
    const [sorted, expected] = ordered(Float64Array.from({ length: 120_000 }, draw))
    expect(Buffer.compare(Buffer.from(sorted.buffer), Buffer.from(expected.buffer))).toBe(0)
  })

  it('puts NaN at an end, so that callers find it', () => {
    const scores = Float64Array.from({ length: 30_000 }, (_, i) => (i === 777 ? Number.NaN : Math.sin(i)))
    const sorted = sortedCopy(scores)
    expect([sorted[0], sorted[sorted.length - 1]].some(Number.isNaN)).toBe(true)
  })

  it('counts what is below a score', () => {
    const ascending = Float64Array.of(-Infinity, 0, 0, 2, Infinity)
    expect([-Infinity, 0, 1, 3, Infinity].map((score) => firstAtLeast(ascending, score))).toEqual([
      0, 1, 3, 4, 4,
    ])
    expect(firstAtLeast(Float64Array.of(), 1)).toBe(0)
  })
})
