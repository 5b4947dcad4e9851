// Taking people from one store to another, in a file under a passphrase (enrollment-data/people-file.ts).

import { openPeople, type PortablePerson, sealPeople } from '../../enrollment-data/people-file.ts'
import { nameKey } from '../../enrollment-data/people-table.ts'
import { type Modality, modalities, type StoredSample } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import { checkName, findPerson } from './names.ts'
import { admit, EMBEDDING_LENGTH, MOST_SAMPLES, makeTemplate, readTemplate } from './template.ts'

export interface ExportOptions {
  /** By default everybody. */
  names?: readonly string[]
  /** log2 of scrypt's N. */
  cost?: number
}

/**
 * Everybody, or those named, with samples and templates, sealed under a passphrase; the audit log is told.
 * Throws `weak-passphrase`, `unknown-person`, `nobody-enrolled`, `store-locked`, `template-damaged`.
 */
export async function exportPeople(
  store: Store,
  passphrase: string,
  { names, cost }: ExportOptions = {},
): Promise<Buffer> {
  const people = names ? names.map((name) => findPerson(store, name)) : store.people()
  if (people.length === 0) {
    throw new VisemeError({
      code: 'nobody-enrolled',
      message: 'Nobody is enrolled, so nobody can be exported.',
      next: 'Enrol somebody first.',
      exitCode: 2,
    })
  }
  const portable = people.map((person): PortablePerson => {
    const { name, created, simulated } = person
    return { name, created, simulated, samples: store.samples(person), templates: store.templates(person) }
  })
  const bytes = await sealPeople(portable, passphrase, cost)
  store.auditLog.append(null, { event: 'exported', people: people.length })
  return bytes
}

/** The JSON document of `viseme people import`. */
export interface Import {
  /** Names of those who are now enrolled here. */
  imported: string[]
  /** Names of those who were enrolled here before, and were left as they are. */
  skipped: string[]
}

/**
 * Enrols the people of a file, all of them or nobody, with templates made anew from their samples; with `skipExisting` those whose name is taken are left out.
 * Throws `bad-people-file`, `wrong-passphrase`, `duplicate-person` (exit 2), `partition-full` (3), `store-locked` (4).
 */
export async function importPeople(
  store: Store,
  bytes: Uint8Array,
  passphrase: string,
  { skipExisting = false }: { skipExisting?: boolean } = {},
): Promise<Import> {
  const people = (await openPeople(bytes, passphrase)).map(checked)
  return store.transaction(() => {
    const taken = new Set(store.people().map(({ name }) => nameKey(name)))
    const [skipped, fresh] = [true, false].map((known) =>
      people.filter(({ name }) => (skipExisting && taken.has(nameKey(name))) === known),
    )
    for (const { templates, ...person } of fresh) {
      store.enrol({
        ...person,
        templates: (id) =>
          templates.map(({ modality, model }) =>
            makeTemplate(
              modality,
              id,
              model,
              samplesOf(person.samples, modality).map(({ embedding }) => embedding),
            ),
          ),
        admit,
        event: 'imported',
      })
    }
    return { imported: fresh.map(({ name }) => name), skipped: skipped.map(({ name }) => name) }
  })
}

const samplesOf = (samples: readonly StoredSample[], modality: Modality): StoredSample[] =>
  samples.filter((sample) => sample.modality === modality)

/** How far the norm of an embedding may be from 1: more than rounding to float32 brings. */
const NORM_TOLERANCE = 1e-3

/** Throws `bad-name`, `bad-people-file`, `template-damaged` for what the file may hold but no store does. */
function checked(person: PortablePerson): PortablePerson {
  const name = checkName(person.name)
  if (modalities.every((modality) => isWhole(person, modality))) return { ...person, name }
  throw new VisemeError({
    code: 'bad-people-file',
    message: `What the file holds of ${name} is incomplete, or does not belong together.`,
    next: 'Export the person again, or enrol them here.',
    exitCode: 2,
  })
}

/** One template of that modality and the samples that it was made of, by the same network. */
function isWhole({ templates, samples }: PortablePerson, modality: Modality): boolean {
  const own = samplesOf(samples, modality)
  const [template, ...others] = templates.filter((candidate) => candidate.modality === modality)
  if (!template || others.length > 0 || own.length === 0 || own.length > MOST_SAMPLES) return false
  const { modality: of, model } = readTemplate(template.record)
  return (
    of === modality &&
    template.model.startsWith(model) &&
    own.every((sample) => sample.model === template.model && isUnit(sample.embedding)) &&
    hasDirection(own)
  )
}

const isUnit = (embedding: Float32Array): boolean =>
  embedding.length === EMBEDDING_LENGTH && Math.abs(Math.hypot(...embedding) - 1) <= NORM_TOLERANCE

/** Samples that cancel out have no mean that a template could be made of. */
const hasDirection = (samples: readonly StoredSample[]): boolean =>
  Array.from({ length: EMBEDDING_LENGTH }, (_, i) =>
    samples.reduce((sum, { embedding }) => sum + embedding[i], 0),
  ).some((sum) => Math.abs(sum) > NORM_TOLERANCE)
