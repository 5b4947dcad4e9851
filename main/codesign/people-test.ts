// Tests of differences between designs in which people, not designs or comparisons, are what is independent. Paired:
// random signs (R. A. Fisher, The Design of Experiments, 1935, section 21). Different people: Student's t. No relevant
// difference: two one-sided tests (D. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15, 1987).

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
/** Half the width of a 95 % interval, in standard errors. */
const NORMAL_95 = 1.96
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

/**
 * Two-sided p of the hypothesis that two rates are equal that were measured on different people: their difference over
 * the standard errors that their 95 % intervals over people stand for, by Student's t of the smaller group. The interval
 * of chimeric people covers faces and voices; that of the smaller group alone would not.
 */
export function intervalTest(one: Interval, other: Interval, people: number): number {
  const error = Math.hypot(one.high - one.low, other.high - other.low) / (2 * NORMAL_95)
  const difference = Math.abs(one.value - other.value)
  if (difference < ROUNDING || people < 2) return 1
  return studentTail(difference / error, people - 1)
}

/** Probability that |t| is larger, for whole degrees of freedom: Abramowitz & Stegun 26.7.3 and 26.7.4. */
export function studentTail(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom))
  const square = Math.cos(angle) ** 2
  const isOdd = freedom % 2 === 1
  let term = isOdd ? Math.cos(angle) : 1
  let sum = freedom === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k <= freedom - 2; k += 2) {
    term *= (square * (k - 1)) / k
    sum += term
  }
  const within = isOdd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum
  return Math.max(0, 1 - within)
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
