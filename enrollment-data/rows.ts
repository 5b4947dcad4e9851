// Rows of the database as SQL gives and takes them: columns in snake case, truth as 0 and 1, a missing modality as null.

import type { Attempt, Modality } from './records.ts'

export interface PersonRow {
  id: number
  name: string
  created: string
  simulated: number
  face: number
  voice: number
}

export interface SampleRow {
  modality: Modality
  model: string
  embedding: Buffer
  quality: number
}

export interface AttemptRow {
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

export function attemptFromRow(row: AttemptRow): Attempt {
  const modality = (score: number | null, quality: number | null, model: string | null) =>
    score === null || quality === null || model === null ? undefined : { score, quality, model }
  const face = modality(row.face_score, row.face_quality, row.face_model)
  const voice = modality(row.voice_score, row.voice_quality, row.voice_model)
  return {
    personId: row.person_id,
    at: row.at,
    task: row.task,
    simulated: row.simulated === 1,
    decision: row.decision,
    reason: row.reason,
    score: row.score,
    threshold: row.threshold,
    modalities: { ...(face && { face }), ...(voice && { voice }) },
    latencyMs: row.latency_ms,
    energyMj: row.energy_mj,
  }
}

export function attemptToRow({ modalities: { face, voice }, ...attempt }: Attempt): AttemptRow {
  return {
    person_id: attempt.personId,
    at: attempt.at,
    task: attempt.task,
    simulated: Number(attempt.simulated),
    decision: attempt.decision,
    reason: attempt.reason,
    score: attempt.score,
    threshold: attempt.threshold,
    face_score: face?.score ?? null,
    face_quality: face?.quality ?? null,
    face_model: face?.model ?? null,
    voice_score: voice?.score ?? null,
    voice_quality: voice?.quality ?? null,
    voice_model: voice?.model ?? null,
    latency_ms: attempt.latencyMs,
    energy_mj: attempt.energyMj,
  }
}
