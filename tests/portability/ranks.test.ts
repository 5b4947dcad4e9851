import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rankCorrelation, ranks, spearman } from '../../main/portability/ranks.ts'

describe('ranks', () => {
  test('count from one, and equal values share the mean of theirs', () => {
    expect([...ranks([30, 10, 20])]).toEqual([3, 1, 2])
    expect([...ranks([5, 7, 5, 9])]).toEqual([1.5, 3, 1.5, 4])
  })
})

describe("Spearman's correlation", () => {
  test('equals 1 - 6 sum d^2 / (n (n^2 - 1)) without ties', () => {
    // Ranks 1 2 3 4 5 against 2 1 4 3 5: d = 1 1 1 1 0, so 1 - 24 / 120.
    expect(spearman([1, 2, 3, 4, 5], [20, 10, 40, 30, 50])).toBeCloseTo(0.8, 12)
  })

  test('does not change under a monotone map, and turns its sign under a falling one', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 20 }),
        (left) => {
          const right = left.map((value, i) => Math.sin(i) * 10 + value)
          const value = spearman(left, right)
          expect(spearman(left.map(Math.exp), right)).toBeCloseTo(value, 9)
          expect(
            spearman(
              left.map((x) => -x),
              right,
            ),
          ).toBeCloseTo(-value, 9)
        },
      ),
    )
  })

  test('has no value where one side is constant', () => expect(spearman([1, 2, 3], [4, 4, 4])).toBeNaN())
})

describe('a correlation with its interval', () => {
  test('looks only at places where both were measured', () => {
    const { value, pairs } = rankCorrelation([1, 2, null, 4, 3, 5], [10, 20, 5, 40, 30, null])
    expect({ value, pairs }).toEqual({ value: 1, pairs: 4 })
  })

  test('of fewer than five pairs claims nothing', () => {
    expect(rankCorrelation([1, 2, 3, 4], [1, 2, 4, 3])).toMatchObject({ low: -1, high: 1 })
  })

  test('narrows with the number of pairs and holds the value', () => {
    const series = (n: number) => Array.from({ length: n }, (_, i) => i)
    const noisy = (n: number) => series(n).map((i) => i + 3 * Math.sin(7 * i))
    const [few, many] = [10, 200].map((n) => rankCorrelation(series(n), noisy(n)))
    expect(few.low).toBeLessThan(few.value)
    expect(few.high).toBeGreaterThan(few.value)
    expect(many.high - many.low).toBeLessThan(few.high - few.low)
  })
})
