// The store: people, their enrolment samples, their templates and the log of their trials, in one SQLite database.
// Every change is one transaction that takes the write lock at once; `synchronous = FULL` puts it on disk before it
// is acknowledged. Calls are synchronous and short: embeddings are computed before the store is asked for anything.

import type { Database } from 'better-sqlite3'
import { VisemeError } from '../main/errors.ts'
import { guarded } from './errors.ts'
import { type OpenOptions, openDatabase } from './open.ts'
import type { Attempt, Person, RemovedPerson, StoredSample, StoredTemplate } from './records.ts'
import { type AttemptRow, attemptFromRow, attemptToRow, type PersonRow, type SampleRow } from './rows.ts'
import { TrialRuns } from './trials.ts'

/** Opens (and creates or migrates) the store of a folder. Throws StoreError. */
export function openStore(options: OpenOptions): Store {
  return new Store(options)
}

/** Names are the same person's when they agree after Unicode compatibility folding and lower-casing. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

/** Called inside a transaction with the number of people enrolled; throws to refuse one more. */
type Admit = (enrolled: number) => void

/** How long a removal waits for those who still read what is to be overwritten, in milliseconds. */
const OVERWRITE_PATIENCE_MS = 100

interface NewPerson {
  name: string
  simulated: boolean
  samples: readonly StoredSample[]
  /** The records to keep, made for the number the new person gets. */
  templates: (personId: number) => StoredTemplate[]
  admit?: Admit
}

export class Store {
  readonly file: string
  /** Researchers' trial runs. */
  readonly trialRuns: TrialRuns
  readonly #options: OpenOptions
  #database: Database
  #overwriteDelayed = false

  constructor(options: OpenOptions) {
    const { database, file } = openDatabase(options)
    this.file = file
    this.#options = options
    this.#database = database
    this.trialRuns = new TrialRuns({
      read: (body) => this.#read(() => body(this.#database)),
      change: (body) => this.#change(() => body(this.#database)),
    })
  }

  /** Adds a person, whole or not at all. Throws `duplicate-person`, what `admit` throws, StoreError. */
  enrol({ name, simulated, samples, templates, admit }: NewPerson): Person {
    return this.#change(() => {
      this.refuseDuplicate(name)
      admit?.(this.count())
      const created = new Date().toISOString()
      const { lastInsertRowid } = this.#database
        .prepare('INSERT INTO people (name, name_key, created, simulated) VALUES (?, ?, ?, ?)')
        .run(name, nameKey(name), created, Number(simulated))
      const id = Number(lastInsertRowid)
      this.#insert(id, samples, templates(id))
      return this.person(name)!
    })
  }

  /**
   * Puts other samples and templates in place of a person's, whole or not at all; name, number and trials stay. What
   * they replace is overwritten on disk as after a removal. Throws `person-gone`, StoreError.
   */
  renew(personId: number, samples: readonly StoredSample[], templates: readonly StoredTemplate[]): Person {
    const renewed = this.#change(() => {
      const name = this.#database
        .prepare<[number], string>('SELECT name FROM people WHERE id = ?')
        .pluck()
        .get(personId)
      if (name === undefined) throw personGone()
      this.#database.prepare('DELETE FROM samples WHERE person_id = ?').run(personId)
      this.#database.prepare('DELETE FROM templates WHERE person_id = ?').run(personId)
      this.#insert(personId, samples, templates)
      return this.person(name)!
    })
    this.#overwrite()
    return renewed
  }

  /** Counts one transaction of enrolment; `reason` is the code of the failure, or empty. */
  countEnrolment(outcome: 'enrolled' | 'failed', reason: string, simulated: boolean): void {
    this.#change(() =>
      this.#database
        .prepare('INSERT INTO enrolments (at, outcome, reason, simulated) VALUES (?, ?, ?, ?)')
        .run(new Date().toISOString(), outcome, reason, Number(simulated)),
    )
  }

  /** Transactions of enrolment so far, and those that failed. */
  enrolmentCounts(): { transactions: number; failures: number } {
    return this.#read(
      () =>
        this.#database
          .prepare<[], { transactions: number; failures: number }>(
            "SELECT count(*) AS transactions, count(*) FILTER (WHERE outcome = 'failed') AS failures FROM enrolments",
          )
          .get()!,
    )
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
    return this.#people('WHERE name_key = ?', nameKey(name))[0]
  }

  /** Everybody, by name. */
  people(): Person[] {
    return this.#people('')
  }

  count(): number {
    return this.#read(() => this.#database.prepare('SELECT count(*) FROM people').pluck().get() as number)
  }

  /** The enrolment samples of a person, in the order they were given. */
  samples(personId: number): StoredSample[] {
    return this.#read(() =>
      this.#database
        .prepare<[number], SampleRow>('SELECT * FROM samples WHERE person_id = ? ORDER BY id')
        .all(personId)
        .map(({ modality, model, embedding, quality }) => ({
          modality,
          model,
          embedding: new Float32Array(Uint8Array.from(embedding).buffer),
          quality,
        })),
    )
  }

  /**
   * Removes a person with their samples, templates and trials, and overwrites their bytes on disk; where another
   * process delays that, `overwriteDelayed` says so, and it is tried again after every change and at the end.
   * Returns what was removed, undefined when nobody has that name.
   */
  remove(name: string): RemovedPerson | undefined {
    const removed = this.#change(() => {
      const found = this.person(name)
      if (!found) return undefined
      const { samples: _, ...person } = found
      const everything = { person, samples: this.samples(person.id), attempts: this.attempts(person.id) }
      this.#database.prepare('DELETE FROM people WHERE id = ?').run(person.id)
      return everything
    })
    if (removed) this.#overwrite()
    return removed
  }

  /** True while bytes of somebody removed may still lie in the write-ahead log, because another process reads it. */
  get overwriteDelayed(): boolean {
    return this.#overwriteDelayed
  }

  /**
   * Puts a removed person back as they were. Throws `duplicate-person` when the name was taken meanwhile, and what
   * `admit` throws.
   */
  restore({ person, samples, attempts }: RemovedPerson, admit: Admit): Person {
    return this.#change(() => {
      this.refuseDuplicate(person.name)
      admit(this.count())
      const { id, name, created, simulated } = person
      this.#database
        .prepare('INSERT INTO people (id, name, name_key, created, simulated) VALUES (?, ?, ?, ?, ?)')
        .run(id, name, nameKey(name), created, Number(simulated))
      this.#insert(person.id, samples, person.templates)
      for (const attempt of attempts) this.#insertAttempt(attempt)
      return this.person(person.name)!
    })
  }

  /** Adds a row to the trial log; on disk when this returns. Throws `person-gone` when another process removed them. */
  log(attempt: Attempt): void {
    this.#change(() => {
      const known = this.#database.prepare('SELECT 1 FROM people WHERE id = ?').get(attempt.personId)
      if (!known) throw personGone()
      this.#insertAttempt(attempt)
    })
  }

  /** The trial log of one person, oldest first. */
  attempts(personId: number): Attempt[] {
    return this.#read(() =>
      this.#database
        .prepare<[number], AttemptRow>('SELECT * FROM attempts WHERE person_id = ? ORDER BY id')
        .all(personId)
        .map(attemptFromRow),
    )
  }

  close(): void {
    if (this.#overwriteDelayed) this.#overwrite()
    this.#database.close()
  }

  #change<T>(body: () => T): T {
    this.#createFile()
    const result = guarded(this.file, () => this.#database.transaction(body).immediate())
    if (this.#overwriteDelayed) this.#overwrite()
    return result
  }

  /** A store that was not there when it was opened (`create: false`) is created by its first change. */
  #createFile(): void {
    if (!this.#database.memory || this.#options.readOnly) return
    const { database } = openDatabase({ ...this.#options, create: true })
    this.#database.close()
    this.#database = database
  }

  /**
   * The write-ahead log holds pages as they were before a removal: empties it. Never throws, since what it follows is
   * done; a failure leaves it due.
   */
  #overwrite(): void {
    const patience = this.#database.pragma('busy_timeout', { simple: true })
    try {
      this.#database.pragma(`busy_timeout = ${OVERWRITE_PATIENCE_MS}`)
      const [{ busy }] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
      this.#overwriteDelayed = busy !== 0
    } catch {
      this.#overwriteDelayed = true
    } finally {
      this.#database.pragma(`busy_timeout = ${patience}`)
    }
  }

  #read<T>(body: () => T): T {
    return guarded(this.file, body)
  }

  #people(condition: string, ...parameters: string[]): Person[] {
    return this.#read(() =>
      this.#database.transaction(() => {
        const rows = this.#database
          .prepare<string[], PersonRow>(
            `SELECT id, name, created, simulated,
               (SELECT count(*) FROM samples WHERE person_id = people.id AND modality = 'face') AS face,
               (SELECT count(*) FROM samples WHERE person_id = people.id AND modality = 'voice') AS voice
             FROM people ${condition} ORDER BY name_key`,
          )
          .all(...parameters)
        const templates = this.#database.prepare<[number], StoredTemplate>(
          'SELECT modality, model, record FROM templates WHERE person_id = ? ORDER BY modality',
        )
        return rows.map(({ id, name, created, simulated, face, voice }) => ({
          id,
          name,
          created,
          simulated: simulated === 1,
          samples: { face, voice },
          templates: templates.all(id),
        }))
      })(),
    )
  }

  #insert(personId: number, samples: readonly StoredSample[], templates: readonly StoredTemplate[]): void {
    const insertSample = this.#database.prepare(
      `INSERT INTO samples (person_id, modality, position, model, embedding, quality) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    for (const [position, { modality, model, embedding, quality }] of samples.entries()) {
      const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength)
      insertSample.run(personId, modality, position, model, bytes, quality)
    }
    const insertTemplate = this.#database.prepare(
      `INSERT INTO templates (person_id, modality, model, record) VALUES (?, ?, ?, ?)`,
    )
    for (const { modality, model, record } of templates) {
      insertTemplate.run(personId, modality, model, Buffer.from(record))
    }
  }

  #insertAttempt(attempt: Attempt): void {
    this.#database
      .prepare(
        `INSERT INTO attempts (person_id, at, task, simulated, decision, reason, score, threshold, face_score,
           face_quality, face_model, voice_score, voice_quality, voice_model, latency_ms, energy_mj)
         VALUES (@person_id, @at, @task, @simulated, @decision, @reason, @score, @threshold, @face_score,
           @face_quality, @face_model, @voice_score, @voice_quality, @voice_model, @latency_ms, @energy_mj)`,
      )
      .run(attemptToRow(attempt))
  }
}

function personGone(): VisemeError {
  return new VisemeError({
    code: 'person-gone',
    message: 'The person was removed while this was under way.',
    next: 'Enrol the person again, or choose somebody else.',
    exitCode: 2,
  })
}
