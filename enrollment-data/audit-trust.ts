// What the audit log is trusted for before anybody verifies all of it: its rows from one of them on.

import type { Database } from 'better-sqlite3'
import { auditKeys, beginning, borneOut, followsFrom, lastRow, type StoredRow } from './audit.ts'
import { readEntry } from './audit-entry.ts'
import { openHead } from './audit-head.ts'
import type { ProtectionMode } from './records.ts'
import type { Unlocked } from './vault.ts'

/**
 * What of the rows from `from` to the end, or of the head, is not as it was written; null where all of it is.
 * `head` is the head's text, read before the rows.
 */
export function changeSince(
  database: Database,
  unlocked: Unlocked,
  head: string | null,
  from: number,
): string | null {
  const keys = auditKeys(database, unlocked)
  const opened = openHead(head, (epoch) => keys.get(epoch))
  if (!opened) return 'its head is missing or damaged'
  if (opened.count > (lastRow(database)?.seq ?? 0)) return 'rows are missing at its end'
  if (!borneOut(database, unlocked.store, opened)) return 'its rows are not those of its head'
  let before = database.prepare<[number], StoredRow>('SELECT * FROM audit WHERE seq = ?').get(from - 1)
  if (!before && from > 1) return `row ${from - 1} is missing`
  let mac: Uint8Array = before?.mac ?? beginning(unlocked.store)
  for (const row of database
    .prepare<[number], StoredRow>('SELECT * FROM audit WHERE seq >= ? ORDER BY seq')
    .iterate(from)) {
    if (!followsFrom(before?.seq ?? 0, mac, row, keys)) return `row ${row.seq} is not as it was written`
    before = row
    mac = row.mac
  }
  return null
}

/**
 * How the store was last said to be protected; null where nobody said it, or where the log was changed since. The tables
 * of keys lie there for whoever can write the file; this does not.
 */
export function toldProtection(
  database: Database,
  unlocked: Unlocked,
  head: string | null,
): ProtectionMode | null {
  const row = database
    .prepare<[], Pick<StoredRow, 'seq' | 'entry'>>(
      `SELECT seq, entry FROM audit WHERE instr(entry, '"event":"protection"') > 0 ORDER BY seq DESC LIMIT 1`,
    )
    .get()
  const entry = row && readEntry(row.entry)
  if (entry?.event !== 'protection' || changeSince(database, unlocked, head, row!.seq) !== null) return null
  return entry.mode
}
