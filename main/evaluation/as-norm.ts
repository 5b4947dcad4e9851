// Adaptive symmetric score normalisation (S. Cumani et al., Interspeech 2011; P. Matějka et al., Interspeech 2017):
// a score is told in deviations from what each of its sides scores against the most similar people of a cohort.

import type { Modality } from '../../enrollment-data/records.ts'
import { meanEmbedding } from '../authentication/template.ts'
import type { Acquired } from './acquire.ts'
import { cosine } from './comparisons.ts'

/** The score of two unit vectors of one modality. */
export type Score = (enrolled: Float32Array, tested: Float32Array) => number

/** Unit vectors of a cohort's people: each the mean of their samples. */
export function cohortVectors(acquired: Acquired[], modality: Modality): Float32Array[] {
  const own = acquired.filter(({ sample }) => sample.modality === modality && sample.attack === undefined)
  return [...Map.groupBy(own, ({ sample }) => sample.person).values()].map((samples) =>
    meanEmbedding(samples.map(({ embedding }) => embedding)),
  )
}

/**
 * ((s - mean_e) / deviation_e + (s - mean_t) / deviation_t) / 2 of the cosine s, where mean and deviation are of each
 * side's `top` highest scores against the cohort (population deviation). The cohort needs two people.
 */
export function normalisedScore(cohort: Float32Array[], top: number): Score {
  const known = new WeakMap<Float32Array, { mean: number; deviation: number }>()
  const against = (vector: Float32Array) => {
    const before = known.get(vector)
    if (before) return before
    const scores = Float64Array.from(cohort, (other) => cosine(vector, other)).sort()
    const highest = scores.subarray(Math.max(0, scores.length - top))
    const mean = highest.reduce((sum, score) => sum + score, 0) / highest.length
    const variance = highest.reduce((sum, score) => sum + (score - mean) ** 2, 0) / highest.length
    // Cosines of int8 templates differ by less than this only where they are the same.
    const statistics = { mean, deviation: Math.max(Math.sqrt(variance), 1e-6) }
    known.set(vector, statistics)
    return statistics
  }
  return (enrolled, tested) => {
    const score = cosine(enrolled, tested)
    const [e, t] = [against(enrolled), against(tested)]
    return ((score - e.mean) / e.deviation + (score - t.mean) / t.deviation) / 2
  }
}
