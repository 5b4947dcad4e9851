// Opening the store for a command: where it lies, the passphrase that opens it, and how a new one is protected.
// Nothing is asked where standard input is no terminal: there a protected store without a key is `store-locked`, and a
// new store without a passphrase is unprotected, which is said.

import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import { askNewSecret, askSecret, canAsk, givenSecret } from './secret.ts'
import type { StoreArguments } from './sources.ts'

export const PASSPHRASE_VARIABLE = 'VISEME_PASSPHRASE'
const TRIES = 3

export const NOT_YET_OVERWRITTEN =
  'Another program is reading the store: what was there before is overwritten on disk when it has finished and any command writes to the store.'

/** Opens the store that the options name, locked where it is protected; it is created by its first change only. */
export async function openNamedStore({ data }: StoreArguments, readOnly = false): Promise<Store> {
  const { defaultDirectory } = await import('../../enrollment-data/open.ts')
  const { openStore } = await import('../../enrollment-data/store.ts')
  return openStore({ directory: data ?? defaultDirectory(), readOnly, create: false })
}

/**
 * Unlocks a protected store; a new one will be protected by the passphrase that is given, if any. Throws `store-locked`
 * where none is given and nobody can be asked, `wrong-passphrase`, and `not-protected` where one is given and the store
 * has none: it is not the store that was meant, or its protection was taken away.
 */
export async function unlock(store: Store, { keyFile }: StoreArguments): Promise<void> {
  const given = givenSecret({ file: keyFile, variable: PASSPHRASE_VARIABLE })
  const { locked, empty, mode } = store.protection.state()
  if (given !== undefined && empty) return store.protection.choose({ passphrase: given })
  if (given !== undefined && mode === 'unprotected') throw notProtected(store.file)
  if (!locked) return
  if (given !== undefined) return store.protection.unlock(given)
  if (!canAsk()) throw storeLocked(store.file)
  for (let left = TRIES - 1; ; left--) {
    try {
      return await store.protection.unlock(await askSecret('Passphrase of the store'))
    } catch (error) {
      if (left === 0 || !(error instanceof VisemeError && error.code === 'wrong-passphrase')) throw error
      process.stderr.write(`${error.message}\n`)
    }
  }
}

/**
 * Unlocks the store, or says how a new one is to be protected: for commands that put people into it. What is returned
 * is called when that is done: it says where a new store was left unprotected.
 */
export async function unlockOrSetUp(store: Store, options: StoreArguments): Promise<() => void> {
  if (!store.protection.state().empty) {
    await unlock(store, options)
    return () => {}
  }
  const given = givenSecret({ file: options.keyFile, variable: PASSPHRASE_VARIABLE })
  const passphrase = given ?? (canAsk() ? await askNewSecret(QUESTION) : '')
  if (passphrase !== '' || canAsk()) await store.protection.choose(passphrase === '' ? {} : { passphrase })
  return () => {
    if (store.protection.state().mode === 'unprotected')
      process.stderr.write(`viseme: ${unprotectedNote(store.file)}\n`)
  }
}

const QUESTION =
  'This store is new. Passphrase to protect it with (empty: none; forgotten: everybody has to enrol again)'

/** What it means that a store is unprotected. */
export const unprotectedNote = (file: string): string =>
  `the store ${file} is unprotected: whoever can read its folder can read the templates. \`viseme store protect\` sets a passphrase.`

function notProtected(file: string): VisemeError {
  return new VisemeError({
    code: 'not-protected',
    message: `A passphrase was given, and the store ${file} is not protected by one.`,
    next: 'If it should be, another store lies in its place, or its protection was taken away: look into that first, then protect it. If it should not, give no passphrase.',
    exitCode: 4,
  })
}

function storeLocked(file: string): VisemeError {
  return new VisemeError({
    code: 'store-locked',
    message: `The store ${file} is protected by a passphrase, and locked.`,
    next: 'Give its passphrase.',
    exitCode: 4,
  })
}

/** Runs `body` with the store open and unlocked, and closes it. */
export async function withUnlockedStore<T>(
  options: StoreArguments,
  body: (store: Store) => T | Promise<T>,
): Promise<T> {
  const store = await openNamedStore(options)
  try {
    await unlock(store, options)
    return await body(store)
  } finally {
    store.close()
  }
}
