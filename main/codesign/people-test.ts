// Tests of differences between designs in which people, not designs or comparisons, are what is independent. Paired:
// random signs (R. A. Fisher, The Design of Experiments, 1935, section 21). Unpaired: permutation of a studentised
// difference, which holds for unequal variances, too (A. Janssen, Statistics & Probability Letters 36, 1997). No
// relevant difference: two one-sided tests (D. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15, 1987).

import { percentiles } from '../evaluation/bootstrap.ts'
import type { Interval } from '../evaluation/interval.ts'
import { seededIntegers } from '../evaluation/random.ts'

export interface TestOptions {
  /** Random draws where not all can be tried; p is never below 1 / (draws + 1). */
  draws?: number
  seed?: number
}

export const DRAWS = 19_999
const RESAMPLES = 1000
/** Up to so many people whose rates differ, all signs are tried. */
const MOST_ENUMERATED = 14
/** Means that differ by less are equal: they are made of the same rates in another order. */
export const ROUNDING = 1e-9

export const mean = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return sum / values.length
}

/** Two-sided p of the hypothesis that changes of people are as often as large down as up: their signs are drawn anew. */
export function signTest(changes: ArrayLike<number>, { draws = DRAWS, seed = 1 }: TestOptions = {}): number {
  const moved = Float64Array.from(Array.from(changes).filter((change) => change !== 0))
  const observed = Math.abs(moved.reduce((sum, change) => sum + change, 0)) - ROUNDING
  if (moved.length <= MOST_ENUMERATED) {
    const all = 2 ** moved.length
    let extreme = 0
    for (let signs = 0; signs < all; signs++) {
      let sum = 0
      for (let i = 0; i < moved.length; i++) sum += (signs >> i) & 1 ? moved[i] : -moved[i]
      if (Math.abs(sum) >= observed) extreme++
    }
    return extreme / all
  }
  const integer = seededIntegers(seed)
  let extreme = 0
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0
    let signs = 0
    for (let i = 0; i < moved.length; i++) {
      if (i % 32 === 0) signs = integer(2 ** 32)
      sum += (signs >>> (i % 32)) & 1 ? moved[i] : -moved[i]
    }
    if (Math.abs(sum) >= observed) extreme++
  }
  return (extreme + 1) / (draws + 1)
}

/** Two-sided p of the hypothesis that two groups of different people have the same mean rate. Needs two of each. */
export function groupTest(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { draws = DRAWS, seed = 1 }: TestOptions = {},
): number {
  const all = Float64Array.from([...Array.from(first), ...Array.from(second)])
  const observed = studentised(all, first.length) - ROUNDING
  const integer = seededIntegers(seed)
  let extreme = 0
  for (let draw = 0; draw < draws; draw++) {
    // Only the smaller side's members have to be drawn; they come to the front.
    for (let i = 0; i < first.length; i++) {
      const j = i + integer(all.length - i)
      ;[all[i], all[j]] = [all[j], all[i]]
    }
    if (studentised(all, first.length) >= observed) extreme++
  }
  return (extreme + 1) / (draws + 1)
}

/** |difference of the means| of the first `count` values and the rest over its standard error. */
function studentised(values: Float64Array, count: number): number {
  const moments = (from: number, to: number): { mean: number; error: number } => {
    const n = to - from
    let sum = 0
    for (let i = from; i < to; i++) sum += values[i]
    let squares = 0
    for (let i = from; i < to; i++) squares += (values[i] - sum / n) ** 2
    return { mean: sum / n, error: squares / (n - 1) / n }
  }
  const [a, b] = [moments(0, count), moments(count, values.length)]
  const difference = Math.abs(a.mean - b.mean)
  return difference < ROUNDING ? 0 : difference / Math.sqrt(a.error + b.error)
}

/**
 * p of the hypothesis that the mean change is `margin` or more, up or down, by resampling people. It is no smaller than
 * the chance to see nobody change where a share `margin` of people does: few people show no absence of a change.
 */
export function withinTest(
  changes: ArrayLike<number>,
  margin: number,
  { draws = DRAWS, seed = 1 }: TestOptions = {},
): number {
  const integer = seededIntegers(seed)
  let above = 0
  let below = 0
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0
    for (let i = 0; i < changes.length; i++) sum += changes[integer(changes.length)]
    if (sum / changes.length >= margin) above++
    if (sum / changes.length <= -margin) below++
  }
  return Math.max((Math.max(above, below) + 1) / (draws + 1), (1 - margin) ** changes.length)
}

/** How often each of `people` is drawn in each resample, [resample][person]: the same for all figures of these people. */
function drawnPeople(people: number): Uint8Array {
  const known = drawn.get(people)
  if (known) return known
  const integer = seededIntegers(people)
  const counts = new Uint8Array(RESAMPLES * people)
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let i = 0; i < people; i++) counts[resample * people + integer(people)]++
  }
  drawn.set(people, counts)
  return counts
}
const drawn = new Map<number, Uint8Array>()

/** Mean over people with its 95 % interval, from 1,000 resamples of the people. */
export function meanOverPeople(values: ArrayLike<number>): Interval {
  const people = values.length
  const counts = drawnPeople(people)
  const means = new Float64Array(RESAMPLES)
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0
    for (let i = 0; i < people; i++) sum += counts[resample * people + i] * values[i]
    means[resample] = sum / people
  }
  const value = mean(values)
  const { low, high } = percentiles(means) ?? { low: value, high: value }
  return { value, low: Math.min(low, value), high: Math.max(high, value) }
}
