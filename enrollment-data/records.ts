// What the store holds, as plain data.

export const modalities = ['face', 'voice'] as const
export type Modality = (typeof modalities)[number]

/** One accepted enrolment sample. */
export interface StoredSample {
  modality: Modality
  /** sha256 of the network that made the embedding. */
  model: string
  /** Unit norm. */
  embedding: Float32Array
  /** 0 to 1. */
  quality: number
}

/** The record of one modality as the board keeps it in its templates partition. */
export interface StoredTemplate {
  modality: Modality
  model: string
  record: Uint8Array
}

export interface Person {
  /** Never given to another person, even after deletion. */
  id: number
  name: string
  /** ISO 8601, UTC. */
  created: string
  /** Somebody who does not exist, drawn from a seed. */
  simulated: boolean
  samples: Record<Modality, number>
  templates: StoredTemplate[]
}

/** One row of the trial log. */
export interface Attempt {
  /** The claimed person, or the best candidate of an identification. */
  personId: number
  /** ISO 8601, UTC. */
  at: string
  task: 'verify' | 'identify'
  /** What was presented, or the person it was compared with, is simulated. */
  simulated: boolean
  decision: 'accept' | 'reject'
  reason: string
  /** Fused log-likelihood ratio (natural logarithm) and the threshold it was held against. */
  score: number
  threshold: number
  /** What each presented modality contributed: cosine to the template, quality, sha256 of the network. */
  modalities: Partial<Record<Modality, { score: number; quality: number; model: string }>>
  /** Of the board, estimated. */
  latencyMs: number
  energyMj: number
}

/** All that was known of a person who was removed: enough to put them back. */
export interface RemovedPerson {
  person: Omit<Person, 'samples'>
  samples: StoredSample[]
  attempts: Attempt[]
}
