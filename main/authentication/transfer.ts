// Taking people from one store to another, in a file under a passphrase (enrollment-data/people-file.ts).

import { openPeople, type PortablePerson, sealPeople } from '../../enrollment-data/people-file.ts'
import { modalities } from '../../enrollment-data/records.ts'
import { nameKey, type Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import { checkName, findPerson } from './names.ts'
import { admit, EMBEDDING_LENGTH, readdressed } from './template.ts'

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
  store.audit(null, { event: 'exported', people: people.length })
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
 * Enrols the people of a file, all of them or nobody; with `skipExisting` those whose name is taken are left out.
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
        templates: (id) => templates.map((template) => readdressed(template, id)),
        admit,
        event: 'imported',
      })
    }
    return { imported: fresh.map(({ name }) => name), skipped: skipped.map(({ name }) => name) }
  })
}

/** Throws `bad-name`, `bad-people-file` for what the file may hold but no store does. */
function checked(person: PortablePerson): PortablePerson {
  const name = checkName(person.name)
  const whole =
    modalities.every(
      (modality) => person.templates.filter((template) => template.modality === modality).length === 1,
    ) && person.samples.every(({ embedding }) => embedding.length === EMBEDDING_LENGTH)
  if (whole) return { ...person, name }
  throw new VisemeError({
    code: 'bad-people-file',
    message: `What the file holds of ${name} is incomplete.`,
    next: 'Export the person again, or enrol them here.',
    exitCode: 2,
  })
}
