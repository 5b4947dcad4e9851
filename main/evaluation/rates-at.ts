// False-match and false-non-match rate at one threshold, and their mean, with intervals over people.

import { ResampledFigures } from './bootstrap.ts'
import type { Comparisons } from './comparisons.ts'
import { type CountedRate, clopperPearson, type Interval, intervalOverPeople } from './interval.ts'
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
  const { fmr, fnmr } = measuredAt(comparisons, threshold, options)
  return { fmr, fnmr }
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
): (RatesAt & { hter: Interval }) | null {
  const { fmr, fnmr, spread } = measuredAt(comparisons, threshold, options)
  if (fmr === null || fnmr === null) return null
  const mean = (of: (rate: CountedRate) => number) => (of(fmr) + of(fnmr)) / 2
  const value = mean((rate) => rate.value)
  const isVaried = [fmr, fnmr].every((rate) => rate.value > 0 && rate.value < 1)
  const { low, high } =
    spread !== null && isVaried ? spread : { low: mean((rate) => rate.low), high: mean((rate) => rate.high) }
  return { fmr, fnmr, hter: { value, low: Math.min(low, value), high: Math.max(high, value) } }
}

function measuredAt({ scores, people }: Comparisons, threshold: number, options: ResamplingOptions) {
  const { genuine, impostor } = scores
  const accepted = impostor.reduce((sum, score) => sum + (score >= threshold ? 1 : 0), 0)
  const rejected = genuine.reduce((sum, score) => sum + (score < threshold ? 1 : 0), 0)
  if (people === null) {
    const exact = (errors: number, trials: number) => (trials === 0 ? null : clopperPearson(errors, trials))
    return { fmr: exact(accepted, impostor.length), fnmr: exact(rejected, genuine.length), spread: null }
  }
  const spreads = resampledRates(scores, people, threshold, options)
  const compared = peopleCompared(people)
  const rate = (errors: number, trials: number, whom: number, column: number): CountedRate | null =>
    trials === 0
      ? null
      : { ...intervalOverPeople(errors / trials, whom, spreads.spread(column)), errors, trials }
  return {
    fmr: rate(accepted, impostor.length, compared.impostor, 0),
    fnmr: rate(rejected, genuine.length, compared.genuine, 1),
    spread: spreads.spread(2),
  }
}

/** Columns: FMR, FNMR, and their mean. */
function resampledRates(scores: Scores, people: People, threshold: number, options: ResamplingOptions) {
  const spreads = new ResampledFigures(3, options.resamples ?? RESAMPLES)
  const thresholds = Float64Array.of(Number.NEGATIVE_INFINITY, threshold, Number.POSITIVE_INFINITY)
  forEachResample(scores, people, thresholds, options, (drawn, row) => {
    const fmr = drawn.falseMatches[1] / drawn.impostor
    const fnmr = drawn.falseNonMatches[1] / drawn.genuine
    spreads.set(row, 0, fmr)
    spreads.set(row, 1, fnmr)
    spreads.set(row, 2, (fmr + fnmr) / 2)
  })
  return spreads
}
