// A rate counted over events that share people, with its interval from resampling the people.

import type { CountedShare } from './document.ts'
import { type CountedRate, countedOverPeople } from './interval.ts'
import { quantile } from './quantile.ts'
import { seededIntegers } from './random.ts'

/** Events and errors of one person. */
export interface PersonCount {
  errors: number
  trials: number
}

/**
 * errors / trials over all people, with a 95 % percentile interval from `resamples` draws of people with
 * replacement; where all or none were errors, one limit is the exact bound over people, and it is never narrower than
 * that of as many independent trials. Null without trials.
 */
export function rateOverPeople(counts: PersonCount[], resamples = 1000, seed = 1): CountedRate | null {
  const people = counts.filter(({ trials }) => trials > 0)
  const errors = people.reduce((sum, person) => sum + person.errors, 0)
  const trials = people.reduce((sum, person) => sum + person.trials, 0)
  if (trials === 0) return null
  const integer = seededIntegers(seed)
  const rates = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample++) {
    let drawnErrors = 0
    let drawnTrials = 0
    for (let i = 0; i < people.length; i++) {
      const person = people[integer(people.length)]
      drawnErrors += person.errors
      drawnTrials += person.trials
    }
    rates[resample] = drawnErrors / drawnTrials
  }
  rates.sort()
  const spread = { low: quantile(rates, 0.025), high: quantile(rates, 0.975) }
  return countedOverPeople(errors, trials, people.length, spread)
}

/** The same of what is no error: hits / trials. Needs a trial. */
export function shareOverPeople(counts: { hits: number; trials: number }[]): CountedShare {
  const rate = rateOverPeople(counts.map(({ hits, trials }) => ({ errors: hits, trials })))!
  const { value, low, high, errors, trials } = rate
  return { value, low, high, hits: errors, trials }
}
