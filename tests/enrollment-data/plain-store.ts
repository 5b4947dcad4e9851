// A store as schema 3 kept it, unencrypted: written by its own migrations, for tests of taking it over.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { enrolment } from './enrolments.ts'

const migrations = join(import.meta.dirname, '../../enrollment-data/migrations')
const LAST_PLAIN = 3

/** Writes a store with these people, enrolled from seeds 1, 2, ..., with one rejected attempt on each. */
export function writePlainStore(directory: string, names: readonly string[]): void {
  mkdirSync(directory, { recursive: true })
  const database = new Database(join(directory, 'viseme.db'))
  database.pragma('journal_mode = WAL')
  const scripts = readdirSync(migrations).sort().slice(0, LAST_PLAIN)
  for (const script of scripts) database.exec(readFileSync(join(migrations, script), 'utf8'))
  database.pragma(`user_version = ${LAST_PLAIN}`)
  database.transaction(() => {
    for (const [index, name] of names.entries()) {
      const id = index + 1
      const { samples, templates } = enrolment(name, id)
      database
        .prepare('INSERT INTO people (name, name_key, created, simulated) VALUES (?, ?, ?, ?)')
        .run(name, name.toLowerCase(), '2026-01-02T03:04:05.678Z', index % 2)
      for (const [position, { modality, model, embedding, quality }] of samples.entries()) {
        database
          .prepare(
            'INSERT INTO samples (person_id, modality, position, model, embedding, quality) VALUES (?, ?, ?, ?, ?, ?)',
          )
          .run(id, modality, position, model, Buffer.from(embedding.buffer), quality)
      }
      for (const { modality, model, record } of templates(id)) {
        database
          .prepare('INSERT INTO templates (person_id, modality, model, record) VALUES (?, ?, ?, ?)')
          .run(id, modality, model, Buffer.from(record))
      }
      database
        .prepare(
          `INSERT INTO attempts (person_id, at, task, decision, reason, score, threshold, face_score, face_quality,
             face_model, latency_ms, energy_mj) VALUES (?, ?, 'verify', 'reject', 'score-below-threshold', -1.5, 2.5,
             0.25, 0.75, ?, 812, 300)`,
        )
        .run(id, '2026-01-03T03:04:05.678Z', samples[0].model)
    }
  })()
  database.close()
}

/** Bytes that only an unencrypted store shows of these people. */
export function plainBytes(names: readonly string[]): Buffer[] {
  return names.flatMap((name, index) => {
    const { samples, templates } = enrolment(name, index + 1)
    return [
      ...samples.map(({ embedding }) => Buffer.from(embedding.buffer).subarray(0, 48)),
      ...templates(index + 1).map(({ record }) => Buffer.from(record).subarray(24, 72)),
    ]
  })
}
