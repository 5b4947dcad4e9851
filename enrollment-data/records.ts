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

/** How a store is protected: not at all, by a passphrase, or by a passphrase and the desktop's keyring. */
export type ProtectionMode = 'unprotected' | 'passphrase' | 'keyring'

/** A StoredSample as it lies in the store; `position` counts from 0 within a person's modality. */
export interface SealedSample {
  modality: Modality
  model: string
  position: number
  quality: number
  sealed: Uint8Array
}

/** A StoredTemplate as it lies in the store. */
export interface SealedTemplate {
  modality: Modality
  model: string
  sealed: Uint8Array
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
  /** Which templates there are; what is in them is sealed. */
  templates: { modality: Modality; model: string }[]
}

/** One decision, as it is told to the audit log. */
export interface Attempt {
  /** The claimed person, or the best candidate of an identification. */
  personId: number
  /** ISO 8601, UTC. */
  at: string
  task: 'verify' | 'identify'
  /** A researcher's trial, in which lock-out does not act. */
  trial: boolean
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
  /** Failures in a row that lock-out counts after this attempt; null where it does not act. */
  failures: number | null
  /** The wait that they bring, in milliseconds from `since`. */
  waitMs?: number
  since?: LockOutState['since']
  /** Its failure was counted when the movement of its challenge was told. */
  challenged?: true
}

/** Failures in a row, and what is left of the wait they brought (main/authentication/lock-out.ts). */
export interface LockOutState {
  failures: number
  /** Still to wait at the moment `since`, in milliseconds. */
  waitMs: number
  /** On the machine's own clock: which start of it, and how long it had been up. */
  since: { boot: string; uptimeMs: number }
}

/** All that lies in the store of one person, sealed. */
export interface SealedPerson {
  id: number
  name: string
  created: string
  simulated: boolean
  /** Their data key, wrapped. */
  key: Uint8Array
  samples: SealedSample[]
  templates: SealedTemplate[]
}

/** A person who was removed: enough to put them back while the same master key is in use. */
export interface RemovedPerson extends SealedPerson {
  /** Number of the master key that wraps theirs. */
  generation: number
}
