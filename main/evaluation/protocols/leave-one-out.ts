// Leave one out: every attempt is tested against a template of all other attempts of its person, and against the
// whole template of everybody else.

import { type Modality, modalities } from '../../../enrollment-data/records.ts'
import type { Acquired } from '../acquire.ts'
import {
  type Compare,
  compareAttacks,
  type Presentation,
  templateOf,
  withoutAttacks,
} from './presentation.ts'

export function leaveOneOut(attempts: Presentation[], compare: Compare): void {
  const { bonaFide, attacks } = withoutAttacks(attempts)
  const people = Map.groupBy(bonaFide, ({ person }) => person)
  const whole = [...people].map(([person, own]) => templateOfAttempts(person, person, own))
  for (const [person, own] of people) {
    if (own.length < 2) continue
    for (const left of own) {
      const others = own.filter((one) => one !== left)
      compare(templateOfAttempts(person, `${person}-without-${left.name}`, others), left)
    }
  }
  for (const template of whole) {
    for (const test of bonaFide) {
      if (test.person !== template.person) compare(template, test)
    }
  }
  compareAttacks(attacks, whole, compare)
}

function templateOfAttempts(person: string, name: string, attempts: Presentation[]): Presentation {
  const samples = attempts.flatMap((attempt) => attempt.held)
  const of = (modality: Modality): Acquired[] => samples.filter(({ sample }) => sample.modality === modality)
  const [face, voice] = modalities.map(of)
  return templateOf(person, name, '', { face, voice })
}
