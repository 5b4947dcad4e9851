import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrapOverPeople } from '../../main/evaluation/bootstrap.ts'
import { errorBands } from '../../main/evaluation/error-bands.ts'
import { fnmrAtFmr } from '../../main/evaluation/fnmr-at-fmr.ts'
import {
  clopperPearson,
  countedOverPeople,
  falseMatchesOverPeople,
  type Spread,
} from '../../main/evaluation/interval.ts'
import { ratesAt } from '../../main/evaluation/rates-at.ts'
import { scoreHistogram } from '../../main/evaluation/score-histogram.ts'
import { sortedScores } from '../../main/evaluation/sorted-scores.ts'
import { ratesAtThreshold } from '../../main/evaluation/threshold-rates.ts'
import { population } from './population.ts'
import { errorsAt } from './textbook.ts'

const countedOverPeopleLimits = (errors: number, trials: number, spread: Spread | null) => {
  const { low, high } = countedOverPeople(errors, trials, 40, spread)
  return { low, high }
}

describe('bands of error rates', () => {
  const compared = population(40, 1)

  it('are what resampling gives for each point alone', () => {
    const { det, rates, people, genuine, impostor } = errorBands(compared, {
      points: 30,
      resamples: 200,
      seed: 4,
    })
    expect({ people, genuine, impostor }).toEqual({ people: 40, genuine: 240, impostor: 320 })
    expect(det.length).toBeGreaterThan(20)
    expect(det.length).toBeLessThanOrEqual(30)
    const middle = Math.floor(det.length / 2)
    const { fmr, low, high, threshold } = det[middle]
    const [atFmr, atThreshold] = bootstrapOverPeople(
      compared.scores,
      compared.people,
      (curve) => {
        const point = curve.thresholds.indexOf(threshold)
        return [fnmrAtFmr(curve, fmr).fnmr, curve.falseMatches[point] / curve.impostor]
      },
      { resamples: 200, seed: 4 },
    )
    // Never narrower than if comparisons were independent, and of the FMR the noise of pairs taken off once.
    const trials = rates[middle].fnmr.trials
    expect({ low, high }).toMatchObject(countedOverPeopleLimits(rates[middle].fnmr.errors, trials, atFmr))
    expect(rates[middle].fmr).toEqual(falseMatchesOverPeople(rates[middle].fmr.errors, 320, 40, atThreshold))
    expect(rates[middle]).toMatchObject({ threshold, fmr: { value: fmr }, fnmr: { value: det[middle].fnmr } })
  })

  it('hold their points and narrow with more people', () => {
    const width = (people: number) => {
      const { det } = errorBands(population(people, 2), { resamples: 300 })
      for (const { fnmr, low, high } of det) expect(low <= fnmr && fnmr <= high).toBe(true)
      const { low, high } = det.find(({ fmr }) => fmr <= 0.1)!
      return high - low
    }
    expect(width(200)).toBeLessThan(0.7 * width(30))
  })

  it('have the exact bound over people where no error was seen', () => {
    const { det, rates } = errorBands(compared, { resamples: 50 })
    expect(det[0]).toMatchObject({ fmr: 1, fnmr: 0, low: 0 })
    expect(det[0].high).toBeCloseTo(1 - 0.025 ** (1 / 40), 12)
    const last = rates[rates.length - 1]
    expect(last.threshold).toBe(Number.POSITIVE_INFINITY)
    expect(last.fmr).toMatchObject({ value: 0, low: 0, errors: 0, trials: 320 })
    expect(last.fmr.high).toBeCloseTo(1 - 0.025 ** (1 / 40), 12)
  })

  it('are exact over comparisons where people are not known', () => {
    const { det, rates, people } = errorBands({ scores: compared.scores, people: null })
    expect(people).toBeNull()
    const k = Math.floor(det.length / 3)
    const { low, high, value } = clopperPearson(rates[k].fnmr.errors, 240)
    expect(det[k]).toMatchObject({ low, high, fnmr: value })
  })

  it('know nothing of a kind without comparisons', () => {
    const nobody = { genuine: Float64Array.of(), impostor: Float64Array.of(0, 1) }
    const { rates } = errorBands({ scores: nobody, people: null })
    expect(rates[0].fnmr).toMatchObject({ value: Number.NaN, low: 0, high: 1, trials: 0 })
  })

  it('keep both rates of a long curve to one part in 2000', () => {
    const scores = {
      genuine: Float64Array.from({ length: 40_000 }, (_, i) => Math.sin(i) + 1),
      impostor: Float64Array.from({ length: 60_000 }, (_, i) => Math.sin(1.7 * i)),
    }
    const people = {
      count: 20,
      genuine: Uint32Array.from({ length: 40_000 }, (_, i) => i % 20),
      impostorEnrolled: Uint32Array.from({ length: 60_000 }, (_, i) => i % 20),
      impostorTested: Uint32Array.from({ length: 60_000 }, (_, i) => (i + 1 + (i % 7)) % 20),
    }
    const { det } = errorBands({ scores, people }, { points: 50, resamples: 5 })
    for (const { threshold, fmr, fnmr } of det) {
      const exact = errorsAt(scores, threshold)
      expect({ fmr, fnmr }).toEqual({ fmr: exact.fmr, fnmr: exact.fnmr })
    }
  })
})

describe('rates at a threshold that moves', () => {
  const compared = population(40, 3)
  const sorted = sortedScores(compared.scores)
  const bands = errorBands(compared, { points: 200 })

  it('are counted exactly at any threshold', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -4, max: 6 }), (threshold) => {
        const { fmr, fnmr } = ratesAtThreshold(sorted, bands, threshold)
        const { falseMatches, falseNonMatches } = errorsAt(compared.scores, threshold)
        expect(fmr).toMatchObject({ errors: falseMatches, trials: 320 })
        expect(fnmr).toMatchObject({ errors: falseNonMatches, trials: 240 })
        for (const { low, value, high } of [fmr, fnmr]) expect(low <= value && value <= high).toBe(true)
      }),
    )
  })

  it('have about the limits of resampling at that very threshold', () => {
    for (const threshold of [0.3, 0.9, 1.4]) {
      const quick = ratesAtThreshold(sorted, bands, threshold)
      const { fmr, fnmr } = ratesAt(compared, threshold)
      for (const [a, b] of [
        [quick.fmr, fmr],
        [quick.fnmr, fnmr],
      ]) {
        expect(Math.abs(a!.low - b!.low)).toBeLessThan(0.01)
        expect(Math.abs(a!.high - b!.high)).toBeLessThan(0.01)
      }
    }
  })

  it('accept all below every score, and at Infinity only scores of Infinity', () => {
    expect(ratesAtThreshold(sorted, bands, -1e9)).toMatchObject({ fmr: { value: 1 }, fnmr: { value: 0 } })
    expect(ratesAtThreshold(sorted, bands, Infinity)).toMatchObject({ fmr: { value: 0 }, fnmr: { value: 1 } })
  })
})

describe('rates at one threshold', () => {
  it('vary with both people of an impostor comparison', () => {
    // One person is mistaken for everybody, but only ever tested: enrolled people all look alike.
    const errors = population(30, 5, { others: 0 })
    const scores = { genuine: errors.scores.genuine, impostor: new Float64Array(29).fill(0) }
    const people = {
      ...errors.people,
      impostorEnrolled: Uint32Array.from({ length: 29 * 30 }, (_, i) => Math.floor(i / 29)),
      impostorTested: Uint32Array.from(
        { length: 29 * 30 },
        (_, i) => (Math.floor(i / 29) + 1 + (i % 29)) % 30,
      ),
    }
    scores.impostor = Float64Array.from(people.impostorTested, (tested) => (tested === 0 ? 1 : 0))
    const { fmr } = ratesAt({ scores, people }, 0.5)
    expect(fmr).toMatchObject({ errors: 29, trials: 870 })
    // Drawn not at all in 36 % of resamples, or up to four times: 0 to about 4 / 30.
    expect(fmr?.low).toBeLessThan(0.002)
    expect(fmr?.high).toBeGreaterThan(0.09)
    expect(fmr?.high).toBeLessThan(0.15)
  })
})

describe('score histograms', () => {
  it('count every finite score once, in bins of equal width', () => {
    const histogram = scoreHistogram(
      { genuine: Float64Array.of(1, 4, 2.5, Infinity), impostor: Float64Array.of(0, 0.99, 2, -Infinity) },
      4,
    )
    expect(histogram).toEqual({
      low: 0,
      width: 1,
      genuine: [0, 1, 1, 1],
      impostor: [2, 0, 1, 0],
      infinite: { genuine: 1, impostor: 1 },
    })
  })

  it('put equal scores into the middle, and nothing where there are none', () => {
    const same = scoreHistogram({ genuine: Float64Array.of(7, 7), impostor: Float64Array.of() }, 3)
    expect(same).toMatchObject({ low: 6.5, genuine: [0, 2, 0], impostor: [0, 0, 0] })
    expect(scoreHistogram({ genuine: Float64Array.of(), impostor: Float64Array.of() }, 2).genuine).toEqual([
      0, 0,
    ])
  })

  it('hold the nearest numbers there are', () => {
    const nearest = { genuine: Float64Array.of(0), impostor: Float64Array.of(Number.MIN_VALUE) }
    expect(scoreHistogram(nearest, 3)).toMatchObject({ genuine: [0, 1, 0], impostor: [0, 1, 0] })
  })

  it('hold the largest numbers there are', () => {
    for (const largest of [Number.MAX_VALUE, -Number.MAX_VALUE, -1.797693134860681e308]) {
      const alone = { genuine: Float64Array.of(largest), impostor: Float64Array.of() }
      expect(scoreHistogram(alone, 1).genuine).toEqual([1])
    }
  })

  it('lose no score, whatever its size', () => {
    const kind = fc
      .array(fc.double({ noNaN: true }), { maxLength: 30 })
      .map((values) => Float64Array.from(values))
    fc.assert(
      fc.property(kind, kind, fc.integer({ min: 1, max: 50 }), (genuine, impostor, bins) => {
        const histogram = scoreHistogram({ genuine, impostor }, bins)
        const sum = (counts: number[]) => counts.reduce((all, one) => all + one, 0)
        const finite = (scores: Float64Array) => scores.filter(Number.isFinite).length
        expect(sum(histogram.genuine)).toBe(finite(genuine))
        expect(sum(histogram.impostor)).toBe(finite(impostor))
      }),
    )
  })

  it('refuse NaN', () => {
    const scores = { genuine: Float64Array.of(Number.NaN), impostor: Float64Array.of(0) }
    expect(() => scoreHistogram(scores)).toThrow(expect.objectContaining({ code: 'scores-not-numbers' }))
  })
})
