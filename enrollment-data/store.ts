// The store: people and what is sealed of them (samples, templates), beside the audit log and trial runs, in one SQLite
// database. Calls are synchronous and short: embeddings are computed before the store is asked for anything.

import type { Database } from 'better-sqlite3'
import { VisemeError } from '../main/errors.ts'
import { removeLeftovers } from './audit-head.ts'
import { AuditLog } from './audit-log.ts'
import { countEnrolment, enrolmentCounts } from './enrolments.ts'
import type { OpenOptions } from './open.ts'
import {
  countPeople,
  deletePerson,
  everybody,
  insertPerson,
  nameKey,
  personNamed,
  personNumbered,
  renamePerson,
} from './people-table.ts'
import {
  dataKey,
  deleteSealed,
  digestOfKey,
  insertSealed,
  openSample,
  openTemplate,
  readKey,
  readSamples,
  readSealed,
  readTemplates,
  sealPerson,
  wrapKey,
} from './person-data.ts'
import { Protection } from './protection.ts'
import type { Attempt, Person, RemovedPerson, StoredSample, StoredTemplate } from './records.ts'
import { StoreFile } from './store-file.ts'
import { TrialRuns } from './trials.ts'
import type { Unlocked } from './vault.ts'

/** Opens (and creates or migrates) the store of a folder. Throws StoreError. */
export function openStore(options: OpenOptions): Store {
  return new Store(options)
}

/** Called inside a transaction with the number of people enrolled; throws to refuse one more. */
type Admit = (enrolled: number) => void

export interface NewPerson {
  name: string
  simulated: boolean
  samples: readonly StoredSample[]
  /** The records to keep, made for the number the new person gets. */
  templates: (personId: number) => StoredTemplate[]
  admit?: Admit
  /** When they were enrolled, where that was not now: ISO 8601, UTC. */
  created?: string
  /** How they came into the store. Default `enrolled`. */
  event?: 'enrolled' | 'imported'
}

export class Store {
  readonly protection: Protection
  readonly auditLog: AuditLog
  /** Researchers' trial runs. */
  readonly trialRuns: TrialRuns
  readonly #file: StoreFile

  constructor(options: OpenOptions) {
    this.#file = new StoreFile(options)
    this.protection = new Protection(this.#file)
    this.trialRuns = new TrialRuns(this.#file)
    this.auditLog = new AuditLog(this.#file, this.protection)
    if (!options.readOnly) removeLeftovers(this.#file.path)
  }

  /** Path of the database. */
  get file(): string {
    return this.#file.path
  }

  /** True while bytes of somebody removed may still lie in the write-ahead log, because another process reads it. */
  get overwriteDelayed(): boolean {
    return this.#file.overwriteDelayed
  }

  /** Runs `body`, which may call anything here, as one change: all of it is done, or nothing. */
  transaction<T>(body: () => T): T {
    return this.#file.change(body)
  }

  /** Adds a person, whole or not at all. Throws `duplicate-person`, what `admit` throws, StoreError. */
  enrol({ name, simulated, samples, templates, admit, created, event = 'enrolled' }: NewPerson): Person {
    return this.#file.change((database) => {
      this.refuseDuplicate(name)
      admit?.(this.count())
      const unlocked = this.protection.keysForChange(database)
      const person = { name, created: created ?? new Date().toISOString(), simulated }
      const id = insertPerson(database, person)
      insertSealed(database, id, sealPerson(unlocked, { id, ...person }, samples, templates(id)))
      this.#tellKey(database, id, event)
      return this.person(name)!
    })
  }

  /**
   * Puts other samples and templates in place of a person's, whole or not at all; name, number and trials stay. What
   * they replace is overwritten on disk as after a removal. Throws `person-gone`, `store-locked`, StoreError.
   */
  renew(personId: number, samples: readonly StoredSample[], templates: readonly StoredTemplate[]): Person {
    const renewed = this.#file.change((database) => {
      const person = this.#personOf(personId)
      const unlocked = this.protection.keysForChange(database)
      deleteSealed(database, personId)
      insertSealed(database, personId, sealPerson(unlocked, person, samples, templates))
      this.#tellKey(database, personId, 'templates-changed')
      return this.person(person.name)!
    })
    this.#file.overwrite()
    return renewed
  }

  /** Counts one transaction of enrolment; `reason` is the code of the failure, or empty. */
  countEnrolment(outcome: 'enrolled' | 'failed', reason: string, simulated: boolean): void {
    this.#file.change((database) => countEnrolment(database, outcome, reason, simulated))
  }

  /** Transactions of enrolment so far, and those that failed; of simulated people apart. */
  enrolmentCounts(): ReturnType<typeof enrolmentCounts> {
    return this.#file.read(enrolmentCounts)
  }

  /** Gives a person another name. Throws `duplicate-person` when it is somebody else's, `person-gone`, `store-locked`. */
  rename(personId: number, name: string): Person {
    return this.#file.change((database) => {
      const person = this.#personOf(personId)
      if (nameKey(name) !== nameKey(person.name)) this.refuseDuplicate(name)
      const unlocked = this.protection.keysForChange(database)
      const key = dataKey(unlocked, person, readKey(database, personId))
      renamePerson(database, personId, name)
      database
        .prepare('UPDATE person_keys SET wrapped = ? WHERE person_id = ?')
        .run(wrapKey(unlocked, key, { ...person, name }), personId)
      this.#tellKey(database, personId, 'renamed')
      return this.person(name)!
    })
  }

  /** Throws `duplicate-person` when somebody is enrolled under that name. */
  refuseDuplicate(name: string): void {
    const existing = this.person(name)
    if (!existing) return
    throw new VisemeError({
      code: 'duplicate-person',
      message: `${existing.name} is enrolled already, since ${existing.created.slice(0, 10)}.`,
      next: 'Choose another name, or remove the enrolled person first.',
      exitCode: 2,
    })
  }

  /** The person enrolled under a name, however it is capitalised. */
  person(name: string): Person | undefined {
    return this.#file.read((database) => personNamed(database, name))
  }

  /** Everybody, by name. */
  people(): Person[] {
    return this.#file.read(everybody)
  }

  count(): number {
    return this.#file.read(countPeople)
  }

  /** The enrolment samples of a person, in the order they were given. Throws `store-locked`, `template-damaged`, `person-gone`. */
  samples(person: Person): StoredSample[] {
    return this.#opened(person, readSamples, openSample)
  }

  /** The templates of a person. Throws `store-locked`, `template-damaged`, `person-gone`. */
  templates(person: Person): StoredTemplate[] {
    return this.#opened(person, readTemplates, openTemplate)
  }

  /** All in one snapshot, and whose it is by number: another process may be changing or renaming the person. */
  #opened<S, T>(
    { id }: Pick<Person, 'id'>,
    read: (database: Database, personId: number) => S[],
    open: (unlocked: Unlocked, key: Buffer, owner: Person, sealed: S) => T,
  ): T[] {
    return this.#file.snapshot((database) => {
      const owner = this.#personOf(id)
      const rows = read(database, id)
      if (rows.length === 0) return []
      const unlocked = this.protection.keys(database)
      const key = dataKey(unlocked, owner, readKey(database, id))
      return rows.map((row) => open(unlocked, key, owner, row))
    })
  }

  /**
   * Removes a person with their key, samples and templates, and overwrites their bytes on disk; where another process
   * delays that, `overwriteDelayed` says so, and it is tried again after every change and at the end. What is
   * returned, still sealed, is all that is left to put them back. Undefined when nobody has that name.
   */
  remove(name: string): RemovedPerson | undefined {
    const removed = this.#file.change((database) => {
      const found = this.person(name)
      if (!found) return undefined
      const { samples: _, templates: __, ...person } = found
      const { generation } = this.protection.keysForChange(database)
      const { key, ...sealed } = readSealed(database, person.id)
      deleteSealed(database, person.id)
      deletePerson(database, person.id)
      this.auditLog.append(person.id, { event: 'removed' })
      return { ...person, ...sealed, key: key ?? new Uint8Array(), generation }
    })
    if (removed) this.#file.overwrite()
    return removed
  }

  /**
   * Puts a removed person back as they were. Throws `duplicate-person` when the name was taken meanwhile,
   * `nothing-to-undo` when the master key was changed meanwhile, and what `admit` throws.
   */
  restore({ generation, ...person }: RemovedPerson, admit: Admit): Person {
    return this.#file.change((database) => {
      this.refuseDuplicate(person.name)
      admit(this.count())
      if (this.protection.keysForChange(database).generation !== generation) {
        throw new VisemeError({
          code: 'nothing-to-undo',
          message: "The store's keys were changed since: this removal can no longer be undone.",
          next: 'Enrol the person again.',
          exitCode: 2,
        })
      }
      insertPerson(database, person)
      insertSealed(database, person.id, person)
      this.#tellKey(database, person.id, 'restored')
      return this.person(person.name)!
    })
  }

  /** Tells the audit log of a decision; on disk when this returns. Throws `person-gone` when they were removed. */
  log({ personId, ...attempt }: Attempt): void {
    this.#file.change(() => {
      this.#personOf(personId)
      this.auditLog.append(personId, { event: 'attempt', ...attempt })
    })
  }

  #tellKey(
    database: Database,
    personId: number,
    event: 'enrolled' | 'imported' | 'restored' | 'renamed' | 'templates-changed',
  ): void {
    const key = digestOfKey(readKey(database, personId)!)
    this.auditLog.append(personId, { event, key })
  }

  close(): void {
    this.#file.close()
    this.protection.lock()
  }

  /** Throws `person-gone`. */
  #personOf(personId: number): Person {
    const person = this.#file.read((database) => personNumbered(database, personId))
    if (person) return person
    throw new VisemeError({
      code: 'person-gone',
      message: 'The person was removed while this was under way.',
      next: 'Enrol the person again, or choose somebody else.',
      exitCode: 2,
    })
  }
}
