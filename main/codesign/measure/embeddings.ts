// People as one embedding network knows them: templates and attempts, as live authentication compares them.

import { NEEDED } from '../../authentication/enrol.ts'
import { EMBEDDING_LENGTH } from '../../authentication/template.ts'
import { VisemeError } from '../../errors.ts'
import { type EnrolledPerson, enrolPerson } from '../../evaluation/enrolled-people.ts'
import { toUnitNorm } from '../../face/embed.ts'
import type { Image } from '../../face/image.ts'
import { type PreparedModel, prepare } from '../../inference/interpreter.ts'
import { readModel } from '../../inference/reader.ts'
import { embeddingNetwork } from '../../supernet/embedding-network.ts'
import { type EmbeddingBoard, embedSpeech } from '../../voice/embed.ts'
import { BANDS, FRAMES_PER_SECOND } from '../../voice/mel.ts'
import type { Candidate } from '../candidates.ts'
import type { SampleSet } from './samples.ts'

/** Attempts that each person makes on a template at most, as when the shipped calibration is fitted. */
const ATTEMPTS = 10

/** Everybody's enrolments by a face network. */
export function enrolFaces(
  { sha256, name, bytes }: Candidate,
  { people }: SampleSet<ReadonlyMap<number, Image>>,
): EnrolledPerson[] {
  const network = embeddingNetwork(bytes())
  return people.map(({ person, samples }) =>
    enrolPerson(
      person,
      'face',
      sha256,
      samples.map((crops) => usable(name, toUnitNorm(network.embed(crops.get(network.side)!)))),
      { enrol: NEEDED.face, attempts: ATTEMPTS },
    ),
  )
}

/** Runs a network without a board. */
const desk: EmbeddingBoard<{ prepared: PreparedModel }> = {
  invoke: ({ prepared }, inputs) => prepared.invoke(inputs),
  work: () => {},
}

/** Everybody's enrolments by a voice network, from the first seconds of speech of each recording. */
export function enrolVoices(
  { sha256, name, bytes }: Candidate,
  seconds: number,
  { people }: SampleSet<Float32Array>,
): EnrolledPerson[] {
  const network = { prepared: prepare(readModel(bytes())) }
  const values = seconds * FRAMES_PER_SECOND * BANDS
  return people.map(({ person, samples }) =>
    enrolPerson(
      person,
      'voice',
      sha256,
      samples.map((speech) => usable(name, embedSpeech(desk, network, speech.subarray(0, values)))),
      { enrol: NEEDED.voice, attempts: ATTEMPTS },
    ),
  )
}

/** Templates have room for one length of embedding. Throws `bad-embedding` (exit 2). */
function usable(name: string, embedding: Float32Array): Float32Array {
  if (embedding.length === EMBEDDING_LENGTH && embedding.every(Number.isFinite)) return embedding
  throw new VisemeError({
    code: 'bad-embedding',
    message: `${name} gives ${embedding.length} values; a template holds ${EMBEDDING_LENGTH} finite ones.`,
    next: 'Leave this network out of the space.',
    exitCode: 2,
  })
}
