// The audit log of an open store: what was decided and changed, added to and never edited; what it says is what lock-out
// knows. audit.ts holds the chain, audit-head.ts its end, audit-verification.ts the check of all of it.

import type { Database } from 'better-sqlite3'
import { advanceHead, appendAudit, listAudit, replaceHead } from './audit.ts'
import type { AuditEvent, AuditRow } from './audit-entry.ts'
import { headsAside, headText } from './audit-head.ts'
import { type AuditReport, emptyReport, verifyAudit } from './audit-verification.ts'
import { lastCounted, readLockOut, requireTrusted } from './lock-out-log.ts'
import type { Protection } from './protection.ts'
import type { Attempt, LockOutState } from './records.ts'
import type { StoreFile } from './store-file.ts'

export class AuditLog {
  readonly #file: StoreFile
  readonly #protection: Protection

  /** The head follows every change of `file` from here on. */
  constructor(file: StoreFile, protection: Protection) {
    this.#file = file
    this.#protection = protection
    file.onChanged((database) => advanceHead(database, file.path, protection.keys(database)))
  }

  /** Adds a row; `personId` is null where it is about nobody. Throws `store-locked`. */
  append(personId: number | null, event: AuditEvent): void {
    this.#file.change((database) =>
      appendAudit(database, this.#protection.keysForChange(database), personId, event),
    )
  }

  /** How many rows there are. */
  count(): number {
    return this.#file.read(
      (database) => database.prepare<[], number>('SELECT count(*) FROM audit').pluck().get() as number,
    )
  }

  /** The rows as they lie there, unchecked, of one person or of all. */
  rows(personId?: number): AuditRow[] {
    return this.#file.read((database) => listAudit(database, personId))
  }

  /** The decisions about one person, oldest first. */
  attempts(personId: number): Attempt[] {
    return this.rows(personId).flatMap(({ entry }) => {
      if (entry?.event !== 'attempt') return []
      const { event: _, ...attempt } = entry
      return [{ personId, ...attempt }]
    })
  }

  /**
   * Checks the log, and that the store holds who and what it tells. `expected` is an anchor that was noted before.
   * Throws `store-locked`; a store that holds nothing yet has an intact log.
   */
  verify(expected?: { count: number; mac: string }): AuditReport {
    const aside = headsAside(this.#file.path)
    // A log is never without a head: where there are keys, the head is there, and is read before its rows.
    if (!this.#file.read(hasKeys)) return emptyReport({ aside, expected })
    const head = headText(this.#file.path)
    return this.#file.snapshot((database) =>
      verifyAudit(database, this.#protection.keys(database), { head, aside, expected }),
    )
  }

  /**
   * Takes the log as it is, with a row that says so, where its head is lost or not borne out; rows that were edited go
   * on being found. Throws `store-locked`.
   */
  accept(): AuditReport {
    const { findings } = this.verify()
    this.#file.change((database) => {
      const unlocked = this.#protection.keysForChange(database)
      appendAudit(database, unlocked, null, { event: 'log-accepted', findings: findings.length })
      replaceHead(database, this.#file.path, unlocked)
    })
    return this.verify()
  }

  /** What lock-out knows of a person, or of IDENTIFICATION. */
  lockOut(subject: number): LockOutState | undefined {
    return this.#file.read((database) => readLockOut(database, subject))
  }

  /** The number of the row that last told of a decision, a challenge or a clearing of theirs. */
  lastCounted(subject: number): number | undefined {
    return this.#file.read((database) => lastCounted(database, subject))
  }

  /** What lock-out knows, for a decision. Throws `audit-changed` where the log is not as it was written, `store-locked`. */
  trustedLockOut(subject: number): LockOutState | undefined {
    const head = headText(this.#file.path)
    return this.#file.snapshot((database) => {
      if (!hasKeys(database)) return undefined
      requireTrusted(database, this.#protection.keys(database), head, subject)
      return readLockOut(database, subject)
    })
  }
}

const hasKeys = (database: Database): boolean => database.prepare('SELECT 1 FROM vault').get() !== undefined
