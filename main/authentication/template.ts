// What the board keeps of a person: one record per modality in its 64 KB templates partition.
//
// Record, little-endian, 160 bytes (a multiple of the 16 and 32 bytes ESP-IDF's flash encryption works on):
//   0  'VT'            2  version          3  modality: 0 face, 1 voice
//   4  person, uint32  8  samples, uint8   9  zero             12 scale, float32
//  16  first 8 bytes of the sha256 of the network that made the embedding
//  24  128 x int8: unit mean embedding = scale * value
// 152  CRC-32 of bytes 0..151             156 zero

import { crc32 } from 'node:zlib'
import { type Modality, modalities, type Person, type StoredTemplate } from '../../enrollment-data/records.ts'
import { TEMPLATES_BYTES, templateCapacity } from '../board/flash.ts'
import { VisemeError } from '../errors.ts'

export const EMBEDDING_LENGTH = 128
export const RECORD_BYTES = 160
const MAGIC = 0x5456
const VERSION = 1

/** The most samples a record can count. */
export const MOST_SAMPLES = 255

/** A person's template: one record per modality. */
export const TEMPLATE_BYTES = RECORD_BYTES * modalities.length
/** People whose templates fit the board's partition. */
export const CAPACITY = templateCapacity(TEMPLATE_BYTES)

/** Refuses one more person when the partition is full: `partition-full`, a limit of the board. */
export function admit(enrolled: number): void {
  if (enrolled < CAPACITY) return
  throw new VisemeError({
    code: 'partition-full',
    message: `The board's templates partition is full: ${enrolled} people, and ${CAPACITY} fit in its ${TEMPLATES_BYTES} bytes.`,
    next: 'Remove somebody who is no longer needed, then enrol again.',
    exitCode: 3,
  })
}

export interface Template {
  modality: Modality
  personId: number
  /** Enrolment samples it is the mean of. */
  samples: number
  /** First 8 bytes of the network's sha256, in hexadecimal. */
  model: string
  scale: number
  values: Int8Array
}

/** The mean of unit embeddings, brought back to unit length. */
export function meanEmbedding(embeddings: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(embeddings[0].length)
  for (const embedding of embeddings) {
    for (let i = 0; i < mean.length; i++) mean[i] += embedding[i]
  }
  const norm = Math.hypot(...mean)
  if (!(norm > 0)) throw new Error('embeddings that cancel out have no mean direction')
  return mean.map((value) => value / norm)
}

/**
 * The record of a person for one modality, from the unit embeddings of their samples, made by the network whose
 * sha256 (hexadecimal) is `model`. Symmetric int8: the largest value becomes 127.
 */
export function makeTemplate(
  modality: Modality,
  personId: number,
  model: string,
  embeddings: readonly Float32Array[],
): StoredTemplate {
  const mean = meanEmbedding(embeddings)
  const scale = mean.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) / 127
  const record = Buffer.alloc(RECORD_BYTES)
  record.writeUInt16LE(MAGIC, 0)
  record.writeUInt8(VERSION, 2)
  record.writeUInt8(modalities.indexOf(modality), 3)
  record.writeUInt32LE(personId, 4)
  record.writeUInt8(embeddings.length, 8)
  record.writeFloatLE(scale, 12)
  record.write(model.slice(0, 16), 16, 'hex')
  mean.forEach((value, i) => {
    record.writeInt8(Math.round(value / scale), 24 + i)
  })
  record.writeUInt32LE(crc32(record.subarray(0, 152)), 152)
  return { modality, model, record: Uint8Array.from(record) }
}

/** Reads a record back. Throws `template-damaged` when its checksum or its header is wrong. */
export function readTemplate(bytes: Uint8Array): Template {
  const record = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const intact =
    record.length === RECORD_BYTES &&
    record.readUInt16LE(0) === MAGIC &&
    record.readUInt8(2) === VERSION &&
    record.readUInt8(3) < modalities.length &&
    record.readUInt32LE(152) === crc32(record.subarray(0, 152))
  if (!intact) throw damaged('A stored template is damaged (its checksum does not match).')
  return {
    modality: modalities[record.readUInt8(3)],
    personId: record.readUInt32LE(4),
    samples: record.readUInt8(8),
    model: record.toString('hex', 16, 24),
    scale: record.readFloatLE(12),
    values: Int8Array.from(record.subarray(24, 24 + EMBEDDING_LENGTH)),
  }
}

/** Reads one of a person's records. Throws `template-damaged`, also where it is another person's, modality's or network's. */
export function readTemplateOf(person: Person, { modality, model, record }: StoredTemplate): Template {
  const template = readTemplate(record)
  const own =
    template.personId === person.id && template.modality === modality && model.startsWith(template.model)
  if (own) return template
  throw damaged(`The ${modality} template stored for ${person.name} is not theirs.`)
}

function damaged(message: string): VisemeError {
  return new VisemeError({
    code: 'template-damaged',
    message,
    next: 'Remove the person and enrol them again, or restore the store from a backup.',
    exitCode: 4,
  })
}

/** Cosine between a unit embedding and a template, -1 to 1. The template's scale cancels out. */
export function cosine(embedding: Float32Array, { values }: Template): number {
  let dot = 0
  let square = 0
  for (let i = 0; i < values.length; i++) {
    dot += embedding[i] * values[i]
    square += values[i] * values[i]
  }
  return dot / Math.sqrt(square)
}
