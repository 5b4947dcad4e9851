// What the audit log tells: decisions with their figures, and changes of who is enrolled and how the store is
// protected. No names, no pictures, no recordings, no embeddings.

import { z } from 'zod'
import { modalities } from './records.ts'

const at = z.iso.datetime()
const task = z.enum(['verify', 'identify'])
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
})

/** An attempt that lock-out refused before anything was compared. */
const refused = z.object({
  event: z.literal('refused'),
  at,
  task,
  reason: z.literal('locked-out'),
  waitMs: z.number(),
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
})

const exported = z.object({ event: z.literal('exported'), at, people: z.int() })

const protection = z.object({
  event: z.literal('protection'),
  at,
  mode: z.enum(['unprotected', 'passphrase', 'keyring']),
})

export const auditEntry = z.discriminatedUnion('event', [attempt, refused, change, exported, protection])
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
