// Sessions: everybody is enrolled once, on the first session that has enough samples for a template; every attempt of
// the other sessions is tested against every template.

import { type Modality, modalities } from '../../../enrollment-data/records.ts'
import type { Acquired } from '../acquire.ts'
import {
  attemptsOf,
  type Compare,
  compareAttacks,
  type Presentation,
  templateOf,
  withoutAttacks,
} from './presentation.ts'

/** Samples that a template takes of each modality. */
export type EnrolSamples = Record<Modality, number>

/** Makes the comparisons; returns the people who have no session with enough samples. */
export function sessions(
  acquired: Acquired[],
  compared: readonly Modality[],
  enrolSamples: EnrolSamples,
  compare: Compare,
): Set<string> {
  const bonaFide = acquired.filter(({ sample }) => sample.attack === undefined)
  const people = Map.groupBy(bonaFide, ({ sample }) => sample.person)
  const templates = new Map<string, Presentation>()
  const missing = new Set<string>()
  for (const [person, own] of people) {
    const template = enrolOnFirstSession(person, own, compared, enrolSamples)
    if (template) templates.set(person, template)
    else missing.add(person)
  }
  const attempts = withoutAttacks(attemptsOf(acquired, compared))
  const isTest = ({ person, session }: Presentation) => session !== templates.get(person)?.session
  const tests = attempts.bonaFide.filter(isTest)
  const enrolled = [...templates.values()]
  for (const template of enrolled) {
    for (const test of tests) compare(template, test)
  }
  compareAttacks(attempts.attacks, enrolled, compare)
  return missing
}

function enrolOnFirstSession(
  person: string,
  own: Acquired[],
  compared: readonly Modality[],
  enrolSamples: EnrolSamples,
): Presentation | null {
  for (const [session, samples] of Map.groupBy(own, ({ sample }) => sample.session)) {
    const held = Object.fromEntries(
      modalities.map((modality) => [
        modality,
        compared.includes(modality)
          ? samples.filter(({ sample }) => sample.modality === modality).slice(0, enrolSamples[modality])
          : [],
      ]),
    ) as Record<Modality, Acquired[]>
    if (compared.every((modality) => held[modality].length === enrolSamples[modality])) {
      return templateOf(person, `${person}@${session}`, session, held)
    }
  }
  return null
}
