// What lock-out knows, read from the audit log: the last row of a subject that counts, a decision, a challenge, a refusal
// or a clearing. A subject is the claimed person of a verification, or 0 for identification.

import type { Database } from 'better-sqlite3'
import { type AuditEntry, readEntry } from './audit-entry.ts'
import { changeSince } from './audit-trust.ts'
import { StoreError } from './errors.ts'
import type { LockOutState } from './records.ts'
import type { Unlocked } from './vault.ts'

/** Whom a lock-out of identification is counted for: nobody's number. */
export const IDENTIFICATION = 0

interface Row {
  seq: number
  person_id: number | null
  entry: string
}

type CountingEvent = 'attempt' | 'challenged' | 'refused' | 'lock-out-cleared'

/** What a row says of the failures in a row of its subject; null where it says nothing of them. */
export function countOf(
  personId: number | null,
  entry: AuditEntry | null,
): { subject: number; state: LockOutState; event: CountingEvent } | null {
  switch (entry?.event) {
    case 'lock-out-cleared':
      return { subject: personId ?? IDENTIFICATION, state: stateOf(0), event: entry.event }
    case 'refused':
      // Rows of the first version do not say how many failures there were, and change nothing.
      if (entry.failures === undefined) return null
      return {
        subject: personId ?? IDENTIFICATION,
        state: stateOf(entry.failures, entry.waitMs, entry.since),
        event: entry.event,
      }
    case 'attempt':
    case 'challenged':
      if (entry.failures === null) return null
      return {
        subject: entry.task === 'identify' ? IDENTIFICATION : (personId ?? IDENTIFICATION),
        state: stateOf(entry.failures, entry.waitMs, entry.since),
        event: entry.event,
      }
    default:
      return null
  }
}

const stateOf = (
  failures: number,
  waitMs = 0,
  since: LockOutState['since'] = { boot: '', uptimeMs: 0 },
): LockOutState => ({ failures, waitMs, since })

/** The failures in a row of a subject, and the wait they brought, as the rows say; undefined where there are none. */
export function readLockOut(database: Database, subject: number): LockOutState | undefined {
  const state = lastCount(database, subject)?.state
  return state && state.failures > 0 ? state : undefined
}

/** The number of the last row that told of a decision, a challenge or a clearing of a subject; undefined where none did. */
export function lastCounted(database: Database, subject: number): number | undefined {
  return lastCount(database, subject, (event) => event !== 'refused')?.seq
}

/** The last row that counts for a subject, of the events that are `wanted`, and what it says. */
function lastCount(
  database: Database,
  subject: number,
  wanted: (event: CountingEvent) => boolean = () => true,
): { seq: number; state: LockOutState } | undefined {
  const rows =
    subject === IDENTIFICATION
      ? database
          .prepare<[], Row>(
            `SELECT seq, person_id, entry FROM audit
             WHERE person_id IS NULL OR instr(entry, '"task":"identify"') > 0 ORDER BY seq DESC`,
          )
          .iterate()
      : database
          .prepare<[number], Row>(
            `SELECT seq, person_id, entry FROM audit
             WHERE person_id = ? AND instr(entry, '"failures":null') = 0 ORDER BY seq DESC`,
          )
          .iterate(subject)
  for (const { seq, person_id, entry } of rows) {
    const count = countOf(person_id, readEntry(entry))
    if (count?.subject === subject && wanted(count.event)) return { seq, state: count.state }
  }
  return undefined
}

/**
 * Throws `audit-changed` where the rows that lock-out trusts for a subject are not as they were written: every row from
 * the last one that counts on, or from the enrolment where none does, and the end against the head. Who accepted the
 * log (`audit accept`) accepted what was before. `head` is the head's text, read before the rows.
 */
export function requireTrusted(
  database: Database,
  unlocked: Unlocked,
  head: string | null,
  subject: number,
): void {
  const enrolment = () =>
    database.prepare<[number], number>('SELECT min(seq) FROM audit WHERE person_id = ?').pluck().get(subject)
  const accepted = database
    .prepare<[], number>(
      `SELECT max(seq) FROM audit WHERE person_id IS NULL AND instr(entry, '"event":"log-accepted"') > 0`,
    )
    .pluck()
    .get()
  const from = Math.max(lastCount(database, subject)?.seq ?? enrolment() ?? 1, accepted ?? 1)
  const what = changeSince(database, unlocked, head, from)
  if (what) throw changed(what)
}

function changed(what: string): StoreError {
  return new StoreError({
    code: 'audit-changed',
    message: `The audit log was changed (${what}), so that failures that were counted may be gone from it.`,
    next: 'Look with `viseme audit verify`. `viseme audit accept` takes the log as it is, and attempts go on.',
    exitCode: 4,
  })
}
