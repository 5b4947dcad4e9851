// What is sealed of a person: samples and templates under the person's data key, that key under the master key.
// The contexts (additional authenticated data) tie each to its person, network and place: rows cannot be exchanged.

import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { StoreError } from './errors.ts'
import type {
  Modality,
  SealedPerson,
  SealedSample,
  SealedTemplate,
  StoredSample,
  StoredTemplate,
} from './records.ts'
import { BrokenSealError, type Context, newKey, seal, unseal } from './sealing.ts'
import type { Unlocked } from './vault.ts'

/** Who a data key belongs to. */
export interface KeyOwner {
  id: number
  name: string
  created: string
  simulated: boolean
}

const keyContext = (store: string, { id, name, created, simulated }: KeyOwner): Context => [
  'person',
  store,
  id,
  name,
  created,
  Number(simulated),
]

type SamplePlace = Pick<SealedSample, 'modality' | 'model' | 'position' | 'quality'>

const sampleContext = (store: string, personId: number, place: SamplePlace): Context => [
  ...olderSampleContext(store, personId, place),
  place.quality,
]

/** Of samples sealed before their quality was a part of it; they get the newer one when they are sealed again. */
const olderSampleContext = (
  store: string,
  personId: number,
  { modality, model, position }: SamplePlace,
): Context => ['sample', store, personId, modality, model, position]

const templateContext = (
  store: string,
  personId: number,
  { modality, model }: Pick<SealedTemplate, 'modality' | 'model'>,
): Context => ['template', store, personId, modality, model]

/** Wraps a data key for its owner. */
export const wrapKey = ({ master, store }: Unlocked, key: Buffer, owner: KeyOwner): Buffer =>
  seal(master, key, keyContext(store, owner))

/** First 16 bytes of the sha256 of a wrapped data key, in hexadecimal: the audit log tells by it which one is in use. */
export const digestOfKey = (wrapped: Uint8Array): string =>
  createHash('sha256').update(wrapped).digest('hex').slice(0, 32)

/** The data key of a person. Throws `template-damaged` where it, or whose it is, was changed. */
export function dataKey(unlocked: Unlocked, owner: KeyOwner, wrapped: Uint8Array | undefined): Buffer {
  const sealed = wrapped ?? new Uint8Array()
  return opened(owner.name, 'key', () => unseal(unlocked.master, sealed, keyContext(unlocked.store, owner)))
}

/** Seals what is stored of a person under a key of their own. */
export function sealPerson(
  unlocked: Unlocked,
  owner: KeyOwner,
  samples: readonly StoredSample[],
  templates: readonly StoredTemplate[],
  key = newKey(),
): Pick<SealedPerson, 'key' | 'samples' | 'templates'> {
  const { store } = unlocked
  const positions: Record<Modality, number> = { face: 0, voice: 0 }
  return {
    key: wrapKey(unlocked, key, owner),
    samples: samples.map(({ modality, model, embedding, quality }) => {
      const position = positions[modality]++
      const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength)
      const place = { modality, model, position, quality }
      const sealed = seal(key, bytes, sampleContext(store, owner.id, place))
      return { ...place, sealed }
    }),
    templates: templates.map(({ modality, model, record }) => ({
      modality,
      model,
      sealed: seal(key, record, templateContext(store, owner.id, { modality, model })),
    })),
  }
}

/** A sample as it was enrolled. Throws `template-damaged`. */
export function openSample(
  { store }: Unlocked,
  key: Buffer,
  { id, name }: KeyOwner,
  { sealed, ...sample }: SealedSample,
): StoredSample {
  const { modality, model, quality } = sample
  const bytes = opened(name, `${modality} sample`, () => {
    try {
      return unseal(key, sealed, sampleContext(store, id, sample))
    } catch (error) {
      if (!(error instanceof BrokenSealError)) throw error
      return unseal(key, sealed, olderSampleContext(store, id, sample))
    }
  })
  return { modality, model, embedding: new Float32Array(Uint8Array.from(bytes).buffer), quality }
}

/** A template's record. Throws `template-damaged`. */
export function openTemplate(
  { store }: Unlocked,
  key: Buffer,
  { id, name }: KeyOwner,
  { modality, model, sealed }: SealedTemplate,
): StoredTemplate {
  const bytes = opened(name, `${modality} template`, () =>
    unseal(key, sealed, templateContext(store, id, { modality, model })),
  )
  return { modality, model, record: Uint8Array.from(bytes) }
}

function opened(name: string, what: string, open: () => Buffer): Buffer {
  try {
    return open()
  } catch (cause) {
    if (!(cause instanceof BrokenSealError)) throw cause
    throw new StoreError({
      code: 'template-damaged',
      message: `The ${what} stored for ${name} is damaged, or not theirs.`,
      next: 'Remove the person and enrol them again, or restore the store from a backup.',
      exitCode: 4,
      cause,
    })
  }
}

/** The sealed rows of a person, as they lie in the store. */
export function readSealed(
  database: Database,
  personId: number,
): { key: Uint8Array | undefined; samples: SealedSample[]; templates: SealedTemplate[] } {
  return {
    key: readKey(database, personId),
    samples: readSamples(database, personId),
    templates: readTemplates(database, personId),
  }
}

export function readKey(database: Database, personId: number): Uint8Array | undefined {
  return database
    .prepare<[number], Uint8Array>('SELECT wrapped FROM person_keys WHERE person_id = ?')
    .pluck()
    .get(personId) as Uint8Array | undefined
}

/** In the order they were given. */
export function readSamples(database: Database, personId: number): SealedSample[] {
  return database
    .prepare<[number], SealedSample>(
      'SELECT modality, model, position, sealed, quality FROM samples WHERE person_id = ? ORDER BY id',
    )
    .all(personId)
}

export function readTemplates(database: Database, personId: number): SealedTemplate[] {
  return database
    .prepare<[number], SealedTemplate>(
      'SELECT modality, model, sealed FROM templates WHERE person_id = ? ORDER BY modality',
    )
    .all(personId)
}

/** Writes the sealed rows of a person who has none. */
export function insertSealed(
  database: Database,
  personId: number,
  { key, samples, templates }: Pick<SealedPerson, 'key' | 'samples' | 'templates'>,
): void {
  database
    .prepare('INSERT INTO person_keys (person_id, wrapped) VALUES (?, ?)')
    .run(personId, Buffer.from(key))
  const insertSample = database.prepare(
    'INSERT INTO samples (person_id, modality, position, model, sealed, quality) VALUES (?, ?, ?, ?, ?, ?)',
  )
  for (const { modality, position, model, sealed, quality } of samples)
    insertSample.run(personId, modality, position, model, Buffer.from(sealed), quality)
  const insertTemplate = database.prepare(
    'INSERT INTO templates (person_id, modality, model, sealed) VALUES (?, ?, ?, ?)',
  )
  for (const { modality, model, sealed } of templates)
    insertTemplate.run(personId, modality, model, Buffer.from(sealed))
}

/** Takes the sealed rows of a person away, their data key first of all. */
export function deleteSealed(database: Database, personId: number): void {
  for (const table of ['person_keys', 'samples', 'templates'])
    database.prepare(`DELETE FROM ${table} WHERE person_id = ?`).run(personId)
}
