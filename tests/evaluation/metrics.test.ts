import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { areaUnderRoc } from '../../main/evaluation/auc.ts'
import { cllr, minCllr } from '../../main/evaluation/cllr.ts'
import { equalErrorRate, equalErrorRateOf } from '../../main/evaluation/eer.ts'
import { errorCurve } from '../../main/evaluation/error-curve.ts'
import { fnmrAtFmr, fnmrAtFmrOf } from '../../main/evaluation/fnmr-at-fmr.ts'
import { measure } from '../../main/evaluation/metrics.ts'
import { costliestFmr, lowestDetectionCost, minDetectionCost } from '../../main/evaluation/min-dcf.ts'
import { hullEqualErrorRate } from '../../main/evaluation/rocch.ts'
import type { Scores } from '../../main/evaluation/scores.ts'
import { cornerCurve, curveAround, sortedScores } from '../../main/evaluation/sorted-scores.ts'
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
      const [ours, theirs] = [quick(given), slow(given)]
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs)))
    }),
    { numRuns: 300 },
  )
}

describe('metrics equal their textbook definitions on any scores, ties and infinities included', () => {
  it('equal error rate', () => {
    agrees((given) => equalErrorRate(errorCurve(given)).value, textbook.equalErrorRate)
  })
  it('equal error rate on the convex hull', () => {
    agrees((given) => hullEqualErrorRate(errorCurve(given)), textbook.hullEqualErrorRate)
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
  it.each([
    [0.01, 10, 1],
    [0.3, 1, 7],
  ])('minimum detection cost at a prior of %d and costs of %d and %d', (prior, miss, falseMatch) => {
    agrees(
      (given) => minDetectionCost(errorCurve(given), prior, { miss, falseMatch }),
      (given) => textbook.minDetectionCost(given, prior, miss, falseMatch),
    )
  })
  it('minimum Cllr', () => {
    agrees((given) => minCllr(errorCurve(given)), textbook.minCllr)
  })
  it('Cllr', () => {
    const ratio = fc.oneof(
      fc.double({ noNaN: true, min: -30, max: 30 }),
      fc.double({ noNaN: true, min: -2000, max: 2000 }),
    )
    const ratios = fc.array(ratio, { minLength: 1, maxLength: 25 })
    fc.assert(
      fc.property(ratios, ratios, (genuine, impostor) => {
        const given = scores(genuine, impostor)
        const [quick, slow] = [cllr(given), textbook.cllr(given)]
        expect(Math.abs(quick - slow)).toBeLessThanOrEqual(1e-12 * slow)
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

describe('what is read from sorted scores', () => {
  it('is what the whole curve gives, thresholds included', () => {
    fc.assert(
      fc.property(anyScores, fc.double({ min: 0, max: 1, noNaN: true }), (given, fmr) => {
        const sorted = sortedScores(given)
        const curve = errorCurve(given)
        expect(equalErrorRateOf(sorted)).toEqual(equalErrorRate(curve))
        expect(fnmrAtFmrOf(sorted, fmr)).toEqual(fnmrAtFmr(curve, fmr))
      }),
      { numRuns: 300 },
    )
  })

  it('has the same areas, costs and hulls at the corners alone', () => {
    fc.assert(
      fc.property(anyScores, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (given, prior) => {
        const curve = errorCurve(given)
        const corners = cornerCurve(sortedScores(given))
        expect(corners.thresholds.length).toBeLessThanOrEqual(curve.thresholds.length)
        expect(areaUnderRoc(corners)).toBeCloseTo(areaUnderRoc(curve), 12)
        expect(minCllr(corners)).toBeCloseTo(minCllr(curve), 12)
        expect(hullEqualErrorRate(corners)).toBeCloseTo(hullEqualErrorRate(curve), 12)
        expect(lowestDetectionCost(corners, prior)).toEqual(lowestDetectionCost(curve, prior))
      }),
      { numRuns: 300 },
    )
  })

  it('has its cheapest threshold where the FMR is not beyond the costliest', () => {
    fc.assert(
      fc.property(anyScores, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (given, prior) => {
        const sorted = sortedScores(given)
        const most = costliestFmr(prior) * given.impostor.length
        const { thresholds } = curveAround(sorted, (falseMatches) => falseMatches <= most)
        const tail = cornerCurve(sorted, thresholds[thresholds.length - 1])
        expect(minDetectionCost(tail, prior)).toBeCloseTo(minDetectionCost(errorCurve(given), prior), 12)
      }),
      { numRuns: 300 },
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

  it('meet at 1/6 on the hull, whose edge goes from FMR 1/3, FNMR 0 to FMR 0, FNMR 1/3', () => {
    expect(hullEqualErrorRate(errorCurve(mixed))).toBeCloseTo(1 / 6, 12)
  })

  it('weigh errors by their costs', () => {
    // p = 0.5, a miss costs 1, a false match 3: .5 costs 3 / 2 / 3 = 1/2, .7 costs 1 / 2 / 3 = 1/6; over min(1/2, 3/2).
    expect(lowestDetectionCost(errorCurve(mixed), 0.5, { miss: 1, falseMatch: 3 })).toEqual({
      value: 0.5 / 3 / 0.5,
      threshold: 0.7,
    })
    // p = 0.5, a miss costs 3: now .5 costs 1 / 2 / 3 and is the lowest with it; over min(3/2, 1/2).
    const { value, threshold } = lowestDetectionCost(errorCurve(mixed), 0.5, { miss: 3, falseMatch: 1 })
    expect(value).toBeCloseTo(1 / 3, 12)
    expect(threshold).toBe(0.5)
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
    // A mixture of accepting and rejecting everybody does better.
    expect(hullEqualErrorRate(curve)).toBe(0.5)
    expect(minCllr(curve)).toBeCloseTo(1, 12)
  })

  it('leave figures undefined where one kind is missing', () => {
    for (const curve of [errorCurve(scores([], [1])), errorCurve(scores([1], []))]) {
      expect(equalErrorRate(curve).value).toBeNaN()
      expect(areaUnderRoc(curve)).toBeNaN()
      expect(minDetectionCost(curve, 0.01)).toBeNaN()
      expect(minCllr(curve)).toBeNaN()
      expect(hullEqualErrorRate(curve)).toBeNaN()
    }
    expect(() => measure(scores([], [1]))).toThrow(expect.objectContaining({ code: 'one-sided-scores' }))
  })

  it('take infinities for scores: the lowest and the highest there are', () => {
    // -Infinity is accepted by no finite threshold (a failure to acquire), Infinity by every one.
    const curve = errorCurve(scores([-Infinity, 1, 2, Infinity], [-Infinity, -Infinity, 0, Infinity]))
    //   threshold  -Inf   0    1    2   Inf  none
    //   FMR          1   1/2  1/4  1/4  1/4   0
    //   FNMR         0   1/4  1/4  1/2  3/4   1
    expect(equalErrorRate(curve)).toEqual({ value: 0.25, threshold: 1 })
    expect(areaUnderRoc(curve)).toBe((1 + 3 + 3 + 3.5) / 16)
    expect(cllr(scores([-Infinity], [0]))).toBe(Infinity)
    expect(cllr(scores([Infinity], [-Infinity]))).toBe(0)
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
      'FMR <= 0.001 needs at least 2,995 independent impostor comparisons without an error, from 78 people each compared with every other; you have 400',
    )
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
