// Exact confidence intervals of counted rates: C. J. Clopper & E. S. Pearson, Biometrika 26, 1934.

import { probabilityOfSuccess } from './binomial.ts'

/** An estimate with its two-sided 95 % confidence interval, unless another confidence is stated. */
export interface Interval {
  value: number
  low: number
  high: number
}

/** A counted rate: `errors` of `trials`. */
export interface CountedRate extends Interval {
  errors: number
  trials: number
}

/**
 * Clopper-Pearson interval of errors / trials. Trials are taken as independent: one comparison per person.
 * Without trials nothing is known: value NaN, interval 0 to 1.
 */
export function clopperPearson(errors: number, trials: number, confidence = 0.95): CountedRate {
  const tail = (1 - confidence) / 2
  return {
    value: errors / trials,
    low: errors === 0 ? 0 : probabilityOfSuccess(errors, trials, tail),
    high: errors >= trials ? 1 : probabilityOfSuccess(errors + 1, trials, 1 - tail),
    errors,
    trials,
  }
}

/**
 * Upper 95 % limit of a rate when none of `people` people showed an error, each in however many comparisons.
 * It bounds the probability that a person has any error at all, which is at least the rate per comparison.
 */
export function boundWithoutErrors(people: number, confidence = 0.95): number {
  return clopperPearson(0, people, confidence).high
}

/**
 * 95 % interval of a rate, from the `spread` that resampling its `people` people gave (null where it gave none).
 * Resampling cannot vary what is the same for everybody: without any error, and without any success, the exact bound
 * over people stands in, and a share of errors of one single person says nothing of others: 0 to 1.
 */
export function intervalOverPeople(
  value: number,
  people: number,
  spread: { low: number; high: number } | null,
): Interval {
  if (spread === null || (people === 1 && value > 0 && value < 1)) return { value, low: 0, high: 1 }
  const bound = boundWithoutErrors(people)
  return {
    value,
    low: Math.min(spread.low, value, value === 1 ? 1 - bound : 1),
    high: Math.max(spread.high, value, value === 0 ? bound : 0),
  }
}

/** What resampling gave for a figure: a percentile interval, and mean and standard deviation. */
export interface Spread {
  low: number
  high: number
  mean: number
  deviation: number
}

/**
 * A rate over people that is never told more narrowly than if all comparisons were independent (Clopper-Pearson). Where
 * comparisons come again with another chimeric partner, `distinct` of them count.
 */
export function countedOverPeople(
  errors: number,
  trials: number,
  people: number,
  spread: { low: number; high: number } | null,
  distinct: number = trials,
): CountedRate {
  const counted = clopperPearson(errors, trials)
  if (trials === 0) return counted
  const share = distinct / trials
  const exact = {
    low: share === 1 ? counted.low : clopperPearson(Math.floor(errors * share), distinct).low,
    high: share === 1 ? counted.high : clopperPearson(Math.ceil(errors * share), distinct).high,
  }
  const { low, high } = intervalOverPeople(counted.value, people, spread)
  return { ...counted, low: Math.min(low, exact.low), high: Math.max(high, exact.high) }
}

/**
 * The same for the false-match rate at a threshold, whose resamples draw both people of a comparison and thereby count
 * up to three times what is particular to single comparisons (A. Owen, Annals of Applied Statistics 1, 2007): the
 * variance of independent comparisons is taken off once, and no more than leaves as much.
 */
export function falseMatchesOverPeople(
  errors: number,
  trials: number,
  people: number,
  spread: Spread | null,
  distinct: number = trials,
): CountedRate {
  if (spread === null || trials === 0) return countedOverPeople(errors, trials, people, spread, distinct)
  const value = errors / trials
  const variance = spread.deviation ** 2
  const independent = (value * (1 - value)) / trials
  const share =
    variance > independent ? Math.sqrt(Math.max(variance - independent, independent) / variance) : 1
  const corrected = {
    low: value - share * (value - spread.low),
    high: value + share * (spread.high - value),
  }
  return countedOverPeople(errors, trials, people, corrected, distinct)
}
