// Given pairs: the comparisons of a trial list, between single samples.

import type { DataSample } from '../data-set.ts'
import type { Trial } from '../trial-list.ts'
import type { Compare, Presentation } from './presentation.ts'

/** Compares what the list names of these attempts; returns how many listed comparisons lack a sample. */
export function givenPairs(trials: Trial[], attempts: Presentation[], compare: Compare): number {
  const bySample = new Map<DataSample, Presentation>(attempts.map((attempt) => [attempt.samples[0], attempt]))
  const attacks = new Map<string, Presentation>()
  let missing = 0
  for (const trial of trials) {
    const enrolled = bySample.get(trial.enrolled)
    const tested = bySample.get(trial.tested)
    if (!enrolled || !tested) missing++
    else if (trial.attack === undefined) compare(enrolled, tested)
    else compare(enrolled, asAttack(attacks, tested, enrolled.person, trial.attack))
  }
  return missing
}

/** The attempt as an attack of this kind on this person, the same object each time. */
function asAttack(
  attacks: Map<string, Presentation>,
  attempt: Presentation,
  person: string,
  attack: string,
): Presentation {
  const key = JSON.stringify([attempt.name, person, attack])
  const known = attacks.get(key)
  if (known) return known
  const made = { ...attempt, person, attack }
  attacks.set(key, made)
  return made
}
