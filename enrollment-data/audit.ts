// The audit log: rows that are only added to, each under a MAC (HMAC-SHA-256) of itself and of the row before, so that
// a row that was edited, removed or moved breaks the chain there; its end is held by the head file (audit-head.ts).
// After Schneier & Kelsey, "Secure audit logs to support computer forensics", ACM TISSEC 2(2), 1999.
//
// The head is written after the rows are on disk: a crash between the two leaves rows beyond the head, which the chain
// itself vouches for, and which the next change takes in. A head that the rows do not bear out is never overwritten.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { type AuditEvent, type AuditRow, auditEntry } from './audit-entry.ts'
import { readHead, writeHead } from './audit-head.ts'
import { BrokenSealError, newKey, seal, unseal } from './sealing.ts'
import type { Unlocked } from './vault.ts'

interface StoredRow {
  seq: number
  epoch: number
  person_id: number | null
  entry: string
  mac: Buffer
}

/** Something that is not as it was written; `row` is null for the head. */
export interface AuditFinding {
  row: number | null
  what: string
}

export interface AuditReport {
  rows: number
  intact: boolean
  findings: AuditFinding[]
}

/** How many findings are told at most. */
const MOST_FINDINGS = 100

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
function auditKeys(database: Database, { store, master }: Unlocked): Map<number, Buffer> {
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
const beginning = (store: string): Buffer => createHash('sha256').update(`viseme audit ${store}`).digest()

function macOf(
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

const lastRow = (database: Database): Pick<StoredRow, 'seq' | 'mac'> | undefined =>
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

/** Puts a head on disk that says what the rows now are, whatever head there was: for a new log. */
export function beginHead(database: Database, file: string, unlocked: Unlocked): void {
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
      const head = readHead(file, (epoch) => keys.get(epoch))
      const last = lastRow(database)
      if (!head || !borneOut(database, unlocked.store, head)) return
      if (head.count === (last?.seq ?? 0) && head.epoch === unlocked.generation) return
      const key = keys.get(unlocked.generation)
      if (key) writeHead(file, key, headOf(unlocked, last))
    })
    .immediate()
}

function borneOut(
  database: Database,
  store: string,
  head: NonNullable<ReturnType<typeof readHead>>,
): boolean {
  if (head.store !== store) return false
  if (head.count === 0) return true
  const mac = database
    .prepare<[number], Buffer>('SELECT mac FROM audit WHERE seq = ?')
    .pluck()
    .get(head.count) as Buffer | undefined
  return mac?.toString('hex') === head.mac
}

/** Checks every row against the one before, and the last against the head. */
export function verifyAudit(database: Database, file: string, unlocked: Unlocked): AuditReport {
  const findings: AuditFinding[] = []
  const find = (row: number | null, what: string) => {
    if (findings.length < MOST_FINDINGS) findings.push({ row, what })
  }
  const keys = auditKeys(database, unlocked)
  // The head first: rows that another process adds meanwhile are then beyond it, never missing.
  const head = readHead(file, (epoch) => keys.get(epoch))
  const counted = new Map<number, { row: number; failures: number }>()
  let rows = 0
  let before: StoredRow | undefined
  for (const row of database.prepare<[], StoredRow>('SELECT * FROM audit ORDER BY seq').iterate()) {
    rows++
    const expected = (before?.seq ?? 0) + 1
    for (let missing = expected; missing < row.seq && findings.length < MOST_FINDINGS; missing++)
      find(missing, 'is missing')
    const key = keys.get(row.epoch)
    // After a gap there is nothing to hold a row against but itself.
    const follows = row.seq === expected
    const mac = key && macOf(key, before?.mac ?? beginning(unlocked.store), row)
    if (follows && !(mac && timingSafeEqual(mac, row.mac)))
      find(row.seq, 'was edited, moved or put in, or the row before it was')
    else if (before && row.epoch < before.epoch) find(row.seq, 'is under a key that was no longer in use')
    before = row
    const count = countedBy(row)
    if (count) counted.set(count.subject, { row: row.seq, failures: count.failures })
  }
  for (const { subject, failures } of lockOutCounts(database)) {
    const told = counted.get(subject)
    if (told && told.failures !== failures)
      find(told.row, `says ${told.failures} failures in a row, and the lock-out says ${failures}`)
  }
  const last = before?.seq ?? 0
  if (!head) {
    find(null, 'The head of the log is missing, damaged, or of another store.')
  } else if (head.count > last) {
    for (let cut = last + 1; cut <= head.count && findings.length < MOST_FINDINGS; cut++)
      find(cut, 'is missing at the end')
  } else if (!borneOut(database, unlocked.store, head)) {
    find(head.count === 0 ? null : head.count, 'is not the row that the head of the log says')
  }
  return { rows, intact: findings.length === 0, findings }
}

/** What a row says of the failures that lock-out counts; `subject` is a person, or 0 for identification. */
function countedBy({ person_id, entry: text }: StoredRow): { subject: number; failures: number } | null {
  const entry = readEntry(text)
  if (entry?.event === 'lock-out-cleared') return { subject: person_id ?? 0, failures: 0 }
  if (entry?.event !== 'attempt' || entry.failures === null) return null
  return { subject: entry.task === 'identify' ? 0 : (person_id ?? 0), failures: entry.failures }
}

/** The failures that lock-out counts of everybody enrolled, and of identification. */
function lockOutCounts(database: Database): { subject: number; failures: number }[] {
  return database
    .prepare<[], { subject: number; failures: number }>(
      `SELECT subject, coalesce(failures, 0) AS failures
       FROM (SELECT id AS subject FROM people UNION SELECT 0) LEFT JOIN lock_outs ON person_id = subject`,
    )
    .all()
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

function readEntry(text: string): AuditRow['entry'] {
  try {
    return auditEntry.parse(JSON.parse(text))
  } catch {
    return null
  }
}
