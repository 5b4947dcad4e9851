import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaUnderRoc } from '../../main/evaluation/auc.ts'
import { cllr, minCllr } from '../../main/evaluation/cllr.ts'
import { equalErrorRate } from '../../main/evaluation/eer.ts'
import { errorCurve } from '../../main/evaluation/error-curve.ts'
import { comparisonsNeeded, fnmrAtFmr } from '../../main/evaluation/fnmr-at-fmr.ts'
import { measure } from '../../main/evaluation/metrics.ts'
import { minDetectionCost } from '../../main/evaluation/min-dcf.ts'
import type { Scores } from '../../main/evaluation/scores.ts'
import * as textbook from './textbook.ts'

const scores = (genuine: number[], impostor: number[]): Scores => ({
  genuine: Float64Array.from(genuine),
  impostor: Float64Array.from(impostor),
})

/** Few distinct values make ties; whole, tiny, huge, signed and infinite ones. */
const anyScore = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ noNaN: true, min: -2, max: 2 }),
  fc.double({ noNaN: true }),
)
const anyScores = fc
  .tuple(
    fc.array(anyScore, { minLength: 1, maxLength: 25 }),
    fc.array(anyScore, { minLength: 1, maxLength: 25 }),
  )
  .map(([genuine, impostor]) => scores(genuine, impostor))

const agrees = (quick: (given: Scores) => number, slow: (given: Scores) => number) => {
  fc.assert(
    fc.property(anyScores, (given) => {
      expect(quick(given)).toBeCloseTo(slow(given), 10)
    }),
  )
}

describe('metrics equal their textbook definitions on any scores, ties and infinities included', () => {
  it('equal error rate', () => {
    agrees((given) => equalErrorRate(errorCurve(given)).value, textbook.equalErrorRate)
  })
  it('area under the ROC', () => {
    agrees((given) => areaUnderRoc(errorCurve(given)), textbook.areaUnderRoc)
  })
  it.each([0.5, 0.1, 0.01])('FNMR at an FMR of %d', (fmr) => {
    agrees(
      (given) => fnmrAtFmr(errorCurve(given), fmr).fnmr,
      (given) => textbook.fnmrAtFmr(given, fmr),
    )
  })
  it.each([0.01, 0.05, 0.5, 0.9])('minimum detection cost at a prior of %d', (prior) => {
    agrees(
      (given) => minDetectionCost(errorCurve(given), prior),
      (given) => textbook.minDetectionCost(given, prior),
    )
  })
  it('minimum Cllr', () => {
    agrees((given) => minCllr(errorCurve(given)), textbook.minCllr)
  })
  it('Cllr', () => {
    const ratio = fc.double({ noNaN: true, min: -30, max: 30 })
    const ratios = fc.array(ratio, { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(ratios, ratios, (genuine, impostor) => {
        const given = scores(genuine, impostor)
        expect(cllr(given)).toBeCloseTo(textbook.cllr(given), 10)
      }),
    )
  })
  it('error counts at every threshold of the curve', () => {
    fc.assert(
      fc.property(anyScores, (given) => {
        const curve = errorCurve(given)
        const counted = [...curve.thresholds.slice(0, -1)].map((threshold) =>
          textbook.errorsAt(given, threshold),
        )
        expect([...curve.falseMatches.slice(0, -1)]).toEqual(counted.map(({ falseMatches }) => falseMatches))
        expect([...curve.falseNonMatches.slice(0, -1)]).toEqual(
          counted.map(({ falseNonMatches }) => falseNonMatches),
        )
      }),
    )
  })
})

describe('metrics by hand', () => {
  // Accepted at or above the threshold:    .2    .4    .5    .6    .7    .9   none
  //   FMR  (impostors .2 .4 .6)             1   2/3   1/3   1/3     0     0     0
  //   FNMR (genuine .5 .7 .9)               0     0     0   1/3   1/3   2/3     1
  const mixed = scores([0.5, 0.7, 0.9], [0.2, 0.4, 0.6])

  it('meet at 1/3 and 0.6', () => {
    expect(equalErrorRate(errorCurve(mixed))).toEqual({ value: 1 / 3, threshold: 0.6 })
  })

  it('interpolate between the points where the rates cross', () => {
    // .5: FMR 1/2, FNMR 0; .6: FMR 0, FNMR 1/3 -> t/3 = (1 - t)/2, t = 3/5.
    const { value, threshold } = equalErrorRate(errorCurve(scores([0.5, 0.7, 0.9], [0.1, 0.5])))
    expect(value).toBeCloseTo(0.2, 12)
    expect(threshold).toBeCloseTo(0.5 + 0.6 * 0.2, 12)
  })

  it('count 8 of 9 pairs in the right order', () => {
    expect(areaUnderRoc(errorCurve(mixed))).toBeCloseTo(8 / 9, 12)
  })

  it('take the lowest threshold that keeps the stated FMR', () => {
    expect(fnmrAtFmr(errorCurve(mixed), 0.1)).toEqual({
      fmr: 0.1,
      fnmr: 1 / 3,
      threshold: 0.7,
      falseMatches: 0,
      falseNonMatches: 1,
    })
    expect(fnmrAtFmr(errorCurve(mixed), 1 / 3)).toMatchObject({ fnmr: 0, threshold: 0.5 })
  })

  it('cost what the cheapest threshold costs', () => {
    // p = 0.05: threshold .7 costs 0.05 / 3, over 0.05 that is 1/3; threshold .5 would cost 0.95 / 3.
    expect(minDetectionCost(errorCurve(mixed), 0.05)).toBeCloseTo(1 / 3, 12)
  })

  it('lose exactly one bit where scores say nothing', () => {
    expect(cllr(scores([0, 0], [0, 0, 0]))).toBeCloseTo(1, 12)
    expect(cllr(scores([Math.log(3)], [-Math.log(3)]))).toBeCloseTo(Math.log2(4 / 3), 12)
  })

  it('pool .5 and .6, the only pair in the wrong order', () => {
    // The pool holds one comparison of each kind, ratio 1: each third costs log2(2) = 1 bit.
    expect(minCllr(errorCurve(mixed))).toBeCloseTo((1 / 3 + 1 / 3) / 2, 12)
  })
})

describe('degenerate scores', () => {
  it('are perfect where the kinds do not overlap', () => {
    const curve = errorCurve(scores([2, 3], [0, 1]))
    expect(equalErrorRate(curve)).toEqual({ value: 0, threshold: 2 })
    expect(areaUnderRoc(curve)).toBe(1)
    expect(minDetectionCost(curve, 0.01)).toBe(0)
    expect(minCllr(curve)).toBe(0)
  })

  it('tell nothing where all are equal', () => {
    const curve = errorCurve(scores([7, 7], [7, 7, 7]))
    expect(equalErrorRate(curve)).toEqual({ value: 0.5, threshold: 7 })
    expect(areaUnderRoc(curve)).toBe(0.5)
    expect(minDetectionCost(curve, 0.01)).toBe(1)
    expect(minCllr(curve)).toBeCloseTo(1, 12)
  })

  it('stay within the rates when they are always wrong', () => {
    const curve = errorCurve(scores([0, 1], [2, 3]))
    expect(equalErrorRate(curve).value).toBe(1)
    expect(areaUnderRoc(curve)).toBe(0)
  })

  it('leave figures undefined where one kind is missing', () => {
    for (const curve of [errorCurve(scores([], [1])), errorCurve(scores([1], []))]) {
      expect(equalErrorRate(curve).value).toBeNaN()
      expect(areaUnderRoc(curve)).toBeNaN()
      expect(minDetectionCost(curve, 0.01)).toBeNaN()
      expect(minCllr(curve)).toBeNaN()
    }
    expect(() => measure(scores([], [1]))).toThrow(expect.objectContaining({ code: 'one-sided-scores' }))
  })

  it('are refused where one is NaN, which says where', () => {
    expect(() => errorCurve(scores([1, Number.NaN], [0]))).toThrow(/Score 2 of the genuine comparisons/)
    expect(() => errorCurve(scores([1], [Number.NaN]))).toThrow(/Score 1 of the impostor comparisons/)
  })
})

describe('the figures of a system', () => {
  const many = scores(
    Array.from({ length: 40 }, (_, i) => 0.3 + i / 100),
    Array.from({ length: 400 }, (_, i) => i / 1000),
  )

  it('refuse an FMR that the data cannot carry and say what it would need', () => {
    const { fnmr_at_fmr } = measure(many)
    expect(fnmr_at_fmr.map(({ fmr, fnmr }) => [fmr, fnmr !== null])).toEqual([
      [0.1, true],
      [0.01, true],
      [0.001, false],
      [0.0001, false],
    ])
    expect(fnmr_at_fmr[2].reason).toBe(
      'FMR <= 0.001 needs at least 2,995 independent impostor comparisons without an error; there are 400',
    )
  })

  it('know the published figure for one in fifty thousand', () => {
    expect(comparisonsNeeded(1 / 50_000)).toBe(149_786)
  })

  it('report a false-match rate on request, with counts and exact interval', () => {
    const asked = measure(many, { fmrs: [0.05] }).fnmr_at_fmr.find(({ fmr }) => fmr === 0.05)
    // 20 of 400 impostors may pass: the threshold is 0.38, below which lie the genuine scores 0.30 to 0.37.
    expect(asked).toMatchObject({ threshold: 0.38, false_matches: 20, false_non_matches: 8, reason: null })
    expect(asked?.fnmr?.value).toBe(0.2)
    expect(asked?.fnmr?.low).toBeCloseTo(0.0905, 4)
    expect(asked?.fnmr?.high).toBeCloseTo(0.3565, 4)
  })

  it('keep Cllr for log-likelihood ratios', () => {
    expect(measure(many).cllr).toBeNull()
    expect(measure(many, { ratios: scores([0], [0]) }).cllr).toBeCloseTo(1, 12)
  })
})
