// The 95 % intervals of a system's figures: over people where they are known, else over comparisons.

import { areaUnderRoc } from './auc.ts'
import { luckless, resampledFigures } from './bootstrap.ts'
import { minCllr, ratioCosts } from './cllr.ts'
import { equalErrorRate } from './eer.ts'
import type { ErrorCurve } from './error-curve.ts'
import { fnmrAtFmr, type OperatingPoint } from './fnmr-at-fmr.ts'
import { boundWithoutErrors, clopperPearson, countedOverPeople, intervalOverPeople } from './interval.ts'
import { isotonicPools } from './isotonic.ts'
import { type DetectionCosts, minDetectionCost } from './min-dcf.ts'
import { pointsOf } from './resampling.ts'
import { hullEqualErrorRate } from './rocch.ts'
import { type People, peopleCompared, type Scores } from './scores.ts'
import type { SortedScores } from './sorted-scores.ts'

export interface Limits {
  low: number
  high: number
}

/** Null where a figure has no interval without people. */
export interface FigureIntervals {
  eer: Limits
  hull: Limits
  fnmrs: Limits[]
  minCosts: (Limits | null)[]
  auc: Limits | null
  minCllr: Limits | null
  cllr: Limits | null
}

/** The limits, widened where they do not hold the value. */
export const holding = (value: number, { low, high }: Limits): Limits => ({
  low: Math.min(low, value),
  high: Math.max(high, value),
})

/** Figures besides the EER, its hull, the AUC and the minimum Cllr. */
export interface WantedFigures {
  fmrs: number[]
  priors: number[]
  costs: DetectionCosts
  ratios: Scores | null
}

/** Resampling people cannot vary what is the same for all of them: it says nothing of others. */
const isDegenerate = (spread: Limits | null) => spread !== null && spread.low === spread.high

/** The normalised cost where either kind of error has this rate; 1 is that of deciding without scores. */
const highestCost = (rate: number, prior: number, { miss, falseMatch }: DetectionCosts): number => {
  const [missed, matched] = [miss * prior, falseMatch * (1 - prior)]
  return Math.min(1, (rate * (missed + matched)) / Math.min(missed, matched))
}

/** Bits that minimum Cllr loses where either kind of error has this rate, below 1/2: H(p). */
const entropy = (rate: number): number => -rate * Math.log2(rate) - (1 - rate) * Math.log2(1 - rate)

/**
 * Percentile intervals, all from the same resamples of people. Where all resamples agree: for figures of perfect
 * separation, the exact bound over people on either rate of errors, turned into the figure; else none.
 */
export function intervalsOverPeople(
  scores: Scores,
  people: People,
  { fmrs, priors, costs, ratios }: WantedFigures,
  options: { resamples: number; seed: number },
): FigureIntervals {
  const cost = ratios === null ? () => Number.NaN : costOfRatios(scores, ratios)
  const statistics = (curve: ErrorCurve) => {
    const pools = isotonicPools(curve)
    return [
      equalErrorRate(curve).value,
      hullEqualErrorRate(curve, pools),
      areaUnderRoc(curve),
      minCllr(curve, pools),
      cost(curve),
      ...priors.map((prior) => minDetectionCost(curve, prior, costs)),
      ...fmrs.map((fmr) => fnmrAtFmr(curve, fmr).fnmr),
    ]
  }
  const figures = resampledFigures(scores, people, statistics, options)
  type Figure = (typeof figures)[number]
  const compared = peopleCompared(people)
  const around = ({ value, spread }: Figure): Limits | null => spread && holding(value, spread)
  const unseen = boundWithoutErrors(Math.min(compared.genuine, compared.impostor))
  const aroundArea = (area: Figure): Limits | null => {
    if (!isDegenerate(area.spread)) return around(area)
    if (area.value === 1) return { low: 1 - unseen, high: 1 }
    return area.value === 0 ? { low: 0, high: unseen } : null
  }
  const aroundMinimum = ({ value, spread }: Figure, bound: number): Limits | null => {
    if (isDegenerate(spread)) return value === 0 ? { low: 0, high: bound } : null
    return spread && holding(value, luckless(value, spread))
  }
  const genuinePeople = compared.genuine
  const rate = ({ value, spread }: Figure): Limits => {
    const { low, high } = intervalOverPeople(value, genuinePeople, spread)
    return { low, high }
  }
  const fnmr = ({ value, spread }: Figure): Limits => {
    const trials = scores.genuine.length
    const { low, high } = countedOverPeople(
      Math.round(value * trials),
      trials,
      genuinePeople,
      spread,
      people.distinct?.genuine,
    )
    return { low, high }
  }
  const [eer, hull, auc, lowestCllr, ownCllr, ...others] = figures
  return {
    eer: rate(eer),
    hull: rate(hull),
    auc: aroundArea(auc),
    minCllr: aroundMinimum(lowestCllr, entropy(Math.min(0.5, unseen))),
    cllr: ratios && around(ownCllr),
    minCosts: others
      .slice(0, priors.length)
      .map((figure, k) => aroundMinimum(figure, highestCost(unseen, priors[k], costs))),
    fnmrs: others.slice(priors.length).map(fnmr),
  }
}

/** Cllr of resampled comparisons, whose ratios within one point of the curve weigh as their mean. */
function costOfRatios(scores: Scores, ratios: Scores): (curve: ErrorCurve) => number {
  const costs = ratioCosts(ratios)
  let means: Scores | null = null
  const meansAt = ({ thresholds }: ErrorCurve): Scores => {
    const mean = (kind: 'genuine' | 'impostor') => {
      const points = pointsOf(scores[kind], thresholds)
      const sums = new Float64Array(thresholds.length)
      const counts = new Float64Array(thresholds.length)
      points.forEach((point, i) => {
        sums[point] += costs[kind][i]
        counts[point]++
      })
      return sums.map((sum, point) => (counts[point] === 0 ? 0 : sum / counts[point]))
    }
    return { genuine: mean('genuine'), impostor: mean('impostor') }
  }
  return (curve) => {
    means ??= meansAt(curve)
    const { falseMatches, falseNonMatches, genuine, impostor } = curve
    let genuineCost = 0
    let impostorCost = 0
    for (let point = 0; point + 1 < falseMatches.length; point++) {
      genuineCost += (falseNonMatches[point + 1] - falseNonMatches[point]) * means.genuine[point]
      impostorCost += (falseMatches[point] - falseMatches[point + 1]) * means.impostor[point]
    }
    return (genuineCost / genuine + impostorCost / impostor) / 2
  }
}

/** Clopper-Pearson, taking comparisons as independent. */
export function intervalsOverComparisons(
  { genuine, impostor }: SortedScores,
  { eer, hull, points }: { eer: number; hull: number; points: OperatingPoint[] },
): FigureIntervals {
  // Both rates equal the EER: the kind with fewer comparisons decides how well it is known.
  const trials = Math.min(genuine.length, impostor.length)
  const about = (value: number): Limits => ({
    low: clopperPearson(Math.floor(value * trials), trials).low,
    high: clopperPearson(Math.ceil(value * trials), trials).high,
  })
  return {
    eer: about(eer),
    hull: about(hull),
    fnmrs: points.map(({ falseNonMatches }) => {
      const { low, high } = clopperPearson(falseNonMatches, genuine.length)
      return { low, high }
    }),
    minCosts: [],
    auc: null,
    minCllr: null,
    cllr: null,
  }
}
