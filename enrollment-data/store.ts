// The store: people, their enrolment samples, their templates and the log of their trials, in one SQLite database.
// Every change is one transaction that takes the write lock at once; `synchronous = FULL` puts it on disk before it
// is acknowledged. Calls are synchronous and short: embeddings are computed before the store is asked for anything.

import type { Database } from 'better-sqlite3'
import { VisemeError } from '../main/errors.ts'
import { guarded } from './errors.ts'
import { type OpenOptions, openDatabase } from './open.ts'
import type { Attempt, Modality, Person, RemovedPerson, StoredSample, StoredTemplate } from './records.ts'

/** Opens (and creates or migrates) the store of a folder. Throws StoreError. */
export function openStore(options: OpenOptions): Store {
  const { database, file } = openDatabase(options)
  return new Store(database, file)
}

/** Names are the same person's when they agree after Unicode compatibility folding and lower-casing. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase()
}

interface NewPerson {
  name: string
  samples: readonly StoredSample[]
  /** The records to keep, made for the number the new person gets. */
  templates: (personId: number) => StoredTemplate[]
  /** Called inside the transaction with the number of people enrolled; throws to refuse one more. */
  admit?: (enrolled: number) => void
}

export class Store {
  readonly file: string
  readonly #database: Database

  constructor(database: Database, file: string) {
    this.#database = database
    this.file = file
  }

  /** Adds a person, whole or not at all. Throws `duplicate-person`, what `admit` throws, StoreError. */
  enrol({ name, samples, templates, admit }: NewPerson): Person {
    return this.#change(() => {
      this.refuseDuplicate(name)
      admit?.(this.count())
      const created = new Date().toISOString()
      const { lastInsertRowid } = this.#database
        .prepare('INSERT INTO people (name, name_key, created) VALUES (?, ?, ?)')
        .run(name, nameKey(name), created)
      const id = Number(lastInsertRowid)
      this.#insert(id, samples, templates(id))
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
      next: 'Choose another name, or remove the enrolled person first (`viseme people remove`).',
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
   * Removes a person with their samples, templates and trials, and overwrites their bytes on disk.
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
    // The log still holds the pages as they were; a reader elsewhere may delay this until its own checkpoint.
    if (removed) guarded(this.file, () => this.#database.pragma('wal_checkpoint(TRUNCATE)'))
    return removed
  }

  /** Puts a removed person back as they were. Throws `duplicate-person` when the name was taken meanwhile. */
  restore({ person, samples, attempts }: RemovedPerson): Person {
    return this.#change(() => {
      this.refuseDuplicate(person.name)
      this.#database
        .prepare('INSERT INTO people (id, name, name_key, created) VALUES (?, ?, ?, ?)')
        .run(person.id, person.name, nameKey(person.name), person.created)
      this.#insert(person.id, samples, person.templates)
      for (const attempt of attempts) this.#insertAttempt(attempt)
      return this.person(person.name)!
    })
  }

  /** Adds a row to the trial log; on disk when this returns. Throws `person-gone` when another process removed them. */
  log(attempt: Attempt): void {
    this.#change(() => {
      const known = this.#database.prepare('SELECT 1 FROM people WHERE id = ?').get(attempt.personId)
      if (!known) {
        throw new VisemeError({
          code: 'person-gone',
          message: 'The person was removed while this attempt was under way.',
          next: '`viseme people list` shows who is enrolled now.',
          exitCode: 2,
        })
      }
      this.#insertAttempt(attempt)
    })
  }

  /** The trial log of one person, oldest first. */
  attempts(personId: number): Attempt[] {
    return this.#read(() =>
      this.#database
        .prepare<[number], AttemptRow>('SELECT * FROM attempts WHERE person_id = ? ORDER BY id')
        .all(personId)
        .map(attemptOf),
    )
  }

  close(): void {
    this.#database.close()
  }

  #change<T>(body: () => T): T {
    return guarded(this.file, () => this.#database.transaction(body).immediate())
  }

  #read<T>(body: () => T): T {
    return guarded(this.file, body)
  }

  #people(condition: string, ...parameters: string[]): Person[] {
    return this.#read(() =>
      this.#database.transaction(() => {
        const rows = this.#database
          .prepare<string[], PersonRow>(
            `SELECT id, name, created,
               (SELECT count(*) FROM samples WHERE person_id = people.id AND modality = 'face') AS face,
               (SELECT count(*) FROM samples WHERE person_id = people.id AND modality = 'voice') AS voice
             FROM people ${condition} ORDER BY name_key`,
          )
          .all(...parameters)
        const templates = this.#database.prepare<[number], StoredTemplate>(
          'SELECT modality, model, record FROM templates WHERE person_id = ? ORDER BY modality',
        )
        return rows.map(({ id, name, created, face, voice }) => ({
          id,
          name,
          created,
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

  #insertAttempt({ modalities: { face, voice }, ...attempt }: Attempt): void {
    this.#database
      .prepare(
        `INSERT INTO attempts (person_id, at, task, decision, reason, score, threshold, face_score, face_quality,
           face_model, voice_score, voice_quality, voice_model, latency_ms, energy_mj)
         VALUES (@personId, @at, @task, @decision, @reason, @score, @threshold, @faceScore, @faceQuality,
           @faceModel, @voiceScore, @voiceQuality, @voiceModel, @latencyMs, @energyMj)`,
      )
      .run({
        ...attempt,
        faceScore: face?.score ?? null,
        faceQuality: face?.quality ?? null,
        faceModel: face?.model ?? null,
        voiceScore: voice?.score ?? null,
        voiceQuality: voice?.quality ?? null,
        voiceModel: voice?.model ?? null,
      })
  }
}

interface PersonRow {
  id: number
  name: string
  created: string
  face: number
  voice: number
}

interface SampleRow {
  modality: Modality
  model: string
  embedding: Buffer
  quality: number
}

interface AttemptRow {
  person_id: number
  at: string
  task: Attempt['task']
  decision: Attempt['decision']
  reason: string
  score: number
  threshold: number
  face_score: number | null
  face_quality: number | null
  face_model: string | null
  voice_score: number | null
  voice_quality: number | null
  voice_model: string | null
  latency_ms: number
  energy_mj: number
}

function attemptOf(row: AttemptRow): Attempt {
  const modality = (score: number | null, quality: number | null, model: string | null) =>
    score === null || quality === null || model === null ? undefined : { score, quality, model }
  const face = modality(row.face_score, row.face_quality, row.face_model)
  const voice = modality(row.voice_score, row.voice_quality, row.voice_model)
  return {
    personId: row.person_id,
    at: row.at,
    task: row.task,
    decision: row.decision,
    reason: row.reason,
    score: row.score,
    threshold: row.threshold,
    modalities: { ...(face && { face }), ...(voice && { voice }) },
    latencyMs: row.latency_ms,
    energyMj: row.energy_mj,
  }
}
