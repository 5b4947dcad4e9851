// Enrolment: samples -> embeddings on the board -> one template per modality -> the store, all of it or nothing.
// Somebody enrolled can be enrolled again, or give more samples, of which the best are kept.

import { type Modality, modalities, type Person, type StoredSample } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import {
  type Disagreement,
  type Resemblance,
  refuseDisagreement,
  refuseStranger,
  resemblances,
} from './agreement.ts'
import { type Captures, captureAll, type Presented, type Progress, SampleError } from './capture.ts'
import type { EnrolmentMode } from './enrolment-modes.ts'
import { checkName, findPerson } from './names.ts'
import type { System } from './system.ts'
import { admit, CAPACITY, MOST_SAMPLES, makeTemplate, TEMPLATE_BYTES } from './template.ts'

/** The fewest samples of each modality that make a template. */
export const NEEDED: Record<Modality, number> = { face: 3, voice: 2 }

/** The same for what a system decides by. */
export const neededFor = ({ modalities: decides }: Pick<System, 'modalities'>): Record<Modality, number> => ({
  face: decides.includes('face') ? NEEDED.face : 0,
  voice: decides.includes('voice') ? NEEDED.voice : 0,
})

/** Samples of each modality that are kept when more are added, the best ones. */
export const KEPT = 8

export interface EnrolmentRequest extends Presented {
  person: string
  /** Default `new`. */
  mode?: EnrolmentMode
  /** Samples of each modality to keep with `add`. Default KEPT. */
  keep?: number
  onProgress?: (progress: Progress) => void
}

/** The JSON document of `viseme enroll`. */
export interface Enrolment {
  person: string
  samples: Record<Modality, number>
  /** Bytes in the board's templates partition, both modalities. */
  template_bytes: number
  /** People that can still be enrolled. */
  capacity_left: number
  /** Somebody who does not exist, drawn from a seed. */
  simulated: boolean
  /** Failures to enrol in this transaction: 0, since a failed one ends in an error instead. */
  fte: number
  /** Mean quality of the samples, 0 to 1; 0 where there are none. */
  quality: Record<Modality, number>
  /** Others enrolled for whom these samples would be accepted: possibly the same person under another name. */
  resembles: Resemblance[]
  /** Samples that agree little with the others of their modality. */
  disagreements: Disagreement[]
}

/**
 * Enrols a person, or renews somebody enrolled (`replace`, `add`). Throws `bad-name`, `unknown-person`,
 * `too-few-samples`, `too-many-samples`, `duplicate-person`, `samples-disagree`, `template-outdated` (exit 2),
 * `partition-full` (3), the failure of a sample (SampleError) or of the store (StoreError); the people of the store are
 * then as they were. A transaction that fails for its samples is counted as a failure to enrol; adding
 * samples to an enrolment that succeeded is none.
 */
export async function enrol(store: Store, system: System, request: EnrolmentRequest): Promise<Enrolment> {
  const { mode = 'new', simulated = false } = request
  const known = mode === 'new' ? null : findPerson(store, request.person)
  const name = known?.name ?? checkName(request.person)
  checkAmount(request, mode === 'add' ? { face: 0, voice: 0 } : neededFor(system))
  const former = known && mode === 'add' ? formerSamples(store, system, known) : { face: [], voice: [] }
  if (!known) {
    store.refuseDuplicate(name)
    admit(store.count())
  }
  let captures: Captures
  let told: Disagreement[]
  try {
    captures = await system.attempt(async () => {
      const captured = await captureAll(system, request, request.onProgress)
      system.machine.work('store template', 'flash-write', TEMPLATE_BYTES)
      return captured
    })
    if (known && mode === 'add') refuseStranger(store, system, captures, known)
    captures = {
      face: best([...former.face, ...captures.face], request, mode),
      voice: best([...former.voice, ...captures.voice], request, mode),
    }
    told = refuseDisagreement(system.fusion, captures)
  } catch (error) {
    if (mode !== 'add') countFailure(store, error, simulated)
    throw error
  }
  const others = store.people().filter(({ id }) => id !== known?.id)
  const resembles = resemblances(store, system, captures, others)
  const person = keep(store, system, known, { name, simulated, captures })
  if (mode !== 'add') store.countEnrolment('enrolled', '', simulated)
  const meanQuality = (modality: Modality) =>
    captures[modality].reduce((sum, { quality }) => sum + quality, 0) / Math.max(1, captures[modality].length)
  return {
    person: person.name,
    samples: person.samples,
    template_bytes: TEMPLATE_BYTES,
    capacity_left: CAPACITY - store.count(),
    simulated: person.simulated,
    fte: 0,
    quality: { face: meanQuality('face'), voice: meanQuality('voice') },
    resembles,
    disagreements: told,
  }
}

/** Into the store: a new person, or the samples and templates of a known one. */
function keep(
  store: Store,
  system: System,
  known: Person | null,
  { name, simulated, captures }: { name: string; simulated: boolean; captures: Captures },
): Person {
  const model = system.models
  const samples: StoredSample[] = modalities.flatMap((modality) =>
    captures[modality].map(({ embedding, quality }) => ({
      embedding,
      quality,
      modality,
      model: model[modality],
    })),
  )
  const captured = modalities.filter((modality) => captures[modality].length > 0)
  const templates = (id: number) =>
    captured.map((modality) =>
      makeTemplate(
        modality,
        id,
        model[modality],
        captures[modality].map(({ embedding }) => embedding),
      ),
    )
  if (known) return store.renew(known.id, samples, templates(known.id))
  return store.enrol({ name, simulated, samples, templates, admit })
}

/** The samples that somebody enrolled has given. Throws `template-outdated` where other networks embedded them. */
function formerSamples(store: Store, system: System, person: Person): Captures {
  const samples = store.samples(person)
  if (samples.some(({ modality, model }) => model !== system.models[modality])) {
    throw new VisemeError({
      code: 'template-outdated',
      message: `The samples of ${person.name} were embedded by another network; new ones cannot be added to them.`,
      next: 'Enrol the person again instead.',
      exitCode: 2,
    })
  }
  const of = (wanted: Modality) =>
    samples
      .filter(({ modality }) => modality === wanted)
      .map(({ embedding, quality }) => ({ embedding, quality, advice: null }))
  return { face: of('face'), voice: of('voice') }
}

/** With `add`, the samples of the highest quality, in their order; else all. */
function best<T extends { quality: number }>(
  samples: T[],
  { keep: most = KEPT }: EnrolmentRequest,
  mode: EnrolmentMode,
): T[] {
  if (mode !== 'add' || samples.length <= most) return samples
  const kept = new Set(samples.toSorted((a, b) => b.quality - a.quality).slice(0, most))
  return samples.filter((sample) => kept.has(sample))
}

/** Counts a transaction that failed for its samples. What failed is told in any case, also where counting fails. */
function countFailure(store: Store, error: unknown, simulated: boolean): void {
  const reason =
    error instanceof SampleError || (error instanceof VisemeError && error.code === 'samples-disagree')
      ? error.code
      : null
  if (reason === null) return
  try {
    store.countEnrolment('failed', reason, simulated)
  } catch {
    // a locked or read-only store: the failure of the sample is what the user has to hear of
  }
}

function checkAmount({ faces, voices }: Presented, needed: Record<Modality, number>): void {
  if (Math.max(faces.length, voices.length) > MOST_SAMPLES) {
    throw new VisemeError({
      code: 'too-many-samples',
      message: `A template is made of at most ${MOST_SAMPLES} pictures and ${MOST_SAMPLES} recordings; there are ${faces.length} and ${voices.length}.`,
      next: 'Choose fewer: a dozen different moments and sentences are plenty.',
      exitCode: 2,
    })
  }
  if (faces.length + voices.length === 0) {
    throw new VisemeError({
      code: 'too-few-samples',
      message: 'There is nothing to add: neither a picture nor a recording.',
      next: 'Add a picture, a recording, or both.',
      exitCode: 2,
    })
  }
  if (faces.length >= needed.face && voices.length >= needed.voice) return
  throw new VisemeError({
    code: 'too-few-samples',
    message: `Enrolment needs at least ${needed.face} pictures and ${needed.voice} recordings; there are ${faces.length} and ${voices.length}.`,
    next: 'Add more: different moments and different sentences work best.',
    exitCode: 2,
  })
}
