// Matched pairs of designs compared person by person: for each person the mean over the pairs, so that a thousand designs
// tried on the same people are still as many independent units as there are people.

import type { Interval } from '../evaluation/interval.ts'
import { mean, meanOverPeople, ROUNDING } from './people-test.ts'
import type { DesignPoint } from './points.ts'
import { ratesAt } from './responses.ts'

export type PeopleSet = 'development' | 'test'
export type Pair = readonly [before: DesignPoint, after: DesignPoint]

export interface Comparison {
  /** Pairs of designs; they are no independent evidence. */
  pairs: number
  people: number
  /** FNMR, mean over people of their mean over the pairs. */
  before: number
  after: number
  /** after - before, with its interval over people. */
  change: Interval
  /** The same of each person. */
  changes: Float64Array
}

/** Reject rates of each person; null where they were not measured. */
export const peopleOf = (point: DesignPoint, fmr: number, set: PeopleSet): readonly number[] | null =>
  ratesAt(point, fmr, set)?.person_reject_rates ?? null

/** Mean over designs of each person's rate. Null unless all were measured on as many people. */
export function meanRates(
  points: readonly DesignPoint[],
  fmr: number,
  set: PeopleSet = 'development',
): Float64Array | null {
  const rates = points.map((point) => peopleOf(point, fmr, set))
  const people = rates[0]?.length ?? 0
  if (people === 0 || rates.some((each) => each?.length !== people)) return null
  const sums = new Float64Array(people)
  for (const each of rates) for (let i = 0; i < people; i++) sums[i] += each![i]
  return sums.map((sum) => sum / rates.length)
}

/** Compares measured pairs of designs. Null where there is none, or pairs were measured on different numbers of people. */
export function comparePairs(
  pairs: readonly Pair[],
  fmr: number,
  set: PeopleSet = 'development',
): Comparison | null {
  const measured = pairs.filter((pair) => pair.every((point) => peopleOf(point, fmr, set) !== null))
  const before = meanRates(
    measured.map(([one]) => one),
    fmr,
    set,
  )
  const after = meanRates(
    measured.map(([, other]) => other),
    fmr,
    set,
  )
  if (before === null || after?.length !== before.length) return null
  const changes = before.map((rate, i) => (Math.abs(after[i] - rate) < ROUNDING ? 0 : after[i] - rate))
  return {
    pairs: measured.length,
    people: changes.length,
    before: mean(before),
    after: mean(after),
    change: meanOverPeople(changes),
    changes,
  }
}
