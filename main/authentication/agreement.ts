// Do the samples of an enrolment show one person, and does that person look or sound like somebody enrolled already?
// Both are told by the same calibrated likelihood ratios and thresholds as verification.

import type { Modality, Person } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import { isDamaged } from './attempt.ts'
import type { Captured, Captures } from './capture.ts'
import { type Fusion, fuse, logLikelihoodRatio } from './fusion.ts'
import type { System } from './system.ts'
import { cosine, meanEmbedding, readTemplateOf } from './template.ts'

/**
 * A sample that does not agree is refused only where refusing costs few genuine ones: by the strictest threshold that
 * rejects at most this share of genuine development attempts, one sample against a template. Where none does, a sample
 * below the loosest is only told, and the user decides.
 */
const REFUSING_COST = 0.02
const MODALITIES: readonly Modality[] = ['face', 'voice']
const NAMES: Record<Modality, string> = { face: 'Picture', voice: 'Recording' }

/** Samples of one enrolment; of a sample only the embedding counts, unit norm. */
export type EnrolmentSamples = Record<Modality, readonly Pick<Captured, 'embedding'>[]>

/** A sample that agrees least with the others of its modality. */
export interface Disagreement {
  modality: Modality
  /** From 0, among the samples of its modality. */
  index: number
  /** Log-likelihood ratio of the sample against the mean of the others, and the threshold it stays below. */
  score: number
  threshold: number
}

/** The loosest threshold that was fitted for one modality. */
export function loosest(fusion: Fusion, modality: Modality): { threshold: number; fnmr: number } {
  return fusion.operating_points.reduce((loose, point) => (point.fmr > loose.fmr ? point : loose))[modality]
}

/**
 * The strictest threshold fitted for one modality that rejects at most `cost` of the genuine development attempts; the
 * loosest where none does.
 */
export function strictestWithin(
  fusion: Fusion,
  modality: Modality,
  cost: number,
): { threshold: number; fnmr: number } {
  const affordable = fusion.operating_points
    .map((point) => point[modality])
    .filter(({ fnmr }) => fnmr <= cost)
  return affordable.reduce(
    (strict, point) => (point.threshold > strict.threshold ? point : strict),
    affordable[0] ?? loosest(fusion, modality),
  )
}

/** Of each modality, the sample that agrees least with the others, where it stays below the threshold for that. */
export function disagreements(fusion: Fusion, samples: EnrolmentSamples): Disagreement[] {
  return MODALITIES.flatMap((modality) => {
    const { threshold } = strictestWithin(fusion, modality, REFUSING_COST)
    const own = samples[modality]
    const scores = own.map((sample, index) =>
      logLikelihoodRatio(fusion.calibration[modality], agreement(sample, own, index)),
    )
    const score = Math.min(...scores)
    return scores.length > 1 && score < threshold
      ? [{ modality, index: scores.indexOf(score), score, threshold }]
      : []
  })
}

/** Cosine of one sample with the mean of the others; 1 where there are none. */
function agreement(
  { embedding }: Pick<Captured, 'embedding'>,
  all: EnrolmentSamples[Modality],
  index: number,
): number {
  if (all.length < 2) return 1
  const mean = meanEmbedding(all.filter((_, other) => other !== index).map((sample) => sample.embedding))
  return embedding.reduce((sum, value, at) => sum + value * mean[at], 0)
}

/** Whether samples of this modality that disagree are refused, not only told. */
export const isRefusing = (fusion: Fusion, modality: Modality): boolean =>
  strictestWithin(fusion, modality, REFUSING_COST).fnmr <= REFUSING_COST

/** Throws `samples-disagree` for the first disagreement that is worth a refusal; returns those that are only told. */
export function refuseDisagreement(fusion: Fusion, captures: Captures): Disagreement[] {
  const found = disagreements(fusion, captures)
  const refused = found.find(({ modality }) => isRefusing(fusion, modality))
  if (!refused) return found
  throw new VisemeError({
    code: 'samples-disagree',
    message: `${NAMES[refused.modality]} ${refused.index + 1} does not look like the same person as the others (log-likelihood ratio ${refused.score.toFixed(1)}, at least ${refused.threshold.toFixed(1)} is usual).`,
    next: 'Take it again, with nobody else before the camera, or remove it.',
    exitCode: 2,
  })
}

/**
 * Refuses samples to be added to a person who would not be accepted with them (`samples-disagree`): else anybody could
 * become part of somebody's template.
 */
export function refuseStranger(store: Store, system: System, added: Captures, person: Person): void {
  const cosines = cosinesTo(store, system, added, person)
  if (Object.keys(cosines).length === 0) return
  const { score, threshold, accepted } = fuse(system.fusion, cosines)
  if (accepted) return
  throw new VisemeError({
    code: 'samples-disagree',
    message: `These samples would not be accepted for ${person.name} (log-likelihood ratio ${score.toFixed(1)}, at least ${threshold.toFixed(1)} is needed).`,
    next: 'Add samples of the same person, or enrol them again with --replace (in the window: Enrol again).',
    exitCode: 2,
  })
}

/** Somebody enrolled already whom the samples resemble. */
export interface Resemblance {
  person: string
  /** Fused log-likelihood ratio. */
  score: number
}

/**
 * Whoever of `people` the samples would be accepted for, best first: possibly the same person under another name. The
 * threshold is that of an identification among as many (see identify.ts).
 */
export function resemblances(
  store: Store,
  system: System,
  captures: Captures,
  people: readonly Person[],
): Resemblance[] {
  return people
    .flatMap((person) => {
      const cosines = readable(() => cosinesTo(store, system, captures, person))
      if (Object.keys(cosines).length === 0) return []
      const { score, threshold } = fuse(system.fusion, cosines)
      return score >= threshold + Math.log(people.length) ? [{ person: person.name, score }] : []
    })
    .sort((a, b) => b.score - a.score)
}

/** Nothing where what is stored of that person is damaged: others are enrolled all the same. */
function readable(compare: () => Partial<Record<Modality, number>>): Partial<Record<Modality, number>> {
  try {
    return compare()
  } catch (error) {
    if (isDamaged(error)) return {}
    throw error
  }
}

/** Cosine of the mean of each modality's samples to a person's template, where the networks are the same. */
function cosinesTo(
  store: Store,
  system: System,
  captures: Captures,
  person: Person,
): Partial<Record<Modality, number>> {
  const cosines: Partial<Record<Modality, number>> = {}
  const templates = store.templates(person)
  for (const modality of MODALITIES) {
    const stored = templates.find((template) => template.modality === modality)
    if (captures[modality].length === 0 || stored?.model !== system.models[modality]) continue
    const mean = meanEmbedding(captures[modality].map(({ embedding }) => embedding))
    cosines[modality] = cosine(mean, readTemplateOf(person, stored))
  }
  return cosines
}
