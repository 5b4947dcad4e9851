// Whether the audit log is as it was written: every row against the one before, the last against the head, what rows
// say of lock-out and of keys against each other and against the store.

import { timingSafeEqual } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { auditKeys, beginning, borneOut, macOf, type StoredRow } from './audit.ts'
import { type AuditEntry, readEntry } from './audit-entry.ts'
import { openHead } from './audit-head.ts'
import { countOf } from './lock-out-log.ts'
import { digestOfKey } from './person-data.ts'
import type { ProtectionMode } from './records.ts'
import { protectionMode, type Unlocked, waysIn } from './vault.ts'

/** Something that is not as it was written; `row` is null where it is no row's. */
export interface AuditFinding {
  row: number | null
  what: string
}

export interface AuditReport {
  rows: number
  intact: boolean
  findings: AuditFinding[]
  /** `COUNT:MAC` of the last row, to be noted outside and held against the log later; null where there is no row. */
  anchor: string | null
  /** Rows that the head does not count yet: of a program that was killed, or that is at work. */
  beyond_head: number
}

/** How many findings are told at most. */
const MOST_FINDINGS = 100

/** Of a store that holds nothing yet. */
export function emptyReport({ aside, expected }: Omit<AuditSurroundings, 'head'>): AuditReport {
  const findings = surroundingFindings({ aside, expected }, 0)
  return { rows: 0, intact: findings.length === 0, findings, anchor: null, beyond_head: 0 }
}

function surroundingFindings(
  { aside, expected }: Omit<AuditSurroundings, 'head'>,
  last: number,
): AuditFinding[] {
  const findings = aside.map((file) => ({
    row: null,
    what: `${file} is the head of another log, whose store is gone from this folder. If that was meant, delete the file.`,
  }))
  if (!expected || expected.count <= last) return findings
  const cut = {
    row: null,
    what: `There were ${expected.count} rows when it was noted, and there are ${last}.`,
  }
  return [...findings, cut]
}

/** What was noted of a log before, and what lies in the store's folder. */
export interface AuditSurroundings {
  /** The head's text, read before the rows: those that another process adds meanwhile are then beyond it. */
  head: string | null
  /** Names of heads of other logs in the folder. */
  aside: readonly string[]
  /** An `anchor` of before. */
  expected?: { count: number; mac: string }
}

/** Checks the log; all of it in one transaction of the caller's. */
export function verifyAudit(
  database: Database,
  unlocked: Unlocked,
  { head: text, aside, expected: noted }: AuditSurroundings,
): AuditReport {
  const findings: AuditFinding[] = []
  const find = (row: number | null, what: string) => {
    if (findings.length < MOST_FINDINGS) findings.push({ row, what })
  }
  const keys = auditKeys(database, unlocked)
  const head = openHead(text, (epoch) => keys.get(epoch))
  const counts = lockOutCounts(find)
  const owners = keyOwners(find)
  const protection = toldMode(find)
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
    const isForged = follows && !(mac && timingSafeEqual(mac, row.mac))
    if (isForged) find(row.seq, 'was edited, moved or put in, or the row before it was')
    else if (before && row.epoch < before.epoch) find(row.seq, 'is under a key that was no longer in use')
    before = row
    const entry = readEntry(row.entry)
    if (!isForged) {
      counts(row, entry)
      owners.told(row, entry)
      protection.told(row, entry)
    }
    if (noted?.count === row.seq && noted.mac !== row.mac.toString('hex'))
      find(row.seq, 'is not the row that was noted')
  }
  owners.compare(database)
  protection.compare(database)
  const last = before?.seq ?? 0
  if (!head) {
    find(
      null,
      'The head of the log is missing, damaged, or of another store. Put it back from a backup of the folder, or take the log as it is with `viseme audit accept`.',
    )
  } else if (head.count > last) {
    for (let cut = last + 1; cut <= head.count && findings.length < MOST_FINDINGS; cut++)
      find(cut, 'is missing at the end')
  } else if (!borneOut(database, unlocked.store, head)) {
    find(head.count === 0 ? null : head.count, 'is not the row that the head of the log says')
  }
  for (const { row, what } of surroundingFindings({ aside, expected: noted }, last)) find(row, what)
  return {
    rows,
    intact: findings.length === 0,
    findings,
    anchor: before ? `${before.seq}:${before.mac.toString('hex')}` : null,
    beyond_head: head ? Math.max(0, last - head.count) : 0,
  }
}

type Find = (row: number | null, what: string) => void

/** Each subject's failures in a row: a rejection counts one more, an acceptance and a clearing none. */
function lockOutCounts(find: Find): (row: StoredRow, entry: AuditEntry | null) => void {
  const counted = new Map<number, Counted>()
  return ({ seq, person_id }, entry) => {
    const count = countOf(person_id, entry)
    if (!count) return
    const before = counted.get(count.subject) ?? { failures: 0, charged: false }
    const { failures, charged } = countDue(entry, before)
    if (count.state.failures !== failures)
      find(seq, `says ${count.state.failures} failures in a row, and there were ${failures}`)
    counted.set(count.subject, { failures: count.state.failures, charged })
  }
}

interface Counted {
  failures: number
  /** A challenge has counted the next decision already. */
  charged: boolean
}

/** What a row has to say of the failures in a row. */
function countDue(entry: AuditEntry | null, before: Counted): Counted {
  switch (entry?.event) {
    case 'refused':
      return before
    case 'challenged':
      return { failures: before.failures + 1, charged: true }
    case 'attempt': {
      if (entry.decision === 'accept') return { failures: 0, charged: false }
      const isCounted = entry.challenged === true && before.charged
      // Once a challenge could go with a cascade, which decided a second time once the voice was there.
      const charged = isCounted && entry.reason === 'voice-needed'
      return { failures: before.failures + (isCounted ? 0 : 1), charged }
    }
    default:
      return { failures: 0, charged: false }
  }
}

/** How the store is protected, as the rows tell it, and whether its keys lie there so. */
function toldMode(find: Find) {
  let last: { row: number; mode: ProtectionMode } | null = null
  const told = ({ seq: row }: StoredRow, entry: AuditEntry | null): void => {
    if (entry?.event === 'protection') last = { row, mode: entry.mode }
  }
  const compare = (database: Database): void => {
    const mode = protectionMode(waysIn(database))
    if (last && last.mode !== mode)
      find(
        last.row,
        `is the last to say how the store is protected, by ${last.mode}, and its keys say ${mode}`,
      )
    else if (!last && mode === 'keyring')
      find(null, 'A keyring is put down as a way to the keys, and no row says that one was taken into use.')
  }
  return { told, compare }
}

/** Who is enrolled under which key, as the rows tell it, and whether the store says the same. */
function keyOwners(find: Find) {
  /** `key` is undefined where a row of the first version does not say it, null where the person was removed. */
  const owners = new Map<number, { row: number; key: string | null | undefined }>()
  const told = ({ seq: row, person_id }: StoredRow, entry: AuditEntry | null): void => {
    if (entry?.event === 'protection' && entry.keys) {
      for (const [id, key] of Object.entries(entry.keys)) owners.set(Number(id), { row, key })
    }
    if (person_id === null) return
    switch (entry?.event) {
      case 'removed':
        owners.set(person_id, { row, key: null })
        break
      case 'enrolled':
      case 'imported':
      case 'restored':
      case 'renamed':
      case 'templates-changed':
        owners.set(person_id, { row, key: entry.key })
    }
  }
  const compare = (database: Database): void => {
    const present = new Map(
      database
        .prepare<[], { id: number; wrapped: Uint8Array | null }>(
          'SELECT id, wrapped FROM people LEFT JOIN person_keys ON person_id = id',
        )
        .all()
        .map(({ id, wrapped }) => [id, wrapped]),
    )
    for (const [id, { row, key }] of owners) {
      const wrapped = present.get(id)
      if (key === null) {
        if (wrapped !== undefined) find(row, `says that person ${id} was removed, and they are in the store`)
      } else if (wrapped === undefined) {
        find(row, `is the last about person ${id}, who is gone from the store without having been removed`)
      } else if (key !== undefined && (wrapped === null || digestOfKey(wrapped) !== key)) {
        find(
          row,
          `says another key of person ${id} than the store has: what it holds of them is not the newest`,
        )
      }
    }
  }
  return { told, compare }
}
