// The people whom AS-norm normalises scores by: captured like all others, and enough of them.

import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import { type Acquisition, acquire } from './acquire.ts'
import { cohortVectors, normalisedScore, type Score } from './as-norm.ts'
import { cosine } from './comparisons.ts'
import type { DataSample } from './data-set.ts'
import type { ScoreNormalisation } from './document.ts'
import type { EvaluationRequest } from './evaluation-request.ts'

/** Scores as they are, or normalised. VisemeError `too-few-cohort-people` where a modality measured has fewer than two. */
export async function acquireCohort(
  { cohort, capture, onSample }: EvaluationRequest,
  samples: DataSample[],
  measuredSamples: DataSample[],
  notes: string[],
): Promise<{ score: Record<Modality, Score>; used: ScoreNormalisation | null }> {
  if (!cohort) return { score: { face: cosine, voice: cosine }, used: null }
  const { acquired, skipped } = await acquire(samples, capture, onSample)
  notes.push(...skippedNote('AS-norm cohort', samples, skipped))
  const measured = new Set(measuredSamples.map(({ modality }) => modality))
  const normalised = (modality: Modality): { score: Score; people: number } => {
    const vectors = cohortVectors(acquired, modality)
    if (vectors.length >= 2) return { score: normalisedScore(vectors, cohort.top), people: vectors.length }
    if (!measured.has(modality)) return { score: cosine, people: 0 }
    const own = samples.filter((sample) => sample.modality === modality)
    throw new VisemeError({
      code: 'too-few-cohort-people',
      message: `The cohort ${cohort.set.name} has a ${modality} of ${vectors.length} people (${own.length} samples of ${new Set(own.map(({ person }) => person)).size} people, ${skipped.filter((one) => one.modality === modality).length} not acquired); AS-norm needs at least 2, and is meant for 100 or more.`,
      next: 'Give a larger cohort with --as-norm, or choose --modalities that it has.',
      exitCode: 2,
    })
  }
  const [face, voice] = [normalised('face'), normalised('voice')]
  return {
    score: { face: face.score, voice: voice.score },
    used: {
      cohort: cohort.set.name,
      people: { face: face.people, voice: voice.people },
      top: cohort.top,
    },
  }
}

/** What was skipped of people who are not those measured, whose own skipped samples the document lists. */
export function skippedNote(whose: string, samples: DataSample[], skipped: Acquisition['skipped']): string[] {
  if (skipped.length === 0) return []
  const kinds = Map.groupBy(skipped, ({ modality, code }) => `${modality} ${code}`)
  const why = [...kinds].map(([kind, own]) => `${own.length} ${kind}`).join(', ')
  return [`${whose}: ${skipped.length} of ${samples.length} samples were skipped (${why})`]
}
