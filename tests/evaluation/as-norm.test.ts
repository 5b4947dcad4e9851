import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cohortVectors, normalisedScore } from '../../main/evaluation/as-norm.ts'
import { acquiredOf, sampleOf } from './made-up.ts'

const unit = (...values: number[]) => {
  const norm = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / norm)
}

describe('AS-norm', () => {
  it('tells a score in deviations from what both sides score against the most similar of the cohort', () => {
    // Along the axes: (0.6, 0.8, 0) scores 0.6, 0.8, 0 and (0, 0.6, 0.8) scores 0, 0.6, 0.8; the best two count.
    const cohort = [unit(1, 0, 0), unit(0, 1, 0), unit(0, 0, 1)]
    const score = normalisedScore(cohort, 2)(unit(0.6, 0.8, 0), unit(0, 0.6, 0.8))
    // Cosine 0.48; both sides: mean 0.7, deviation 0.1.
    expect(score).toBeCloseTo((0.48 - 0.7) / 0.1, 5)
  })

  it('equals the textbook on random vectors, and does not mind which side is which', () => {
    const vector = fc
      .array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 })
      .filter((values) => values.some((value) => value !== 0))
      .map((values) => unit(...values))
    const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0)
    fc.assert(
      fc.property(
        vector,
        vector,
        fc.array(vector, { minLength: 3, maxLength: 8 }),
        fc.integer({ min: 2, max: 9 }),
        (a, b, cohort, top) => {
          const part = (side: Float32Array) => {
            const best = cohort
              .map((other) => cosine(side, other))
              .sort((x, y) => y - x)
              .slice(0, top)
            const mean = best.reduce((x, y) => x + y) / best.length
            const deviation = Math.sqrt(best.reduce((sum, x) => sum + (x - mean) ** 2, 0) / best.length)
            return (cosine(a, b) - mean) / Math.max(deviation, 1e-6)
          }
          const normalised = normalisedScore(cohort, top)
          const expected = (part(a) + part(b)) / 2
          expect(normalised(a, b)).toBeCloseTo(expected, 6 - Math.ceil(Math.log10(Math.abs(expected) + 1)))
          expect(normalised(b, a)).toBe(normalised(a, b))
        },
      ),
    )
  })

  it('counts each person of the cohort once, as the mean of their samples', () => {
    const cohort = cohortVectors(
      [
        acquiredOf(sampleOf('a', '1', 'face'), 0),
        acquiredOf(sampleOf('a', '2', 'face'), 1),
        acquiredOf(sampleOf('b', '1', 'face'), 2),
        acquiredOf(sampleOf('b', '1', 'voice'), 3),
      ],
      'face',
    )
    expect(cohort).toHaveLength(2)
    expect([...cohort[0].subarray(0, 3)]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2), 0])
  })
})
