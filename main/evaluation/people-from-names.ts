// Who was compared, from the names of samples: the labels tell which part of a name is its person. Where no part agrees
// with all labels, samples that are the same person in some comparison are joined.

import { PERSON_RULES } from './name-table.ts'
import type { People } from './scores.ts'

/** Numbers of the two samples of each comparison, by kind, and the person that each rule sees in each sample. */
export interface NamedComparisons {
  names: number
  genuine: { enrolled: Uint32Array; tested: Uint32Array }
  impostor: { enrolled: Uint32Array; tested: Uint32Array }
  /** Of PERSON_RULES. */
  peopleByRule: Uint32Array[]
}

export interface FoundPeople {
  people: People
  /** How they were told apart, in words. */
  source: string
}

/** The people where the names themselves are those of people. */
export function peopleNamed(comparisons: NamedComparisons): FoundPeople {
  const rule = PERSON_RULES.length - 1
  return {
    people: peopleOf(comparisons, comparisons.peopleByRule[rule]),
    source: `people are ${PERSON_RULES[rule].words}`,
  }
}

/** The people, or in words why they cannot be told. */
export function peopleFromNames(comparisons: NamedComparisons): FoundPeople | { reason: string } {
  const agreeing = comparisons.peopleByRule.flatMap((people, rule) =>
    agrees(comparisons, people) ? [{ people, rule, count: distinct(people) }] : [],
  )
  // Of several rules the one that sees the fewest people: it takes the least for independent.
  const [fewest] = agreeing.sort((a, b) => a.count - b.count || b.rule - a.rule)
  if (fewest) {
    return {
      people: peopleOf(comparisons, fewest.people),
      source: `people are ${PERSON_RULES[fewest.rule].words}`,
    }
  }
  const joined = joinedPeople(comparisons)
  if (!agrees(comparisons, joined)) {
    return {
      reason:
        'the labels contradict each other: samples are the same person in some comparisons and not in others',
    }
  }
  return {
    people: peopleOf(comparisons, joined),
    source: 'people are samples joined by genuine comparisons; those never joined count as different people',
  }
}

function agrees({ genuine, impostor }: NamedComparisons, people: Uint32Array): boolean {
  for (let i = 0; i < genuine.enrolled.length; i++) {
    if (people[genuine.enrolled[i]] !== people[genuine.tested[i]]) return false
  }
  for (let i = 0; i < impostor.enrolled.length; i++) {
    if (people[impostor.enrolled[i]] === people[impostor.tested[i]]) return false
  }
  return true
}

function distinct(people: Uint32Array): number {
  return people.reduce((most, person) => Math.max(most, person + 1), 0)
}

function peopleOf({ genuine, impostor }: NamedComparisons, people: Uint32Array): People {
  const of = (samples: Uint32Array) => samples.map((sample) => people[sample])
  return {
    count: distinct(people),
    genuine: of(genuine.enrolled),
    impostorEnrolled: of(impostor.enrolled),
    impostorTested: of(impostor.tested),
  }
}

/** Connected components of the genuine comparisons, by union-find with path halving. */
function joinedPeople({ names, genuine }: NamedComparisons): Uint32Array {
  const parent = Uint32Array.from({ length: names }, (_, i) => i)
  const root = (sample: number) => {
    while (parent[sample] !== sample) {
      parent[sample] = parent[parent[sample]]
      sample = parent[sample]
    }
    return sample
  }
  for (let i = 0; i < genuine.enrolled.length; i++) {
    parent[root(genuine.enrolled[i])] = root(genuine.tested[i])
  }
  const numbers = new Map<number, number>()
  return Uint32Array.from({ length: names }, (_, sample) => {
    const found = root(sample)
    const known = numbers.get(found)
    if (known !== undefined) return known
    numbers.set(found, numbers.size)
    return numbers.size - 1
  })
}
