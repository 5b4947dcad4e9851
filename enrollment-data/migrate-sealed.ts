// From the plain store of schema 3 to the sealed one: every sample and template sealed, the trial log taken over into
// the audit log, the plain tables dropped (secure_delete overwrites their pages). The store is then unprotected, and
// nobody has chosen that it should be: the window asks.

import type { Database } from 'better-sqlite3'
import { appendAudit, beginHead, newAuditKey } from './audit.ts'
import { insertSealed, sealPerson } from './person-data.ts'
import type { Attempt, Modality, StoredSample, StoredTemplate } from './records.ts'
import { readVault, unlockPlain, unprotectedVault, writeVault } from './vault.ts'

interface PlainPerson {
  id: number
  name: string
  created: string
  simulated: number
}

type PlainSample = Omit<StoredSample, 'embedding'> & { embedding: Buffer }

interface PlainAttempt {
  person_id: number
  at: string
  task: Attempt['task']
  simulated: number
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

/** Follows 004-sealed.sql. A store that holds nobody stays without keys: its first change makes them. */
export function sealPlainRows(database: Database, file: string | null): void {
  const people = database.prepare<[], PlainPerson>('SELECT id, name, created, simulated FROM people').all()
  if (people.length > 0) {
    writeVault(database, unprotectedVault(undefined, false))
    const unlocked = unlockPlain(database, readVault(database)!)!
    newAuditKey(database, unlocked)
    // While the log counts nothing: the head of a migration that is killed is overwritten by the next one.
    if (file !== null) beginHead(database, file, unlocked)
    const plainSamples = database.prepare<[number], PlainSample>(
      'SELECT modality, model, embedding, quality FROM plain_samples WHERE person_id = ? ORDER BY id',
    )
    const plainTemplates = database.prepare<[number], StoredTemplate>(
      'SELECT modality, model, record FROM plain_templates WHERE person_id = ?',
    )
    for (const { simulated, ...person } of people) {
      const samples = plainSamples.all(person.id).map(({ embedding, ...sample }) => ({
        ...sample,
        embedding: new Float32Array(Uint8Array.from(embedding).buffer),
      }))
      const owner = { ...person, simulated: simulated === 1 }
      insertSealed(database, person.id, sealPerson(unlocked, owner, samples, plainTemplates.all(person.id)))
    }
    for (const row of database.prepare<[], PlainAttempt>('SELECT * FROM plain_attempts ORDER BY id').all()) {
      const { personId, ...attempt } = attemptOf(row)
      appendAudit(database, unlocked, personId, { event: 'attempt', ...attempt })
    }
  }
  for (const table of ['plain_samples', 'plain_templates', 'plain_attempts']) {
    database.exec(`DELETE FROM ${table}; DROP TABLE ${table}`)
  }
}

function attemptOf(row: PlainAttempt): Attempt {
  const modality = (score: number | null, quality: number | null, model: string | null) =>
    score === null || quality === null || model === null ? undefined : { score, quality, model }
  const face = modality(row.face_score, row.face_quality, row.face_model)
  const voice = modality(row.voice_score, row.voice_quality, row.voice_model)
  const modalities: Partial<Record<Modality, NonNullable<typeof face>>> = {
    ...(face && { face }),
    ...(voice && { voice }),
  }
  return {
    personId: row.person_id,
    at: row.at,
    task: row.task,
    trial: false,
    simulated: row.simulated === 1,
    decision: row.decision,
    reason: row.reason,
    score: row.score,
    threshold: row.threshold,
    modalities,
    latencyMs: row.latency_ms,
    energyMj: row.energy_mj,
    failures: null,
  }
}
