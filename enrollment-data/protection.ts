// How the store is protected, and whether it is open: the master key while it is unlocked, the ways to it, and changing
// them. An unprotected store is always unlocked, and says so.

import type { Database } from 'better-sqlite3'
import { VisemeError } from '../main/errors.ts'
import { appendAudit, beginHead, newAuditKey, rewrapAuditKeys } from './audit.ts'
import { headText } from './audit-head.ts'
import { toldProtection } from './audit-trust.ts'
import { StoreError } from './errors.ts'
import { checkPassphrase } from './passphrase.ts'
import {
  dataKey,
  deleteSealed,
  digestOfKey,
  insertSealed,
  openSample,
  openTemplate,
  readSealed,
  sealPerson,
} from './person-data.ts'
import type { ProtectionMode } from './records.ts'
import type { StoreFile } from './store-file.ts'
import {
  addWraps,
  isKeyringDue,
  type Keyring,
  keyringDue,
  type PreparedVault,
  plainWrap,
  prepareVault,
  protectionMode,
  readVault,
  removeKeyringWrap,
  type Unlocked,
  unlockByKeyring,
  unlockByPassphrase,
  unlockPlain,
  unprotectedVault,
  type VaultRow,
  type Wrapping,
  waysIn,
  wrap,
  wrapInKeyring,
  writeVault,
  writeWraps,
} from './vault.ts'

export interface ProtectionState {
  mode: ProtectionMode
  /** A person has said that it is to be so; false also for a store that holds nothing yet. */
  chosen: boolean
  locked: boolean
  /** It holds no keys yet: its first change makes them. */
  empty: boolean
}

export class Protection {
  readonly #file: StoreFile
  #unlocked: Unlocked | null = null
  /** What a store without keys is given by its first change. */
  #pending: PreparedVault | null = null

  constructor(file: StoreFile) {
    this.#file = file
  }

  state(): ProtectionState {
    return this.#file.snapshot((database) => {
      const vault = readVault(database)
      if (!vault) {
        const kinds = this.#pending?.wraps.map(({ kind }) => kind) ?? ['plain']
        const mode = kinds.includes('plain') ? 'unprotected' : 'passphrase'
        return { mode, chosen: this.#pending?.chosen === 1, locked: false, empty: true }
      }
      return {
        mode: protectionMode(waysIn(database)),
        chosen: vault.chosen === 1,
        locked: this.#open(database, vault) === null,
        empty: false,
      }
    })
  }

  /**
   * The keys, for reading. Throws `store-locked`; a store without keys has nothing that they could open.
   */
  keys(database: Database): Unlocked {
    const vault = readVault(database)
    const unlocked = vault && this.#open(database, vault)
    if (unlocked) return unlocked
    throw locked(this.#file.path)
  }

  /** The keys, inside a change: a store that has none yet is given what was chosen, or left unprotected. */
  keysForChange(database: Database): Unlocked {
    if (readVault(database)) return this.keys(database)
    const prepared = this.#pending ?? unprotectedVault(undefined, false)
    this.#install(database, prepared)
    return this.#unlocked!
  }

  #install(database: Database, prepared: PreparedVault): void {
    writeVault(database, prepared)
    this.#unlocked = { store: prepared.store, generation: prepared.generation, master: prepared.master }
    newAuditKey(database, this.#unlocked)
    // Before the change is on disk: a head that counts nothing is overwritten next time, a log is never without a head.
    if (prepared.generation === 1) beginHead(database, this.#file.path, this.#unlocked)
  }

  /** The keys where they are at hand: of the master key in use now, which another process may have changed. */
  #open(database: Database, vault: VaultRow): Unlocked | null {
    const own = this.#unlocked
    if (own && own.store === vault.store && own.generation === vault.generation) return own
    this.#unlocked = unlockPlain(database, vault)
    return this.#unlocked
  }

  /** Opens a protected store. Throws `wrong-passphrase`; an unprotected one needs no opening. */
  async unlock(passphrase: string): Promise<void> {
    const vault = this.#lockedVault()
    if (vault)
      this.#unlocked = await this.#file.read((database) => unlockByPassphrase(database, vault, passphrase))
  }

  /** Opens the store with the desktop's keyring; false where that does not have the key. */
  async unlockWithKeyring(keyring: Keyring): Promise<boolean> {
    const vault = this.#lockedVault()
    if (vault) this.#unlocked = await this.#file.read((database) => unlockByKeyring(database, vault, keyring))
    return this.#lockedVault() === null
  }

  /** Throws `wrong-passphrase`, also while the store is open. */
  async checkPassphrase(passphrase: string): Promise<void> {
    const vault = this.#file.read(readVault)
    if (!vault || this.state().mode === 'unprotected') throw notProtected()
    const { master } = await this.#file.read((database) => unlockByPassphrase(database, vault, passphrase))
    master.fill(0)
  }

  lock(): void {
    this.#unlocked?.master.fill(0)
    this.#unlocked = null
  }

  /** The vault where it is protected and not open. */
  #lockedVault(): VaultRow | null {
    return this.#file.snapshot((database) => {
      const vault = readVault(database)
      return vault && !this.#open(database, vault) ? vault : null
    })
  }

  /**
   * Says how a store that holds nothing yet is to be protected: without a passphrase not at all. Nothing is written
   * before the first change. Throws `weak-passphrase`.
   */
  async choose(wrapping: Omit<Wrapping, 'keyring'>): Promise<void> {
    if (wrapping.passphrase !== undefined) checkPassphrase(wrapping.passphrase)
    this.#pending = await prepareVault(undefined, wrapping)
  }

  /**
   * Protects an unprotected store: a new master key and new data keys, since the old ones lay there in plain.
   * Throws `weak-passphrase`, `already-protected`.
   */
  async protect(wrapping: Wrapping & { passphrase: string }): Promise<void> {
    await this.#sealAnew(wrapping, (ways) => {
      if (!ways.plain) throw alreadyProtected()
    })
  }

  /**
   * A new passphrase, a new master key and new data keys for a protected store, for when the old passphrase got about:
   * a copy made before opens nothing written since. A keyring in use that is not given here, as on the command line, opens
   * the store again from `renewKeyring` on.
   * Throws `weak-passphrase`, `not-protected`, `store-locked`.
   */
  async rekey(wrapping: Wrapping & { passphrase: string }): Promise<void> {
    await this.#sealAnew(wrapping, (ways) => {
      if (!ways.passphrase) throw notProtected()
    })
  }

  async #sealAnew(
    wrapping: Wrapping & { passphrase: string },
    requireState: (ways: ReturnType<typeof waysIn>) => void,
  ): Promise<void> {
    checkPassphrase(wrapping.passphrase)
    const vault = this.#file.read(readVault)
    const prepared = await prepareVault(vault, wrapping)
    this.#file.change((database) => {
      const current = readVault(database)
      requireState(current ? waysIn(database) : { plain: true, passphrase: false, keyring: false })
      const from = current && this.keys(database)
      if (current?.generation !== vault?.generation) throw changedMeanwhile()
      const isDue = !wrapping.keyring && from !== undefined && this.#isKeyringTold(database, from)
      this.#install(database, prepared)
      if (isDue) addWraps(database, [keyringDue])
      if (from) reseal(database, from, this.#unlocked!)
      this.#tell(database, keyDigests(database))
    })
    this.#file.overwrite()
  }

  /** Leaves the store unprotected, by choice. Throws `store-locked`. */
  unprotect(): void {
    this.#file.change((database) => {
      if (readVault(database)) {
        const unlocked = this.keys(database)
        writeVault(database, { ...unlocked, chosen: 1, wraps: [plainWrap(unlocked.master)] })
      } else {
        this.#install(database, unprotectedVault(undefined, true))
      }
      this.#tell(database)
    })
  }

  /** Wraps the master key with another passphrase; nothing else is touched. Throws `store-locked`, `weak-passphrase`. */
  async changePassphrase(wrapping: Wrapping & { passphrase: string }): Promise<void> {
    checkPassphrase(wrapping.passphrase)
    const unlocked = this.#file.read((database) => this.keys(database))
    const wraps = await wrap(unlocked, wrapping)
    this.#file.change((database) => {
      const ways = waysIn(database)
      if (ways.plain) throw notProtected()
      if (this.keys(database) !== unlocked) throw changedMeanwhile()
      if (!wrapping.keyring && this.#isKeyringTold(database, unlocked)) addWraps(database, wraps)
      else writeWraps(database, wraps)
      this.#tell(database)
    })
    this.#file.overwrite()
  }

  /** Lets the desktop's keyring open the store as well, or no longer. Throws `store-locked`, `not-protected`. */
  async useKeyring(keyring: Keyring | null): Promise<void> {
    const unlocked = this.#file.read((database) => this.keys(database))
    const row = keyring && (await wrapInKeyring(unlocked, keyring))
    this.#file.change((database) => {
      if (waysIn(database).plain) throw notProtected()
      if (this.keys(database) !== unlocked) throw changedMeanwhile()
      if (row) addWraps(database, [row])
      else removeKeyringWrap(database)
      this.#tell(database)
    })
    this.#file.overwrite()
  }

  /**
   * Wraps new keys for the keyring that opened the store before they were made; nothing where none is due. The mark that
   * one is due lies there for whoever can write the file: it is heeded only where the log says that a keyring is in use.
   */
  async renewKeyring(keyring: Keyring): Promise<void> {
    const isDue = this.#file.snapshot(
      (database) => isKeyringDue(database) && this.#isKeyringTold(database, this.keys(database)),
    )
    if (isDue) await this.useKeyring(keyring)
  }

  /** Whether a keyring is among the ways to the master key, and the log, as it was written, says so. */
  #isKeyringTold(database: Database, unlocked: Unlocked): boolean {
    return (
      waysIn(database).keyring && toldProtection(database, unlocked, headText(this.#file.path)) === 'keyring'
    )
  }

  #tell(database: Database, keys?: Record<string, string>): void {
    appendAudit(database, this.#unlocked!, null, {
      event: 'protection',
      mode: protectionMode(waysIn(database)),
      ...(keys && { keys }),
    })
  }
}

/** Of everybody by their number: which data key is theirs now. */
function keyDigests(database: Database): Record<string, string> {
  const rows = database
    .prepare<[], { id: number; wrapped: Uint8Array }>('SELECT person_id AS id, wrapped FROM person_keys')
    .all()
  return Object.fromEntries(rows.map(({ id, wrapped }) => [id, digestOfKey(wrapped)]))
}

/** Everything under new keys. */
function reseal(database: Database, from: Unlocked, to: Unlocked): void {
  rewrapAuditKeys(database, from, to)
  const people = database
    .prepare<[], { id: number; name: string; created: string; simulated: number }>(
      'SELECT id, name, created, simulated FROM people',
    )
    .all()
  for (const row of people) {
    const owner = { ...row, simulated: row.simulated === 1 }
    const { key: wrapped, samples, templates } = readSealed(database, owner.id)
    const key = dataKey(from, owner, wrapped)
    deleteSealed(database, owner.id)
    const opened = samples.map((sample) => openSample(from, key, owner, sample))
    const records = templates.map((template) => openTemplate(from, key, owner, template))
    insertSealed(database, owner.id, sealPerson(to, owner, opened, records))
  }
}

function locked(file: string): StoreError {
  return new StoreError({
    code: 'store-locked',
    message: `The store ${file} is protected by a passphrase, and locked.`,
    next: 'Give its passphrase.',
    exitCode: 4,
  })
}

const refusal = (code: string, message: string, next: string) =>
  new VisemeError({ code, message, next, exitCode: 2 })

const alreadyProtected = () =>
  refusal('already-protected', 'The store is protected already.', 'Change its passphrase instead.')
const notProtected = () =>
  refusal('not-protected', 'The store is not protected by a passphrase.', 'Protect it first.')
const changedMeanwhile = () =>
  refusal('changed-meanwhile', "The store's keys were changed by another program.", 'Try again.')
