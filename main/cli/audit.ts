// `viseme audit`: the log of decisions and changes, and whether it is as it was written (exit 1 where it is not).

import type { Command } from 'commander'
import type { AuditReport } from '../../enrollment-data/audit.ts'
import type { AuditRow } from '../../enrollment-data/audit-entry.ts'
import type { ProtectionMode } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { requireWritable, writeWhole } from '../written-file.ts'
import { wholeFrom } from './arguments.ts'
import { answer } from './output.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import { openNamedStore, withUnlockedStore } from './store-access.ts'
import { table } from './table.ts'

type Arguments = StoreArguments & { json?: boolean }

/** The JSON document of `viseme audit verify`. */
interface Verification extends AuditReport {
  protection: ProtectionMode
}

/** A row as it is listed: with the name of somebody who is still enrolled. */
interface NamedRow extends AuditRow {
  person: string | null
}

export function auditCommand(program: Command): void {
  const audit = program.command('audit').description('the log of decisions and of changes to the store')
  addStoreOption(
    audit
      .command('verify')
      .description('find rows that were edited, removed, moved or cut off; exit 1 when there are any'),
  )
    .option('--json', 'print one JSON document')
    .action(verifyAction)
  addStoreOption(audit.command('list').description('list the rows, the newest last'))
    .option('--person <name>', 'only those about a person')
    .option('--last <number>', 'only so many of the newest', wholeFrom(1, 1_000_000))
    .option('--json', 'print one JSON document')
    .action(listAction)
  addStoreOption(
    audit.command('export <file>').description('write all rows, and whether they are intact, as JSON'),
  )
    .option('--json', 'print one JSON document')
    .action(exportAction)
}

async function verifyAction(options: Arguments): Promise<void> {
  const document = await withUnlockedStore(options, verification)
  answer(options, document, verificationText)
  if (!document.intact) process.exitCode = 1
}

const verification = (store: Store): Verification => ({
  ...store.verifyAudit(),
  protection: store.protection.state().mode,
})

function verificationText({ rows, intact, findings, protection }: Verification): string {
  return [
    intact
      ? `The audit log is intact: ${rows} rows, and its head.`
      : `The audit log is NOT as it was written (${rows} rows are there).`,
    ...findings.map(({ row, what }) => (row === null ? `  ${what}` : `  row ${row} ${what}`)),
    ...(protection === 'unprotected'
      ? ['The store is unprotected: whoever can read it could have made such a log anew.']
      : []),
  ].join('\n')
}

async function listAction(options: Arguments & { person?: string; last?: number }): Promise<void> {
  const { findPerson } = await import('../authentication/names.ts')
  const store = await openNamedStore(options, true)
  try {
    const about = options.person === undefined ? undefined : findPerson(store, options.person).id
    const rows = named(store, store.auditRows(about)).slice(-(options.last ?? Number.MAX_SAFE_INTEGER))
    answer(options, { rows }, (document) => listText(document.rows))
  } finally {
    store.close()
  }
}

function named(store: Store, rows: readonly AuditRow[]): NamedRow[] {
  const names = new Map(store.people().map(({ id, name }) => [id, name]))
  return rows.map((row) => ({ ...row, person: names.get(row.personId ?? 0) ?? null }))
}

function listText(rows: readonly NamedRow[]): string {
  if (rows.length === 0) return 'The audit log is empty.'
  return table(
    ['row', 'time (UTC)', 'person', 'what', 'score', 'threshold'],
    rows.map(({ row, personId, person, entry }) => [
      String(row),
      entry?.at.slice(0, 19).replace('T', ' ') ?? '',
      person ?? (personId === null ? '' : `number ${personId}`),
      whatOf(entry),
      entry?.event === 'attempt' ? entry.score.toFixed(2) : '',
      entry?.event === 'attempt' ? entry.threshold.toFixed(2) : '',
    ]),
    [1, 2, 3],
  ).join('\n')
}

function whatOf(entry: AuditRow['entry']): string {
  if (entry === null) return 'unreadable: see `viseme audit verify`'
  switch (entry.event) {
    case 'attempt':
      return `${entry.task}: ${entry.decision}, ${entry.reason}${entry.trial ? ' (trial)' : ''}`
    case 'refused':
      return `${entry.task}: refused, locked out for ${Math.ceil(entry.waitMs / 1000)} s more`
    case 'exported':
      return `${entry.people} people exported`
    case 'protection':
      return `protection: ${entry.mode}`
    default:
      return entry.event.replaceAll('-', ' ')
  }
}

async function exportAction(file: string, options: Arguments): Promise<void> {
  requireWritable(file)
  const written = await withUnlockedStore(options, (store) => {
    const rows = named(store, store.auditRows())
    const document = {
      format: 'viseme-audit/1',
      exported: new Date().toISOString(),
      verification: verification(store),
      rows,
    }
    writeWhole(file, `${JSON.stringify(document, null, 1)}\n`)
    return { file, rows: rows.length, intact: document.verification.intact }
  })
  answer(
    options,
    written,
    ({ rows, intact }) => `${rows} rows are in ${file}${intact ? '' : ', NOT as they were written'}.`,
  )
  if (!written.intact) process.exitCode = 1
}
