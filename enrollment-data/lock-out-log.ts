// What lock-out knows, read from the audit log: the last row of a subject that counts, a decision, a refusal or a
// clearing. A subject is the claimed person of a verification, or 0 for identification.

import type { Database } from 'better-sqlite3'
import { type AuditEntry, readEntry } from './audit-entry.ts'
import type { LockOutState } from './records.ts'

/** Whom a lock-out of identification is counted for: nobody's number. */
export const IDENTIFICATION = 0

interface Row {
  person_id: number | null
  entry: string
}

/** What a row says of the failures in a row of its subject; null where it says nothing of them. */
export function countOf(
  personId: number | null,
  entry: AuditEntry | null,
): { subject: number; state: LockOutState; event: 'attempt' | 'refused' | 'lock-out-cleared' } | null {
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

/** The failures in a row of a subject, and the wait they brought; undefined where there are none. */
export function readLockOut(database: Database, subject: number): LockOutState | undefined {
  const rows =
    subject === IDENTIFICATION
      ? database
          .prepare<[], Row>(
            `SELECT person_id, entry FROM audit
             WHERE person_id IS NULL OR instr(entry, '"task":"identify"') > 0 ORDER BY seq DESC`,
          )
          .iterate()
      : database
          .prepare<[number], Row>(
            `SELECT person_id, entry FROM audit
             WHERE person_id = ? AND instr(entry, '"failures":null') = 0 ORDER BY seq DESC`,
          )
          .iterate(subject)
  for (const { person_id, entry } of rows) {
    const count = countOf(person_id, readEntry(entry))
    if (count?.subject === subject) return count.state.failures > 0 ? count.state : undefined
  }
  return undefined
}
