import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atLeast, probabilityOfSuccess } from '../../main/evaluation/binomial.ts'
import {
  boundWithoutErrors,
  clopperPearson,
  countedOverPeople,
  falseMatchesOverPeople,
} from '../../main/evaluation/interval.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { binomialTail } from './textbook.ts'

const counts = fc
  .integer({ min: 1, max: 60 })
  .chain((n) => fc.tuple(fc.integer({ min: 1, max: n }), fc.constant(n)))

describe('binomial tails', () => {
  it('equal the sum of their terms', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), ([k, n], p) => {
        expect(atLeast(k, n, p)).toBeCloseTo(binomialTail(k, n, p), 11)
      }),
    )
  })

  it('are inverted by the success probability', () => {
    fc.assert(
      fc.property(counts, fc.double({ min: 0.001, max: 0.999, noNaN: true }), ([k, n], probability) => {
        expect(atLeast(k, n, probabilityOfSuccess(k, n, probability))).toBeCloseTo(probability, 10)
      }),
    )
  })
})

describe('Clopper-Pearson intervals', () => {
  it('are (alpha / 2)^(1 / n) where all or none are errors', () => {
    expect(clopperPearson(0, 20).high).toBeCloseTo(1 - 0.025 ** (1 / 20), 14)
    expect(clopperPearson(20, 20).low).toBeCloseTo(0.025 ** (1 / 20), 14)
    expect(clopperPearson(0, 20).low).toBe(0)
    expect(clopperPearson(20, 20).high).toBe(1)
  })

  // From scipy.stats.beta.ppf (SciPy 1.17.1).
  it.each([
    [1, 20, 0.0012650894979498, 0.2487327627720278],
    [10, 20, 0.2719578495607919, 0.728042150439208],
    [36, 600, 0.04237339679484933, 0.082100758672417],
    [1234, 1_000_000, 0.0011661407366390323, 0.001304774153560784],
    [3, 10_000_000, 6.18672165625059e-8, 8.767270541303173e-7],
    [5_000_000, 10_000_000, 0.49969005252137116, 0.5003099474786289],
  ])('of %d errors in %d trials', (errors, trials, low, high) => {
    const interval = clopperPearson(errors, trials)
    expect(Math.abs(interval.low / low - 1)).toBeLessThan(1e-9)
    expect(Math.abs(interval.high / high - 1)).toBeLessThan(1e-9)
  })

  it('mirror when errors and successes change places', () => {
    fc.assert(
      fc.property(counts, ([k, n]) => {
        const { low, high } = clopperPearson(k, n)
        const mirrored = clopperPearson(n - k, n)
        expect(mirrored.low).toBeCloseTo(1 - high, 12)
        expect(mirrored.high).toBeCloseTo(1 - low, 12)
      }),
    )
  })

  it('say nothing without trials', () => {
    expect(clopperPearson(0, 0)).toEqual({ value: Number.NaN, low: 0, high: 1, errors: 0, trials: 0 })
  })

  it('cover the true rate in at least 95 % of samples, at any rate', () => {
    for (const [trials, rate] of [
      [50, 0.02],
      [50, 0.3],
      [300, 0.05],
    ]) {
      // Exactly: the probability of all counts whose interval holds the rate.
      let covered = 0
      for (let errors = 0; errors <= trials; errors++) {
        const { low, high } = clopperPearson(errors, trials)
        if (low > rate || high < rate) continue
        covered += tail(errors, trials, rate) - tail(errors + 1, trials, rate)
      }
      expect(covered).toBeGreaterThanOrEqual(0.95)
      expect(covered).toBeLessThan(0.995)
    }
  })

  it('bound a rate by the people who showed no error', () => {
    expect(boundWithoutErrors(100)).toBeCloseTo(0.0362, 4)
  })
})

describe('rates over people', () => {
  const spread = { low: 0.04, high: 0.18, mean: 0.1, deviation: 0.04 }

  it('are never told more narrowly than independent comparisons would be', () => {
    expect(countedOverPeople(10, 100, 50, spread)).toMatchObject({ value: 0.1, low: 0.04, high: 0.18 })
    const { low, high } = clopperPearson(1, 10)
    expect(countedOverPeople(1, 10, 50, spread)).toMatchObject({ low, high })
  })

  it('of false matches leave out once what independent comparisons vary', () => {
    // Variance 0.0016; independent ones would have 0.1 * 0.9 / 100 = 0.0009, which is more than what is left.
    const share = Math.sqrt(0.0009 / 0.0016)
    const found = falseMatchesOverPeople(10, 100, 50, { ...spread, low: 0, high: 0.3 })
    expect(found.low).toBeCloseTo(0.1 - share * 0.1, 12)
    expect(found.high).toBeCloseTo(0.1 + share * 0.2, 12)
    // Of 1,000 they would have 0.00009: nearly all of the spread is that of people.
    const more = falseMatchesOverPeople(100, 1000, 50, spread)
    expect(more.low).toBeCloseTo(0.1 - Math.sqrt(0.00151 / 0.0016) * 0.06, 12)
  })
})

const tail = (k: number, n: number, p: number) => (k === 0 ? 1 : k > n ? 0 : atLeast(k, n, p))

describe('seeded integers', () => {
  it('repeat for a seed, differ between seeds, and fill their range evenly', () => {
    const draw = (seed: number) => Array.from({ length: 6000 }, seededIntegersOf(seed, 6))
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
    for (let face = 0; face < 6; face++) {
      const share = draw(3).filter((drawn) => drawn === face).length / 6000
      expect(Math.abs(share - 1 / 6)).toBeLessThan(0.02)
    }
  })
})

const seededIntegersOf = (seed: number, limit: number) => {
  const integer = seededIntegers(seed)
  return () => integer(limit)
}
