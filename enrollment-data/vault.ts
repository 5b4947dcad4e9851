// The store's keys: a master key that wraps one data key per person and the keys of the audit log. The master key
// itself is wrapped by a passphrase and, in the window, by the desktop's keyring as well; or lies there in plain.

import { randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { StoreError } from './errors.ts'
import { derivationParameters, deriveKey, newDerivation } from './passphrase.ts'
import type { ProtectionMode } from './records.ts'
import { KEY_BYTES, newKey, seal, unseal } from './sealing.ts'

/** The desktop's keyring, as far as it is asked for anything here. */
export interface Keyring {
  wrap(secret: string): Promise<Uint8Array>
  unwrap(wrapped: Uint8Array): Promise<string>
}

export interface VaultRow {
  /** Which store this is: 16 random bytes in hexadecimal. */
  store: string
  /** Number of the master key, from 1. */
  generation: number
  /** 1 when a person has said how the store is to be protected. */
  chosen: number
}

type WrapKind = 'plain' | 'passphrase' | 'keyring'

interface WrapRow {
  kind: WrapKind
  parameters: string
  wrapped: Uint8Array
}

/** How the master key is to be wrapped; without a passphrase it lies in plain. */
export interface Wrapping {
  passphrase?: string
  keyring?: Keyring
  /** log2 of scrypt's N. */
  cost?: number
}

/** A master key and its wrappings, ready to be written. */
export interface PreparedVault extends VaultRow {
  master: Buffer
  wraps: WrapRow[]
}

/** A master key that was unwrapped. */
export interface Unlocked {
  store: string
  generation: number
  master: Buffer
}

export function readVault(database: Database): VaultRow | undefined {
  return database.prepare<[], VaultRow>('SELECT store, generation, chosen FROM vault').get()
}

function wraps(database: Database): Map<WrapKind, WrapRow> {
  const rows = database.prepare<[], WrapRow>('SELECT kind, parameters, wrapped FROM master_keys').all()
  return new Map(rows.map((row) => [row.kind, row]))
}

/** Which ways lead to the master key. */
export function waysIn(database: Database): Record<WrapKind, boolean> {
  const present = wraps(database)
  return {
    plain: present.has('plain'),
    passphrase: present.has('passphrase'),
    keyring: present.has('keyring'),
  }
}

export function protectionMode(ways: Record<WrapKind, boolean>): ProtectionMode {
  if (ways.plain) return 'unprotected'
  return ways.keyring ? 'keyring' : 'passphrase'
}

/** A new master key for a store that has none (`vault` undefined), or the next one for a store that has. */
export async function prepareVault(
  vault: VaultRow | undefined,
  wrapping: Wrapping,
  chosen = true,
): Promise<PreparedVault> {
  const prepared = unprotectedVault(vault, chosen)
  if (wrapping.passphrase !== undefined) prepared.wraps = await wrap(prepared, wrapping)
  return prepared
}

/** A new master key in plain. */
export function unprotectedVault(vault: VaultRow | undefined, chosen: boolean): PreparedVault {
  const master = newKey()
  return {
    store: vault?.store ?? randomBytes(16).toString('hex'),
    generation: (vault?.generation ?? 0) + 1,
    chosen: Number(chosen),
    master,
    wraps: [plainWrap(master)],
  }
}

/** No wrapping at all. */
export const plainWrap = (master: Buffer): WrapRow => ({ kind: 'plain', parameters: '{}', wrapped: master })

/** The wrappings of a master key under a passphrase and, where one is given, a keyring. */
export async function wrap(unlocked: Unlocked, { passphrase, keyring, cost }: Wrapping): Promise<WrapRow[]> {
  if (passphrase === undefined) return [plainWrap(unlocked.master)]
  const parameters = JSON.stringify(newDerivation(cost))
  const key = await deriveKey(passphrase, derivationParameters.parse(JSON.parse(parameters)))
  const wrapped = seal(key, unlocked.master, passphraseContext(unlocked, parameters))
  key.fill(0)
  return [
    { kind: 'passphrase', parameters, wrapped },
    ...(keyring ? [await wrapInKeyring(unlocked, keyring)] : []),
  ]
}

export async function wrapInKeyring({ store, master }: Unlocked, keyring: Keyring): Promise<WrapRow> {
  const secret = JSON.stringify({ store, master: master.toString('base64') })
  return { kind: 'keyring', parameters: '{}', wrapped: await keyring.wrap(secret) }
}

/** A keyring that is to open the store as before, and was not at hand when the master key was made. */
export const keyringDue: WrapRow = { kind: 'keyring', parameters: '{}', wrapped: Buffer.alloc(0) }

export const isKeyringDue = (database: Database): boolean =>
  wraps(database).get('keyring')?.wrapped.length === 0

const passphraseContext = ({ store, generation }: Omit<Unlocked, 'master'>, parameters: string) => [
  'master key',
  store,
  generation,
  parameters,
]

/** Writes a prepared master key over the one there was, if any. */
export function writeVault(database: Database, { store, generation, chosen, wraps }: PreparedVault): void {
  database
    .prepare('INSERT OR REPLACE INTO vault (id, store, generation, chosen) VALUES (1, ?, ?, ?)')
    .run(store, generation, chosen)
  writeWraps(database, wraps)
}

/** Writes the wrappings of a master key in place of those there were. */
export function writeWraps(database: Database, rows: readonly WrapRow[]): void {
  database.prepare('DELETE FROM master_keys').run()
  addWraps(database, rows)
}

export function addWraps(database: Database, rows: readonly WrapRow[]): void {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO master_keys (kind, parameters, wrapped) VALUES (?, ?, ?)',
  )
  for (const { kind, parameters, wrapped } of rows) insert.run(kind, parameters, Buffer.from(wrapped))
}

export function removeKeyringWrap(database: Database): void {
  database.prepare("DELETE FROM master_keys WHERE kind = 'keyring'").run()
}

/** The master key of an unprotected store, null where it is protected. */
export function unlockPlain(database: Database, { store, generation }: VaultRow): Unlocked | null {
  const plain = wraps(database).get('plain')
  return plain ? { store, generation, master: masterKey(Buffer.from(plain.wrapped)) } : null
}

/** The master key by the passphrase. Throws `wrong-passphrase`, `store-damaged`. */
export async function unlockByPassphrase(
  database: Database,
  { store, generation }: VaultRow,
  passphrase: string,
): Promise<Unlocked> {
  const row = wraps(database).get('passphrase')
  if (!row) throw damaged('has no master key under a passphrase')
  const parameters = derivationParameters.safeParse(parsed(row.parameters))
  if (!parameters.success) throw damaged('says of its passphrase what makes no sense')
  const key = await deriveKey(passphrase, parameters.data)
  try {
    const master = unseal(key, row.wrapped, passphraseContext({ store, generation }, row.parameters))
    return { store, generation, master: masterKey(master) }
  } catch (cause) {
    if (cause instanceof StoreError) throw cause
    throw new StoreError({
      code: 'wrong-passphrase',
      message: 'This is not the passphrase of the store.',
      next: 'Type it again. Without the right one the people have to be enrolled again.',
      exitCode: 4,
      cause,
    })
  }
}

/** The master key by the keyring, null where the keyring does not have it. */
export async function unlockByKeyring(
  database: Database,
  { store, generation }: VaultRow,
  keyring: Keyring,
): Promise<Unlocked | null> {
  const row = wraps(database).get('keyring')
  if (!row || row.wrapped.length === 0) return null
  let secret: unknown
  try {
    secret = parsed(await keyring.unwrap(row.wrapped))
  } catch {
    return null // another user's keyring, or a new one: the passphrase is the way in
  }
  const { store: of, master } = (secret ?? {}) as { store?: unknown; master?: unknown }
  if (of !== store || typeof master !== 'string') return null
  return { store, generation, master: masterKey(Buffer.from(master, 'base64')) }
}

function masterKey(bytes: Buffer): Buffer {
  if (bytes.length !== KEY_BYTES) throw damaged('holds a master key of a wrong length')
  return bytes
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function damaged(what: string): StoreError {
  return new StoreError({
    code: 'store-damaged',
    message: `The store ${what}: it was damaged or changed.`,
    next: 'Put a backup of the whole folder in its place, or enrol everybody again in another.',
    exitCode: 4,
  })
}
