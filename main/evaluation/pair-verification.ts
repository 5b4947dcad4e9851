// Verification of pairs as LFW's protocol has it: a threshold chosen on other people's pairs, the share of right
// decisions, the equal error rate, and how both differ between two systems on the same pairs. Intervals by resampling
// people (bootstrap.ts); a share of right decisions is the mean of those on genuine and on impostor pairs.

import { bootstrapOverPeople } from './bootstrap.ts'
import { equalErrorRate } from './eer.ts'
import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { type Interval, intervalOverPeople } from './interval.ts'
import { quantile } from './quantile.ts'
import type { People, Scores } from './scores.ts'

export interface Pairs {
  scores: Scores
  people: People
}

/** Score of a pair of which one picture gave no embedding: always rejected. */
export const NO_EMBEDDING = Number.NEGATIVE_INFINITY

/** Mean of the shares of accepted genuine and rejected impostor pairs when scores of `threshold` or more are accepted. */
function accuracyAt(curve: ErrorCurve, threshold: number): number {
  let low = 0
  let high = curve.thresholds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (curve.thresholds[middle] < threshold) low = middle + 1
    else high = middle
  }
  const above = low === curve.thresholds.length
  const fmr = above ? 0 : curve.falseMatches[low] / curve.impostor
  const fnmr = above ? 1 : curve.falseNonMatches[low] / curve.genuine
  return 1 - (fmr + fnmr) / 2
}

/** The threshold with the most right decisions; the middle one of a plateau of equally good ones. */
export function bestThreshold(scores: Scores): number {
  const curve = errorCurve(scores)
  const finite = curve.thresholds.filter(Number.isFinite)
  const accuracies = Array.from(finite, (threshold) => accuracyAt(curve, threshold))
  const best = Math.max(...accuracies)
  const ties = finite.filter((_, at) => accuracies[at] === best)
  return ties[ties.length >> 1]
}

export interface PairFigures {
  accuracy: Interval
  eer: Interval
}

const figuresOf = (curve: ErrorCurve, threshold: number): number[] => [
  accuracyAt(curve, threshold),
  equalErrorRate(curve).value,
]

/** Accuracy at a threshold chosen elsewhere, and equal error rate. */
export function verifyPairs({ scores, people }: Pairs, threshold: number, resamples = 1000): PairFigures {
  const spreads = bootstrapOverPeople(scores, people, (curve) => figuresOf(curve, threshold), { resamples })
  const [accuracy, eer] = figuresOf(errorCurve(scores), threshold).map((value, at) =>
    intervalOverPeople(value, people.count, spreads[at]),
  )
  return { accuracy, eer }
}

/** One of two systems on the same pairs. */
export interface Compared {
  scores: Scores
  threshold: number
}

/** `first` minus `second`, over the same pairs: accuracy and equal error rate, the same people drawn for both. */
export function pairedDifference(
  first: Compared,
  second: Compared,
  people: People,
  resamples = 1000,
): PairFigures {
  const drawn = [first, second].map(({ scores, threshold }) => {
    const figures: number[][] = []
    const note = (curve: ErrorCurve): number[] => {
      figures.push(figuresOf(curve, threshold))
      return figures[figures.length - 1]
    }
    bootstrapOverPeople(scores, people, note, { resamples })
    // The last call was on the pairs as they are.
    return { measured: figures[figures.length - 1], resampled: figures.slice(0, -1) }
  })
  const [accuracy, eer] = [0, 1].map((at): Interval => {
    const differences = Float64Array.from(
      drawn[0].resampled,
      (figures, k) => figures[at] - drawn[1].resampled[k][at],
    )
      .filter((value) => !Number.isNaN(value))
      .sort()
    return {
      value: drawn[0].measured[at] - drawn[1].measured[at],
      low: quantile(differences, 0.025),
      high: quantile(differences, 0.975),
    }
  })
  return { accuracy, eer }
}
