// `viseme store`: how the store is protected, and changing that.

import type { Command } from 'commander'
import type { ProtectionMode } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import { confirmed } from './confirm.ts'
import { answer } from './output.ts'
import { protectionText } from './protection-text.ts'
import { askNewSecret, canAsk, givenSecret } from './secret.ts'
import { addStoreOption, type StoreArguments } from './sources.ts'
import {
  NOT_YET_OVERWRITTEN,
  openNamedStore,
  PASSPHRASE_VARIABLE,
  unlock,
  withUnlockedStore,
} from './store-access.ts'

type Arguments = StoreArguments & { json?: boolean }

const NEW_VARIABLE = 'VISEME_NEW_PASSPHRASE'

interface Status {
  protection: ProtectionMode
  /** Somebody has chosen that; false also where there is no store yet. */
  chosen: boolean
  people: number
  /** Rows of the audit log. */
  audit_rows: number
}

export function storeCommand(program: Command): void {
  const store = program.command('store').description('how the store is protected')
  addStoreOption(store.command('status').description('tell how it is protected'))
    .option('--json', 'print one JSON document')
    .action(statusAction)
  addStoreOption(
    store
      .command('protect')
      .description('set a passphrase for an unprotected store (--key-file, VISEME_PASSPHRASE, or asked)'),
  )
    .option('--json', 'print one JSON document')
    .action(protectAction)
  addStoreOption(
    store
      .command('change-passphrase')
      .description('wrap the key with another passphrase; nothing else changes, unless it is re-keyed'),
  )
    .option('--rekey', 'new keys for everything as well: for when the old passphrase got about')
    .option('--new-key-file <file>', `file with the new passphrase (else ${NEW_VARIABLE}, else asked)`)
    .option('--json', 'print one JSON document')
    .action(changePassphraseAction)
  addStoreOption(store.command('unprotect').description('take the protection away'))
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document')
    .action(unprotectAction)
}

async function statusAction(options: Arguments): Promise<void> {
  const store = await openNamedStore(options, true)
  try {
    answer(options, statusOf(store), statusText)
  } finally {
    store.close()
  }
}

function statusOf(store: Store): Status {
  const { mode, chosen } = store.protection.state()
  return {
    protection: mode,
    chosen,
    people: store.count(),
    audit_rows: store.auditLog.count(),
  }
}

function statusText({ protection, chosen, people, audit_rows }: Status): string {
  return [
    `${protectionText(protection)}${chosen ? '' : ' (Nobody has chosen that yet.)'}`,
    `People: ${people}. Rows of the audit log: ${audit_rows}.`,
  ].join('\n')
}

/** A status after what the keys were wrapped with was taken away. */
interface Changed extends Status {
  /** The former keys are gone from the disk; false while another program keeps the store from overwriting them. */
  overwritten: boolean
}

const changedText = ({ overwritten, ...status }: Changed): string =>
  [statusText(status), ...(overwritten ? [] : [NOT_YET_OVERWRITTEN])].join('\n')

async function protectAction(options: Arguments): Promise<void> {
  const store = await openNamedStore(options)
  let status: Status
  try {
    if (store.protection.state().mode !== 'unprotected') throw alreadyProtected()
    const passphrase = await newPassphrase(options.keyFile, PASSPHRASE_VARIABLE)
    await store.protection.protect({ passphrase })
    status = statusOf(store)
  } finally {
    store.close()
  }
  answer(options, { ...status, overwritten: !store.overwriteDelayed }, changedText)
}

async function changePassphraseAction(
  options: Arguments & { newKeyFile?: string; rekey?: boolean },
): Promise<void> {
  const store = await openNamedStore(options)
  let status: Status
  try {
    await unlock(store, options)
    const { mode } = store.protection.state()
    if (mode === 'unprotected') throw notProtected()
    const passphrase = await newPassphrase(options.newKeyFile, NEW_VARIABLE)
    if (options.rekey) await store.protection.rekey({ passphrase })
    else await store.protection.changePassphrase({ passphrase })
    status = statusOf(store)
    if (mode === 'keyring' && options.rekey)
      process.stderr.write(
        "viseme: the desktop's keyring opens the store again once the window was given the new passphrase.\n",
      )
  } finally {
    store.close()
  }
  answer(options, { ...status, overwritten: !store.overwriteDelayed }, changedText)
}

async function unprotectAction(options: Arguments & { yes?: boolean }): Promise<void> {
  await withUnlockedStore(options, async (store) => {
    const agreed =
      options.yes ||
      !canAsk() ||
      (await confirmed('Leave the store readable for whoever can read its folder?'))
    if (agreed) store.protection.unprotect()
    else process.exitCode = 1
    answer(options, statusOf(store), statusText)
  })
}

async function newPassphrase(file: string | undefined, variable: string): Promise<string> {
  const given = givenSecret({ file, variable })
  if (given !== undefined) return given
  if (canAsk()) {
    return askNewSecret('New passphrase of the store (forgotten: everybody has to enrol again)')
  }
  throw new VisemeError({
    code: 'no-passphrase',
    message: 'No new passphrase was given.',
    next: `Give it in a file (${variable === NEW_VARIABLE ? '--new-key-file' : '--key-file'} FILE), in ${variable}, or type it on a terminal.`,
    exitCode: 2,
  })
}

const alreadyProtected = (): VisemeError =>
  new VisemeError({
    code: 'already-protected',
    message: 'The store is protected already.',
    next: 'Change its passphrase instead.',
    exitCode: 2,
  })

const notProtected = (): VisemeError =>
  new VisemeError({
    code: 'not-protected',
    message: 'The store has no passphrase.',
    next: 'Protect it first.',
    exitCode: 2,
  })
