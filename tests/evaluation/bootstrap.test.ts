import { describe, expect, it } from 'vitest'
import { bootstrapOverPeople, drawnFigures } from '../../main/evaluation/bootstrap.ts'
import { ComparisonList } from '../../main/evaluation/comparisons.ts'
import { equalErrorRate } from '../../main/evaluation/eer.ts'
import { type ErrorCurve, errorCurve } from '../../main/evaluation/error-curve.ts'
import { fnmrAtFmr } from '../../main/evaluation/fnmr-at-fmr.ts'
import { clopperPearson, countedOverPeople } from '../../main/evaluation/interval.ts'
import { measure } from '../../main/evaluation/metrics.ts'
import { quantile } from '../../main/evaluation/quantile.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { rateOverPeople } from '../../main/evaluation/rate-over-people.ts'
import { population } from './population.ts'

const eer = (curve: ErrorCurve) => [equalErrorRate(curve).value]

describe('the bootstrap over people', () => {
  it('weighs comparisons as copies of the people would', () => {
    const { scores, people } = population(5, 1)
    let seen: ErrorCurve | null = null
    const [spread] = bootstrapOverPeople(
      scores,
      people,
      (curve) => {
        seen = {
          ...curve,
          falseMatches: curve.falseMatches.slice(),
          falseNonMatches: curve.falseNonMatches.slice(),
        }
        return eer(curve)
      },
      { resamples: 1, seed: 9 },
    )
    // The same draw by hand: copy every comparison as often as its people were drawn.
    const integer = seededIntegers(9)
    const draws = new Array(people.count).fill(0)
    for (let i = 0; i < people.count; i++) draws[integer(people.count)]++
    const copies = (values: Float64Array, times: (i: number) => number) =>
      Float64Array.from([...values].flatMap((value, i) => new Array(times(i)).fill(value)))
    const copied = errorCurve({
      genuine: copies(scores.genuine, (i) => draws[people.genuine[i]]),
      impostor: copies(
        scores.impostor,
        (i) => draws[people.impostorEnrolled[i]] * draws[people.impostorTested[i]],
      ),
    })
    expect(draws).toContain(0)
    expect(spread?.low).toBeCloseTo(equalErrorRate(copied).value, 12)
    expect(spread?.high).toBe(spread?.low)
    // The last evaluation is that of all people, unweighted.
    expect(seen).toMatchObject({ genuine: scores.genuine.length, impostor: scores.impostor.length })
  })

  it('gives the same interval for the same seed', () => {
    const { scores, people } = population(20, 2)
    const spread = (seed: number) => bootstrapOverPeople(scores, people, eer, { resamples: 200, seed })
    expect(spread(1)).toEqual(spread(1))
    expect(spread(1)).not.toEqual(spread(2))
  })

  it('widens the interval where people differ, which counting comparisons as independent misses', () => {
    const { scores, people } = population(50, 3, { difference: 2 })
    const overPeople = measure(scores, { people }).eer
    const overComparisons = measure(scores).eer
    expect(overPeople.value).toBe(overComparisons.value)
    expect(overPeople.high - overPeople.low).toBeGreaterThan(overComparisons.high - overComparisons.low)
  })

  it('falls back to the exact bound over people where no error was seen', () => {
    const list = new ComparisonList()
    for (const person of ['a', 'b', 'c', 'd']) {
      for (let k = 0; k < 100; k++) list.add(person, person, 1)
      for (const other of ['a', 'b', 'c', 'd']) if (other !== person) list.add(person, other, 0)
    }
    const { scores, people } = list.comparisons()
    const { eer } = measure(scores, { people })
    expect(eer).toMatchObject({ value: 0, low: 0 })
    expect(eer.high).toBeCloseTo(1 - 0.025 ** (1 / 4), 12)
  })

  it('does not take a draw of one person alone, without impostors, for one in which everybody is rejected', () => {
    const list = new ComparisonList()
    for (const [index, person] of ['a', 'b', 'c'].entries()) {
      for (let k = 0; k < 10; k++) list.add(person, person, k <= index ? 0.1 : 0.9)
      for (const other of ['a', 'b', 'c']) {
        if (other !== person) for (let k = 0; k < 10; k++) list.add(person, other, 0.2)
      }
    }
    const { scores, people } = list.comparisons()
    const atTenth = (curve: ErrorCurve) => [fnmrAtFmr(curve, 0.1).fnmr]
    const [spread] = bootstrapOverPeople(scores, people, atTenth)
    // Rejected in 1, 2 and 3 of 10 attempts; one draw in nine has one person only. The others lie between 1 1 2 and 2 3 3.
    expect(spread?.low).toBeCloseTo(4 / 30, 12)
    expect(spread?.high).toBeCloseTo(8 / 30, 12)
    // So few comparisons leave more open than that.
    const { low, high } = clopperPearson(6, 30)
    expect(countedOverPeople(6, 30, 3, spread)).toMatchObject({ value: 0.2, low, high })
    // Three pairs of people carry no rate of 10 %.
    expect(measure(scores, { people }).fnmr_at_fmr[0].reason).toMatch(/from 3 people \(3 different pairs\)$/)
  })

  it('is null where no draw has figures, and the interval then is 0 to 1', () => {
    const { scores, people } = population(2, 4)
    const seed = [1, 2, 3, 4, 5, 6].find((candidate) => {
      const integer = seededIntegers(candidate)
      const first = integer(2)
      return integer(2) === first
    })
    expect(bootstrapOverPeople(scores, people, eer, { resamples: 1, seed })).toEqual([null])
    expect(measure(scores, { people, resamples: 1, seed }).eer).toMatchObject({ low: 0, high: 1 })
  })

  it('leaves open what few people say of perfect separation, and tells nothing where scores do', () => {
    const list = new ComparisonList()
    for (const a of ['a', 'b', 'c']) {
      for (const b of ['a', 'b', 'c']) for (let k = 0; k < 10; k++) list.add(a, b, a === b ? 1 : 0)
    }
    const { scores, people } = list.comparisons()
    const perfect = measure(scores, { people })
    // Three people without an error: up to 1 - 0.025^(1/3) = 71 % of people may have some.
    expect(perfect.auc_interval?.high).toBe(1)
    expect(perfect.auc_interval?.low).toBeCloseTo(0.025 ** (1 / 3), 12)
    // At rates of 1/2 and above scores say nothing; a cost of 1 is that of deciding without them.
    expect(perfect.min_cllr_interval).toEqual({ low: 0, high: 1 })
    expect(perfect.min_dcf.map(({ low, high }) => [low, high])).toEqual([
      [0, 1],
      [0, 1],
    ])
    const equal = { genuine: scores.genuine.fill(0), impostor: scores.impostor.fill(0) }
    const blind = measure(equal, { people })
    expect(blind).toMatchObject({ auc: 0.5, auc_interval: null, min_cllr_interval: null })
    expect(blind.min_dcf[0]).toMatchObject({ value: 1, low: null, high: null })
  })

  it('has the exact bound over people where everybody is always rejected', () => {
    const list = new ComparisonList()
    for (let person = 0; person < 9; person++) {
      list.add(`p${person}`, `p${person}`, 0)
      for (let other = 0; other < 9; other++) {
        if (other !== person) for (let k = 0; k < 5; k++) list.add(`p${person}`, `p${other}`, 1)
      }
    }
    const { scores, people } = list.comparisons()
    const { eer, fnmr_at_fmr } = measure(scores, { people })
    for (const rate of [eer, fnmr_at_fmr[0].fnmr]) {
      expect(rate).toMatchObject({ value: 1, high: 1 })
      expect(rate?.low).toBeCloseTo(0.025 ** (1 / 9), 12)
    }
  })
})

describe('a rate counted over people', () => {
  it('has the exact bound over people without errors, and is null without trials', () => {
    const counts = Array.from({ length: 30 }, () => ({ errors: 0, trials: 7 }))
    expect(rateOverPeople(counts)).toMatchObject({ value: 0, low: 0, errors: 0, trials: 210 })
    expect(rateOverPeople(counts)?.high).toBeCloseTo(1 - 0.025 ** (1 / 30), 12)
    expect(rateOverPeople([{ errors: 0, trials: 0 }])).toBeNull()
  })

  it('has the exact bound over people where everything is an error', () => {
    const counts = Array.from({ length: 30 }, () => ({ errors: 7, trials: 7 }))
    expect(rateOverPeople(counts)).toMatchObject({ value: 1, high: 1, errors: 210, trials: 210 })
    expect(rateOverPeople(counts)?.low).toBeCloseTo(0.025 ** (1 / 30), 12)
  })

  it('knows next to nothing from one person', () => {
    expect(rateOverPeople([{ errors: 0, trials: 9 }])).toMatchObject({ value: 0, low: 0, high: 0.975 })
    expect(rateOverPeople([{ errors: 3, trials: 9 }])).toMatchObject({ value: 1 / 3, low: 0, high: 1 })
    const always = rateOverPeople([{ errors: 9, trials: 9 }])
    expect(always).toMatchObject({ value: 1, high: 1 })
    expect(always?.low).toBeCloseTo(0.025, 12)
  })

  it('is not told more narrowly than independent trials are: the exact interval where a person has one', () => {
    const { low, high } = rateOverPeople(
      Array.from({ length: 80 }, (_, at) => ({ errors: at === 0 ? 1 : 0, trials: 1 })),
    )!
    expect(low).toBeLessThanOrEqual(clopperPearson(1, 80).low)
    expect(high).toBeCloseTo(clopperPearson(1, 80).high, 12)
  })

  it('knows that one clumsy person is less evidence than many errors of many people', () => {
    const clumsy = [
      { errors: 20, trials: 20 },
      ...Array.from({ length: 49 }, () => ({ errors: 0, trials: 20 })),
    ]
    const spread = [...Array.from({ length: 20 }, () => ({ errors: 1, trials: 20 })), ...clumsy.slice(21)]
    const wide = rateOverPeople(clumsy)
    const narrow = rateOverPeople(spread)
    expect(wide?.value).toBe(0.02)
    expect(wide!.high - wide!.low).toBeGreaterThan(2 * (narrow!.high - narrow!.low))
  })
})

describe('quantiles', () => {
  it('lie between neighbours', () => {
    const sorted = Float64Array.of(1, 2, 4, 8)
    expect([0, 0.5, 1].map((p) => quantile(sorted, p))).toEqual([1, 3, 8])
    expect(quantile(sorted, 0.9)).toBeCloseTo(4 + 0.7 * 4, 12)
  })
})

describe('resampled figures', () => {
  it('of other scores of the same comparisons are of the same resamples', () => {
    const { scores, people } = population(12, 4)
    const doubled = {
      genuine: scores.genuine.map((score) => 2 * score),
      impostor: scores.impostor.map((score) => 2 * score),
    }
    const figures = (own: typeof scores) =>
      drawnFigures(own, people, (curve) => [equalErrorRate(curve).value], { resamples: 30, seed: 2 })
    expect(figures(doubled)).toEqual(figures(scores))
    expect(new Set(figures(scores).drawn.flat()).size).toBeGreaterThan(5)
  })
})
