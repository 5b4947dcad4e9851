// A quantile of values that share people, with its interval from resampling the people.

import { percentiles } from './bootstrap.ts'
import type { Interval } from './interval.ts'
import { quantile } from './quantile.ts'
import { seededIntegers } from './random.ts'

const quantileOf = (values: readonly (readonly number[])[], probability: number): number =>
  quantile(Float64Array.from(values.flat()).sort(), probability)

/**
 * The quantile of all values, a list for each person, with a 95 % percentile interval from `resamples` draws of people
 * with replacement. Null without values.
 */
export function quantileOverPeople(
  values: readonly (readonly number[])[],
  probability: number,
  resamples = 1000,
  seed = 1,
): Interval | null {
  const people = values.filter(({ length }) => length > 0)
  if (people.length === 0) return null
  const integer = seededIntegers(seed)
  const drawn = Float64Array.from({ length: resamples }, () =>
    quantileOf(
      people.map(() => people[integer(people.length)]),
      probability,
    ),
  )
  const { low, high } = percentiles(drawn)!
  return { value: quantileOf(people, probability), low, high }
}
