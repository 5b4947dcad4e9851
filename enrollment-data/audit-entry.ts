// What the audit log tells: decisions with their figures, and changes of who is enrolled and how the store is
// protected. No names, no pictures, no recordings, no embeddings.

import { z } from 'zod'
import { modalities } from './records.ts'

const at = z.iso.datetime()
const task = z.enum(['verify', 'identify'])
/** On the machine's own clock. */
const moment = z.object({ boot: z.string(), uptimeMs: z.number() })
/** First 16 bytes of the sha256 of a person's wrapped data key: which of their enrolments is theirs now. */
const keyDigest = z.string().regex(/^[0-9a-f]{32}$/)
const modalityResult = z.object({ score: z.number(), quality: z.number(), model: z.string() })

const attempt = z.object({
  event: z.literal('attempt'),
  at,
  task,
  /** A researcher's trial: lock-out neither refused nor counted it. */
  trial: z.boolean(),
  simulated: z.boolean(),
  decision: z.enum(['accept', 'reject']),
  reason: z.string(),
  /** Fused log-likelihood ratio (natural logarithm) and the threshold it was held against. */
  score: z.number(),
  threshold: z.number(),
  /** Per presented modality: cosine to the template, quality, sha256 of the network. */
  modalities: z.partialRecord(z.enum(modalities), modalityResult),
  latencyMs: z.number(),
  energyMj: z.number(),
  /** Failures in a row that lock-out counts after this attempt; null where it does not act. */
  failures: z.int().min(0).nullable(),
  /** The wait that they bring, counted from `since`; absent where there is none. */
  waitMs: z.number().min(0).optional(),
  since: moment.optional(),
  /** A `challenged` row has counted it already. */
  challenged: z.literal(true).optional(),
})

/** The movement of a challenge was told: counted as a failure until an attempt on it is accepted. */
const challenged = z.object({
  event: z.literal('challenged'),
  at,
  task,
  failures: z.int().min(1),
  waitMs: z.number().min(0).optional(),
  since: moment.optional(),
})

/** An attempt that lock-out refused before anything was compared. */
const refused = z.object({
  event: z.literal('refused'),
  at,
  task,
  reason: z.literal('locked-out'),
  /** What is left of the wait at `since`. */
  waitMs: z.number(),
  failures: z.int().min(1).optional(),
  since: moment.optional(),
})

/** Of a person; `lock-out-cleared` without one is that of identification. */
const change = z.object({
  event: z.enum([
    'enrolled',
    'templates-changed',
    'removed',
    'restored',
    'renamed',
    'imported',
    'lock-out-cleared',
  ]),
  at,
  /** Of the person, after the change; rows of the first version do not have it. */
  key: keyDigest.optional(),
})

/** A head of the log that was lost or did not fit was put in place anew, by whoever looks after the store. */
const accepted = z.object({ event: z.literal('log-accepted'), at, findings: z.int().min(0) })

const exported = z.object({ event: z.literal('exported'), at, people: z.int() })

const protection = z.object({
  event: z.literal('protection'),
  at,
  mode: z.enum(['unprotected', 'passphrase', 'keyring']),
  /** Of everybody by their number, where they were sealed anew. */
  keys: z.record(z.string(), keyDigest).optional(),
})

export const auditEntry = z.discriminatedUnion('event', [
  attempt,
  challenged,
  refused,
  change,
  exported,
  protection,
  accepted,
])
export type AuditEntry = z.infer<typeof auditEntry>

/** An event as it is told to the log, which adds when it happened where that is not said. */
export type AuditEvent = AuditEntry extends infer E
  ? E extends AuditEntry
    ? Omit<E, 'at'> & { at?: string }
    : never
  : never

/** One row of the log, in its order; `entry` is null where its text is no entry any more. */
export interface AuditRow {
  row: number
  personId: number | null
  entry: AuditEntry | null
}

/** The entry of a row; null where its text is none. */
export function readEntry(text: string): AuditEntry | null {
  try {
    return auditEntry.parse(JSON.parse(text))
  } catch {
    return null
  }
}
