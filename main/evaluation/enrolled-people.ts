// Development people as the product would know them: a template of the first samples, the rest as attempts.

import type { Modality } from '../authentication/fusion.ts'
import {
  makeTemplate,
  readTemplate,
  type Template,
  cosine as templateCosine,
} from '../authentication/template.ts'
import { ComparisonList } from './comparisons.ts'

export interface EnrolledPerson {
  name: string
  /** Null where too few samples were acquired for a template and an attempt: then only an impostor. */
  template: Template | null
  /** Embeddings that the template does not hold. */
  attempts: Float32Array[]
}

/** A person's embeddings in order: the first `enrol` make the template, at most `attempts` more are presented. */
export function enrolPerson(
  name: string,
  modality: Modality,
  model: string,
  embeddings: Float32Array[],
  { enrol, attempts }: { enrol: number; attempts: number },
): EnrolledPerson {
  if (embeddings.length <= enrol) return { name, template: null, attempts: embeddings.slice(0, attempts) }
  const { record } = makeTemplate(modality, 1, model, embeddings.slice(0, enrol))
  return { name, template: readTemplate(record), attempts: embeddings.slice(enrol, enrol + attempts) }
}

/** Cosines of every person's attempts with every template. */
export function allAttempts(people: EnrolledPerson[]) {
  const list = new ComparisonList()
  for (const enrolled of people) {
    if (!enrolled.template) continue
    for (const tested of people) {
      for (const attempt of tested.attempts)
        list.add(enrolled.name, tested.name, templateCosine(attempt, enrolled.template))
    }
  }
  return list.comparisons()
}

/** A made-up person with one person's face and another's voice. */
export interface ChimericPerson {
  face: EnrolledPerson
  voice: EnrolledPerson
}

/** Fused scores of every chimeric person's attempts (k-th face with k-th voice) with every chimeric template. */
export function allChimericAttempts(
  people: ChimericPerson[],
  fused: (cosines: Record<Modality, number>) => number,
  list: { genuine(score: number): void; impostor(score: number): void },
): void {
  for (const enrolled of people) {
    for (const tested of people) {
      const attempts = Math.min(tested.face.attempts.length, tested.voice.attempts.length)
      for (let k = 0; k < attempts; k++) {
        const score = fused({
          face: attemptCosine(enrolled.face, tested.face.attempts[k]),
          voice: attemptCosine(enrolled.voice, tested.voice.attempts[k]),
        })
        if (enrolled === tested) list.genuine(score)
        else list.impostor(score)
      }
    }
  }
}

function attemptCosine({ name, template }: EnrolledPerson, attempt: Float32Array): number {
  if (!template) throw new Error(`${name} has no template`)
  return templateCosine(attempt, template)
}
