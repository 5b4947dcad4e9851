// `viseme people export` and `viseme people import`: people from one store to another, in a file under a passphrase of
// its own.

import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Command, Option } from 'commander'
import { LARGEST_PEOPLE_FILE } from '../../enrollment-data/people-file.ts'
import type { Import } from '../authentication/transfer.ts'
import { VisemeError } from '../errors.ts'
import { requireOutside, requireWritable, writeWhole } from '../written-file.ts'
import { answer } from './output.ts'
import { askNewSecret, askSecret, canAsk, givenSecret } from './secret.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import { openNamedStore, unlockOrSetUp, withUnlockedStore } from './store-access.ts'

const VARIABLE = 'VISEME_EXPORT_PASSPHRASE'

interface TransferArguments extends StoreArguments {
  filePassphrase?: string
  json?: boolean
}

/** The commands of both directions, under `people`. */
export function peopleTransferCommands(people: Command): void {
  const passphrase = () =>
    new Option(
      '--file-passphrase <file>',
      `file with the passphrase of the exported people (else ${VARIABLE}, else the terminal asks)`,
    )
  addStoreOption(people.command('export <file>').description('put people into a file under a passphrase'))
    .option('--person <name...>', 'who to export (everybody)')
    .addOption(passphrase())
    .option('--json', 'print one JSON document')
    .action(exportAction)
  addStoreOption(people.command('import <file>').description('enrol the people of an exported file'))
    .addOption(passphrase())
    .option('--skip-existing', 'leave out whose name is taken (else nobody is imported then)')
    .option('--json', 'print one JSON document')
    .action(importAction)
}

async function exportAction(file: string, options: TransferArguments & { person?: string[] }): Promise<void> {
  const { exportPeople } = await import('../authentication/transfer.ts')
  requireWritable(file)
  const exported = await withUnlockedStore(options, async (store) => {
    requireOutside(file, dirname(store.file))
    const passphrase = await filePassphrase(options, () => askNewSecret('Passphrase for the exported people'))
    const bytes = await exportPeople(store, passphrase, { names: options.person })
    writeWhole(file, bytes, 0o600)
    return { file, people: options.person?.length ?? store.count(), bytes: bytes.length }
  })
  answer(
    options,
    exported,
    ({ people, bytes }) => `${people} people are in ${file} (${bytes} bytes), under the passphrase given.`,
  )
}

async function importAction(
  file: string,
  options: TransferArguments & { skipExisting?: boolean },
): Promise<void> {
  const { importPeople } = await import('../authentication/transfer.ts')
  const bytes = readPeopleFile(file)
  const store = await openNamedStore(options)
  try {
    const passphrase = await filePassphrase(options, () => askSecret('Passphrase of the exported people'))
    const tellProtection = await unlockOrSetUp(store, options)
    const document = await importPeople(store, bytes, passphrase, options)
    tellProtection()
    answer(options, { ...document, protection: store.protection.state().mode }, importText)
  } finally {
    store.close()
  }
}

function importText({ imported, skipped }: Import): string {
  return [
    imported.length === 0 ? 'Nobody was imported.' : `Imported: ${imported.join(', ')}.`,
    ...(skipped.length === 0 ? [] : [`Enrolled here already, and left as they are: ${skipped.join(', ')}.`]),
  ].join('\n')
}

async function filePassphrase(
  { filePassphrase: file }: TransferArguments,
  ask: () => Promise<string>,
): Promise<string> {
  const given = givenSecret({ file, variable: VARIABLE })
  if (given !== undefined) return given
  if (canAsk()) return ask()
  throw new VisemeError({
    code: 'no-passphrase',
    message: 'Exported people are sealed under a passphrase of their own, and none was given.',
    next: `Give it with --file-passphrase FILE or ${VARIABLE}.`,
    exitCode: 2,
  })
}

function readPeopleFile(file: string): Buffer {
  try {
    const { size } = statSync(file)
    if (size > LARGEST_PEOPLE_FILE)
      throw new Error(`it has ${size} bytes, and exported people at most ${LARGEST_PEOPLE_FILE}.`)
    return readFileSync(file)
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-file',
      message: `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      next: 'Name a file that `viseme people export` has written.',
      exitCode: 2,
      cause,
    })
  }
}
