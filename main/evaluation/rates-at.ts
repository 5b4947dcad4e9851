// False-match and false-non-match rate at one threshold, and their mean, with intervals over people.

import { ResampledFigures } from './bootstrap.ts'
import type { Comparisons } from './comparisons.ts'
import {
  type CountedRate,
  clopperPearson,
  countedOverPeople,
  falseMatchesOverPeople,
  type Interval,
  type Spread,
} from './interval.ts'
import { forEachResample, RESAMPLES, type ResamplingOptions } from './resampling.ts'
import { type People, peopleCompared, type Scores } from './scores.ts'

export interface RatesAt {
  /** Null where there are no comparisons of the kind. */
  fmr: CountedRate | null
  fnmr: CountedRate | null
}

/**
 * Both rates of accepting at `threshold` or above: over people where they are known, an impostor comparison involving
 * both its people; Clopper-Pearson over comparisons elsewhere.
 */
export function ratesAt(
  comparisons: Comparisons,
  threshold: number,
  options: ResamplingOptions = {},
): RatesAt {
  const [{ fmr, fnmr }] = measuredAt(comparisons, [threshold], options)
  return { fmr, fnmr }
}

export interface HalfTotal {
  fmr: CountedRate
  fnmr: CountedRate
  hter: Interval
}

/**
 * The mean of both rates at a threshold that was fixed on other data (half total error rate); null where there are no
 * comparisons of a kind. Where people are not known, and where a rate of 0 or 1 leaves nothing to resample, its limits
 * are the means of the limits of both rates.
 */
export function halfTotalAt(
  comparisons: Comparisons,
  threshold: number,
  options: ResamplingOptions = {},
): HalfTotal | null {
  return halfTotalsAt(comparisons, [threshold], options)?.[0] ?? null
}

/** The same at several thresholds, from one resampling. */
export function halfTotalsAt(
  comparisons: Comparisons,
  thresholds: number[],
  options: ResamplingOptions = {},
): HalfTotal[] | null {
  const found = measuredAt(comparisons, thresholds, options).flatMap(({ fmr, fnmr, spread }) => {
    if (fmr === null || fnmr === null) return []
    const mean = (of: (rate: CountedRate) => number) => (of(fmr) + of(fnmr)) / 2
    const value = mean((rate) => rate.value)
    const isVaried = [fmr, fnmr].every((rate) => rate.value > 0 && rate.value < 1)
    const { low, high } =
      spread !== null && isVaried
        ? spread
        : { low: mean((rate) => rate.low), high: mean((rate) => rate.high) }
    return [{ fmr, fnmr, hter: { value, low: Math.min(low, value), high: Math.max(high, value) } }]
  })
  return found.length === thresholds.length ? found : null
}

function measuredAt(
  { scores, people }: Comparisons,
  thresholds: number[],
  options: ResamplingOptions,
): (RatesAt & { spread: Spread | null })[] {
  const { genuine, impostor } = scores
  const errors = thresholds.map((threshold) => ({
    accepted: impostor.reduce((sum, score) => sum + (score >= threshold ? 1 : 0), 0),
    rejected: genuine.reduce((sum, score) => sum + (score < threshold ? 1 : 0), 0),
  }))
  if (people === null) {
    const exact = (errors: number, trials: number) => (trials === 0 ? null : clopperPearson(errors, trials))
    return errors.map(({ accepted, rejected }) => ({
      fmr: exact(accepted, impostor.length),
      fnmr: exact(rejected, genuine.length),
      spread: null,
    }))
  }
  const spreads = resampledRates(scores, people, thresholds, options)
  const compared = peopleCompared(people)
  return errors.map(({ accepted, rejected }, k) => ({
    fmr:
      impostor.length === 0
        ? null
        : falseMatchesOverPeople(
            accepted,
            impostor.length,
            compared.impostor,
            spreads.spread(3 * k),
            people.distinct?.impostor,
          ),
    fnmr:
      genuine.length === 0
        ? null
        : countedOverPeople(
            rejected,
            genuine.length,
            compared.genuine,
            spreads.spread(3 * k + 1),
            people.distinct?.genuine,
          ),
    spread: spreads.spread(3 * k + 2),
  }))
}

/** Columns, for each threshold: FMR, FNMR, and their mean. */
function resampledRates(scores: Scores, people: People, thresholds: number[], options: ResamplingOptions) {
  const spreads = new ResampledFigures(3 * thresholds.length, options.resamples ?? RESAMPLES)
  const points = Float64Array.from(
    new Set([Number.NEGATIVE_INFINITY, ...thresholds, Number.POSITIVE_INFINITY]),
  ).sort()
  const places = thresholds.map((threshold) => points.indexOf(threshold))
  forEachResample(scores, people, points, options, (drawn, row) => {
    places.forEach((place, k) => {
      const fmr = drawn.falseMatches[place] / drawn.impostor
      const fnmr = drawn.falseNonMatches[place] / drawn.genuine
      spreads.set(row, 3 * k, fmr)
      spreads.set(row, 3 * k + 1, fnmr)
      spreads.set(row, 3 * k + 2, (fmr + fnmr) / 2)
    })
  })
  return spreads
}
