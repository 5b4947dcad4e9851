// The audit log: rows that are only added to, each under a MAC (HMAC-SHA-256) of itself and of the row before, so that
// a row that was edited, removed or moved breaks the chain there; its end is held by the head file (audit-head.ts).
// After Schneier & Kelsey, "Secure audit logs to support computer forensics", ACM TISSEC 2(2), 1999.
//
// The head is written after the rows are on disk: a crash between the two leaves rows beyond the head, which the chain
// itself vouches for, and which the next change takes in. A head that the rows do not bear out is overwritten by nobody
// but who accepts the log as it is. audit-verification.ts checks all of it.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { type AuditEvent, type AuditRow, readEntry } from './audit-entry.ts'
import { type AuditHead, headText, keepHeadAside, openHead, writeHead } from './audit-head.ts'
import { BrokenSealError, newKey, seal, unseal } from './sealing.ts'
import type { Unlocked } from './vault.ts'

export interface StoredRow {
  seq: number
  epoch: number
  person_id: number | null
  entry: string
  mac: Buffer
}

const keyContext = (store: string, epoch: number) => ['audit key', store, epoch]

/** Begins an epoch of the chain, with a key of its own under the master key. */
export function newAuditKey(database: Database, { store, master, generation }: Unlocked): void {
  database
    .prepare('INSERT INTO audit_keys (epoch, wrapped) VALUES (?, ?)')
    .run(generation, seal(master, newKey(), keyContext(store, generation)))
}

/** Wraps the keys of earlier epochs under the next master key. */
export function rewrapAuditKeys(database: Database, from: Unlocked, to: Unlocked): void {
  const keys = auditKeys(database, from)
  const update = database.prepare('UPDATE audit_keys SET wrapped = ? WHERE epoch = ?')
  for (const [epoch, key] of keys) update.run(seal(to.master, key, keyContext(to.store, epoch)), epoch)
}

/** The keys that can be opened; one that was changed is left out, and its rows then fail. */
export function auditKeys(database: Database, { store, master }: Unlocked): Map<number, Buffer> {
  const keys = new Map<number, Buffer>()
  const rows = database
    .prepare<[], { epoch: number; wrapped: Uint8Array }>('SELECT epoch, wrapped FROM audit_keys')
    .all()
  for (const { epoch, wrapped } of rows) {
    try {
      keys.set(epoch, unseal(master, wrapped, keyContext(store, epoch)))
    } catch (error) {
      if (!(error instanceof BrokenSealError)) throw error
    }
  }
  return keys
}

/** What the first row follows. */
export const beginning = (store: string): Buffer =>
  createHash('sha256').update(`viseme audit ${store}`).digest()

export function macOf(
  key: Uint8Array,
  before: Uint8Array,
  { seq, epoch, person_id, entry }: Omit<StoredRow, 'mac'>,
) {
  return createHmac('sha256', key)
    .update(before)
    .update(JSON.stringify(['row', seq, epoch, person_id]))
    .update(entry)
    .digest()
}

/** Whether a row is the one after row `seq`, whose MAC is `mac`, as it was written. */
export function followsFrom(
  seq: number,
  mac: Uint8Array,
  row: StoredRow,
  keys: ReadonlyMap<number, Buffer>,
): boolean {
  const key = keys.get(row.epoch)
  return row.seq === seq + 1 && key !== undefined && timingSafeEqual(macOf(key, mac, row), row.mac)
}

export const lastRow = (database: Database): Pick<StoredRow, 'seq' | 'mac'> | undefined =>
  database
    .prepare<[], Pick<StoredRow, 'seq' | 'mac'>>('SELECT seq, mac FROM audit ORDER BY seq DESC LIMIT 1')
    .get()

/** Adds a row, inside the transaction of what it tells. */
export function appendAudit(
  database: Database,
  unlocked: Unlocked,
  personId: number | null,
  event: AuditEvent,
): void {
  const epoch = unlocked.generation
  const wrapped = database
    .prepare<[number], Uint8Array>('SELECT wrapped FROM audit_keys WHERE epoch = ?')
    .pluck()
    .get(epoch) as Uint8Array
  const key = unseal(unlocked.master, wrapped, keyContext(unlocked.store, epoch))
  const last = lastRow(database)
  const row = {
    seq: (last?.seq ?? 0) + 1,
    epoch,
    person_id: personId,
    entry: JSON.stringify({ at: new Date().toISOString(), ...event }),
  }
  database
    .prepare('INSERT INTO audit (seq, epoch, person_id, entry, mac) VALUES (?, ?, ?, ?, ?)')
    .run(row.seq, epoch, personId, row.entry, macOf(key, last?.mac ?? beginning(unlocked.store), row))
}

/** Puts the head of a new log on disk; that of another log is kept aside. */
export function beginHead(database: Database, file: string, unlocked: Unlocked): void {
  keepHeadAside(file, unlocked.store)
  replaceHead(database, file, unlocked)
}

/** Puts a head on disk that says what the rows now are, whatever head there was. */
export function replaceHead(database: Database, file: string, unlocked: Unlocked): void {
  const key = auditKeys(database, unlocked).get(unlocked.generation)!
  const last = lastRow(database)
  writeHead(file, key, headOf(unlocked, last))
}

const headOf = ({ store, generation }: Unlocked, last: Pick<StoredRow, 'seq' | 'mac'> | undefined) => ({
  store,
  epoch: generation,
  count: last?.seq ?? 0,
  mac: (last?.mac ?? beginning(store)).toString('hex'),
})

/**
 * Brings the head up to the rows, under the database's write lock, so that of two processes none puts an older head
 * over a newer. A head that is missing, or that the rows do not bear out, stays as it is for `verifyAudit` to find.
 */
export function advanceHead(database: Database, file: string, unlocked: Unlocked): void {
  database
    .transaction(() => {
      const keys = auditKeys(database, unlocked)
      const head = openHead(headText(file), (epoch) => keys.get(epoch))
      const last = lastRow(database)
      if (!head || !borneOut(database, unlocked.store, head)) return
      if (head.count === (last?.seq ?? 0) && head.epoch === unlocked.generation) return
      const key = keys.get(unlocked.generation)
      if (key) writeHead(file, key, headOf(unlocked, last))
    })
    .immediate()
}

/** Whether the rows are what the head says. */
export function borneOut(database: Database, store: string, head: AuditHead): boolean {
  if (head.store !== store) return false
  if (head.count === 0) return true
  const mac = database
    .prepare<[number], Buffer>('SELECT mac FROM audit WHERE seq = ?')
    .pluck()
    .get(head.count) as Buffer | undefined
  return mac?.toString('hex') === head.mac
}

/** The rows as they lie there, oldest first, of one person or of all; not checked. */
export function listAudit(database: Database, personId?: number): AuditRow[] {
  const rows =
    personId === undefined
      ? database.prepare<[], StoredRow>('SELECT * FROM audit ORDER BY seq').all()
      : database
          .prepare<[number], StoredRow>('SELECT * FROM audit WHERE person_id = ? ORDER BY seq')
          .all(personId)
  return rows.map(({ seq, person_id, entry }) => ({ row: seq, personId: person_id, entry: readEntry(entry) }))
}
