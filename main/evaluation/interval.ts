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
