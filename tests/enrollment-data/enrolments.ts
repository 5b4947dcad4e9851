// Enrolments for tests of the store, without the networks: unit embeddings from a seed, 3 faces and 2 utterances.

import type { Modality, StoredSample } from '../../enrollment-data/records.ts'
import { makeTemplate } from '../../main/authentication/template.ts'

export const MODELS: Record<Modality, string> = { face: 'fa'.repeat(32), voice: 'b0'.repeat(32) }

/** 128 values in [-1, 1) from a linear congruential generator, scaled to unit norm. */
export function unitEmbedding(seed: number): Float32Array {
  let state = seed >>> 0
  const values = Float32Array.from({ length: 128 }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  })
  const norm = Math.hypot(...values)
  return values.map((value) => value / norm)
}

/** What `Store.enrol` takes, for somebody whose five embeddings come from `seed`. */
export function enrolment(name: string, seed = 1) {
  const samples = (['face', 'face', 'face', 'voice', 'voice'] as const).map(
    (modality, i): StoredSample => ({
      modality,
      model: MODELS[modality],
      embedding: unitEmbedding(seed * 10 + i),
      quality: 0.5 + i / 10,
    }),
  )
  const templates = (id: number) =>
    (['face', 'voice'] as const).map((modality) =>
      makeTemplate(
        modality,
        id,
        MODELS[modality],
        samples.filter((sample) => sample.modality === modality).map(({ embedding }) => embedding),
      ),
    )
  return { name, simulated: false, samples, templates }
}
