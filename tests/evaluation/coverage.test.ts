import { describe, expect, it } from 'vitest'
import { areaUnderRoc } from '../../main/evaluation/auc.ts'
import { luckless, resampledFigures } from '../../main/evaluation/bootstrap.ts'
import { minCllr } from '../../main/evaluation/cllr.ts'
import { equalErrorRate } from '../../main/evaluation/eer.ts'
import { type ErrorCurve, errorCurve } from '../../main/evaluation/error-curve.ts'
import { fnmrAtFmr } from '../../main/evaluation/fnmr-at-fmr.ts'
import {
  clopperPearson,
  countedOverPeople,
  falseMatchesOverPeople,
  intervalOverPeople,
} from '../../main/evaluation/interval.ts'
import { minDetectionCost } from '../../main/evaluation/min-dcf.ts'
import { probit } from '../../main/evaluation/probit.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { hullEqualErrorRate } from '../../main/evaluation/rocch.ts'
import { chimericPopulation, population } from './population.ts'

const IS_LONG = process.env.VISEME_LONG === '1'
const POPULATIONS = IS_LONG ? 1000 : 150
const RESAMPLES = IS_LONG ? 1000 : 300
/** Others whom each of 50 people is compared with, and how much people differ in being mistaken for others. */
const PLAIN = { people: 50, others: 24, alike: 0.3, what: 'people', make: population }
const CHIMERIC = { ...PLAIN, others: 12, what: 'chimeric people', make: chimericPopulation }
const DESIGNS = IS_LONG
  ? [PLAIN, { ...PLAIN, alike: 0.6 }, { ...PLAIN, people: 100, others: 20 }, CHIMERIC]
  : [PLAIN, CHIMERIC]

/** The first point at or above a threshold. */
function pointAt({ thresholds }: ErrorCurve, threshold: number): number {
  const found = thresholds.findIndex((one) => one >= threshold)
  return found
}

describe.each(DESIGNS)(
  'intervals over $people $what, each compared with $others others',
  (design) => {
    // Impostor scores are normal with variance 1 + 2 alike^2, genuine ones about 2 with variance 1 + 0.7^2.
    const thresholdOf = (fmr: number) => -probit(fmr) * Math.sqrt(1 + 2 * design.alike ** 2)
    const statistics = (curve: ErrorCurve) => {
      const [tenth, hundredth, middle] = [thresholdOf(0.1), thresholdOf(0.01), 0.5].map((one) =>
        pointAt(curve, one),
      )
      return [
        equalErrorRate(curve).value,
        hullEqualErrorRate(curve),
        areaUnderRoc(curve),
        minDetectionCost(curve, 0.05),
        minCllr(curve),
        fnmrAtFmr(curve, 0.1).fnmr,
        fnmrAtFmr(curve, 0.01).fnmr,
        curve.falseMatches[tenth] / curve.impostor,
        curve.falseMatches[hundredth] / curve.impostor,
        curve.falseNonMatches[middle] / curve.genuine,
      ]
    }
    const names = [
      'EER',
      'EER on the hull',
      'AUC',
      'minDCF',
      'minCllr',
      'FNMR at FMR 10 %',
      'FNMR at FMR 1 %',
    ]
    names.push('FMR of 10 %', 'FMR of 1 %', 'FNMR at a threshold')

    it(`hold the truth in 90 to 98 of 100 of ${POPULATIONS} populations`, () => {
      const whole = errorCurve(population(4000, 77, { ...design, others: 12 }).scores)
      const truth = statistics(whole)
      truth[7] = 0.1
      truth[8] = 0.01
      const covered = truth.map(() => 0)
      for (let seed = 0; seed < POPULATIONS; seed++) {
        const { scores, people } = design.make(design.people, 1000 + seed, design)
        const { distinct } = people
        const [genuine, impostor] = [scores.genuine.length, scores.impostor.length]
        const figures = resampledFigures(scores, people, statistics, { resamples: RESAMPLES, seed })
        figures.forEach(({ value, spread }, k) => {
          if (spread === null) return
          const fnmr = () =>
            countedOverPeople(Math.round(value * genuine), genuine, people.count, spread, distinct?.genuine)
          const fmr = () =>
            falseMatchesOverPeople(
              Math.round(value * impostor),
              impostor,
              people.count,
              spread,
              distinct?.impostor,
            )
          const rate = () => intervalOverPeople(value, people.count, spread)
          const minimum = () => luckless(value, spread)
          const interval = [rate, rate, () => spread, minimum, minimum, fnmr, fnmr, fmr, fmr, fnmr][k]
          const { low, high } = interval()
          if (low <= truth[k] && truth[k] <= high) covered[k]++
        })
      }
      const shares = Object.fromEntries(names.map((name, k) => [name, covered[k] / POPULATIONS]))
      // The luck of so many populations: two standard deviations.
      const luck = 2 * Math.sqrt((0.9 * 0.1) / POPULATIONS)
      for (const [name, share] of Object.entries(shares)) {
        expect.soft(share, name).toBeGreaterThanOrEqual(0.9 - luck)
        expect.soft(share, name).toBeLessThanOrEqual(0.98 + luck)
      }
      if (IS_LONG) console.log(design, shares)
    })
  },
  600_000,
)

describe('the exact interval', () => {
  it('holds the true rate in at least 95 of 100 simulated counts', () => {
    const integer = seededIntegers(5)
    for (const [trials, rate] of [
      [50, 0.02],
      [200, 0.1],
      [1000, 0.003],
    ]) {
      const runs = IS_LONG ? 20_000 : 3_000
      let covered = 0
      for (let run = 0; run < runs; run++) {
        let errors = 0
        for (let i = 0; i < trials; i++) if (integer(1_000_000) < rate * 1_000_000) errors++
        const { low, high } = clopperPearson(errors, trials)
        if (low <= rate && rate <= high) covered++
      }
      expect(covered / runs).toBeGreaterThanOrEqual(0.95)
    }
  })
})
