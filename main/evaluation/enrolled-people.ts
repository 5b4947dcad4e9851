// Development people as the product would know them: templates of several samples, single samples as attempts.

import type { Modality } from '../../enrollment-data/records.ts'
import { cosine, makeTemplate, readTemplate, type Template } from '../authentication/template.ts'
import { ComparisonList, type Comparisons } from './comparisons.ts'
import type { People } from './scores.ts'

/** A template, and what its own person may present against it. */
export interface Enrolment {
  template: Template
  /** Embeddings of the same person that the template does not hold. */
  attempts: Float32Array[]
}

export interface EnrolledPerson {
  name: string
  /** One per disjoint group of samples; none where there are too few for a template and an attempt. */
  enrolments: Enrolment[]
  /** What the person presents against others' templates. */
  attempts: Float32Array[]
}

/**
 * Enrols a person once with each disjoint group of `enrol` embeddings, in order; of what a template does not hold,
 * at most `attempts` are presented.
 */
export function enrolPerson(
  name: string,
  modality: Modality,
  model: string,
  embeddings: Float32Array[],
  { enrol, attempts }: { enrol: number; attempts: number },
): EnrolledPerson {
  const groups = embeddings.length > enrol ? Math.floor(embeddings.length / enrol) : 0
  return {
    name,
    enrolments: Array.from({ length: groups }, (_, group) => {
      const held = embeddings.slice(group * enrol, (group + 1) * enrol)
      const { record } = makeTemplate(modality, 1, model, held)
      return {
        template: readTemplate(record),
        attempts: embeddings.filter((embedding) => !held.includes(embedding)).slice(0, attempts),
      }
    }),
    attempts: embeddings.slice(0, attempts),
  }
}

/** Cosines of attempts with templates: own attempts with each own template, everybody else's with it as impostors'. */
export function allAttempts(people: EnrolledPerson[]): Comparisons & { people: People } {
  const list = new ComparisonList()
  for (const enrolled of people) {
    for (const { template, attempts } of enrolled.enrolments) {
      for (const tested of people) {
        for (const attempt of tested === enrolled ? attempts : tested.attempts) {
          list.add(enrolled.name, tested.name, cosine(attempt, template))
        }
      }
    }
  }
  return list.comparisons()
}

/** A made-up person with one person's face and another's voice. */
export type ChimericPerson = Record<Modality, Enrolment>

/** Cosines of every chimeric person's attempts (k-th face with k-th voice) with every chimeric template. */
export function* chimericAttempts(
  people: ChimericPerson[],
): Generator<{ genuine: boolean; cosines: Record<Modality, number> }> {
  for (const enrolled of people) {
    for (const tested of people) {
      const attempts = Math.min(tested.face.attempts.length, tested.voice.attempts.length)
      for (let k = 0; k < attempts; k++) {
        yield {
          genuine: enrolled === tested,
          cosines: {
            face: cosine(tested.face.attempts[k], enrolled.face.template),
            voice: cosine(tested.voice.attempts[k], enrolled.voice.template),
          },
        }
      }
    }
  }
}
