// Enrolment: samples -> embeddings on the board -> one template per modality -> the store, all of it or nothing.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import { captureAll, type Presented, type Progress } from './capture.ts'
import { checkName } from './names.ts'
import type { System } from './system.ts'
import { admit, CAPACITY, MOST_SAMPLES, makeTemplate, TEMPLATE_BYTES } from './template.ts'

/** The fewest samples of each modality that make a template. */
export const NEEDED: Record<Modality, number> = { face: 3, voice: 2 }

export interface EnrolmentRequest extends Presented {
  person: string
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
  /** Mean quality of the samples, 0 to 1. */
  quality: Record<Modality, number>
}

/**
 * Enrols a person. Throws `bad-name`, `too-few-samples`, `too-many-samples`, `duplicate-person` (exit 2),
 * `partition-full` (3), the failure of a sample (SampleError) or of the store (StoreError); the store is then as it was.
 */
export async function enrol(store: Store, system: System, request: EnrolmentRequest): Promise<Enrolment> {
  const name = checkName(request.person)
  checkSamples(request)
  store.refuseDuplicate(name)
  admit(store.count())

  const captures = await system.attempt(async () => {
    const captured = await captureAll(system, request, request.onProgress)
    system.machine.work('store template', 'flash-write', TEMPLATE_BYTES)
    return captured
  })
  const model = system.models
  const person = store.enrol({
    name,
    simulated: request.simulated ?? false,
    samples: modalities.flatMap((modality) =>
      captures[modality].map((captured) => ({ ...captured, modality, model: model[modality] })),
    ),
    templates: (id) =>
      modalities.map((modality) =>
        makeTemplate(
          modality,
          id,
          model[modality],
          captures[modality].map(({ embedding }) => embedding),
        ),
      ),
    admit,
  })
  const meanQuality = (modality: Modality) =>
    captures[modality].reduce((sum, { quality }) => sum + quality, 0) / captures[modality].length
  return {
    person: person.name,
    samples: person.samples,
    template_bytes: TEMPLATE_BYTES,
    capacity_left: CAPACITY - store.count(),
    simulated: person.simulated,
    fte: 0,
    quality: { face: meanQuality('face'), voice: meanQuality('voice') },
  }
}

function checkSamples({ faces, voices }: Presented): void {
  if (Math.max(faces.length, voices.length) > MOST_SAMPLES) {
    throw new VisemeError({
      code: 'too-many-samples',
      message: `A template is made of at most ${MOST_SAMPLES} pictures and ${MOST_SAMPLES} recordings; there are ${faces.length} and ${voices.length}.`,
      next: 'Choose fewer: a dozen different moments and sentences are plenty.',
      exitCode: 2,
    })
  }
  if (faces.length >= NEEDED.face && voices.length >= NEEDED.voice) return
  throw new VisemeError({
    code: 'too-few-samples',
    message: `Enrolment needs at least ${NEEDED.face} pictures and ${NEEDED.voice} recordings; there are ${faces.length} and ${voices.length}.`,
    next: 'Add more: different moments and different sentences work best.',
    exitCode: 2,
  })
}
