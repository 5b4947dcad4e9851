// `viseme audit`: the log of decisions and changes, and whether it is as it was written (exit 1 where it is not).

import { dirname } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { AuditRow } from '../../enrollment-data/audit-entry.ts'
import type { AuditReport } from '../../enrollment-data/audit-verification.ts'
import type { ProtectionMode } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { requireOutside, requireWritable, writeWhole } from '../written-file.ts'
import { wholeFrom } from './arguments.ts'
import { confirmed } from './confirm.ts'
import { answer } from './output.ts'
import { canAsk } from './secret.ts'
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
    .option(
      '--expect <anchor>',
      'COUNT:MAC that was told before: the log must still have that row',
      anchorFrom,
    )
    .option('--json', 'print one JSON document')
    .action(verifyAction)
  addStoreOption(
    audit
      .command('accept')
      .description('take the log as it is where its head was lost; a row of the log says so'),
  )
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document')
    .action(acceptAction)
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

interface Anchor {
  count: number
  mac: string
}

/** Reads the `anchor` of a verification. */
function anchorFrom(text: string): Anchor {
  const [, count, mac] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (mac === undefined)
    throw new InvalidArgumentError('It is a number, a colon and 64 digits, as verify tells it.')
  return { count: Number(count), mac }
}

async function verifyAction(options: Arguments & { expect?: Anchor }): Promise<void> {
  const document = await withUnlockedStore(options, (store) => verification(store, options.expect))
  answer(options, document, verificationText)
  if (!document.intact) process.exitCode = 1
}

const verification = (store: Store, expected?: Anchor): Verification => ({
  ...store.auditLog.verify(expected),
  protection: store.protection.state().mode,
})

async function acceptAction(options: Arguments & { yes?: boolean }): Promise<void> {
  const document = await withUnlockedStore(options, async (store) => {
    const agreed =
      options.yes ||
      !canAsk() ||
      (await confirmed('Take the log as it is? Rows that were cut off are then no longer found.'))
    if (agreed) store.auditLog.accept()
    else process.exitCode = 1
    return verification(store)
  })
  answer(options, document, verificationText)
  if (!document.intact) process.exitCode = 1
}

function verificationText(verification: Verification): string {
  const { rows, intact, findings, protection, anchor, beyond_head } = verification
  return [
    intact
      ? `The audit log is intact: ${rows} rows, and its head.`
      : `The audit log is NOT as it was written (${rows} rows are there).`,
    ...findings.map(({ row, what }) => (row === null ? `  ${what}` : `  row ${row} ${what}`)),
    ...(beyond_head > 0
      ? [
          `${beyond_head} rows are beyond the head: a program is at work, or was killed before it counted them.`,
        ]
      : []),
    ...(anchor === null ? [] : [`To be noted elsewhere, and given to --expect later: ${anchor}`]),
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
    const rows = named(store, store.auditLog.rows(about)).slice(-(options.last ?? Number.MAX_SAFE_INTEGER))
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
    case 'challenged':
      return `${entry.task}: challenge told, counted as failure ${entry.failures} in a row`
    case 'refused':
      return `${entry.task}: refused, locked out for ${Math.ceil(entry.waitMs / 1000)} s more`
    case 'exported':
      return `${entry.people} people exported`
    case 'protection':
      return `protection: ${entry.mode}`
    case 'log-accepted':
      return `log accepted as it was, with ${entry.findings} findings`
    default:
      return entry.event.replaceAll('-', ' ')
  }
}

async function exportAction(file: string, options: Arguments): Promise<void> {
  requireWritable(file)
  const written = await withUnlockedStore(options, (store) => {
    requireOutside(file, dirname(store.file))
    const rows = named(store, store.auditLog.rows())
    const document = {
      format: 'viseme-audit/1',
      exported: new Date().toISOString(),
      verification: verification(store),
      rows,
    }
    writeWhole(file, `${JSON.stringify(document, null, 1)}\n`, 0o600)
    return { file, rows: rows.length, intact: document.verification.intact }
  })
  answer(
    options,
    written,
    ({ rows, intact }) => `${rows} rows are in ${file}${intact ? '' : ', NOT as they were written'}.`,
  )
  if (!written.intact) process.exitCode = 1
}
