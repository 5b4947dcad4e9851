// The database file behind the store: reading, changing in one transaction, and overwriting what was removed.
// Every change takes the write lock at once; `synchronous = FULL` puts it on disk before it is acknowledged.

import { statSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { guarded } from './errors.ts'
import { type OpenOptions, openDatabase } from './open.ts'

/** How long a removal waits for those who still read what is to be overwritten, in milliseconds. */
const OVERWRITE_PATIENCE_MS = 100

export class StoreFile {
  readonly path: string
  readonly #options: OpenOptions
  readonly #changed: ((database: Database) => void)[] = []
  #database: Database
  #overwriteDelayed = false

  constructor(options: OpenOptions) {
    const { database, file } = openDatabase(options)
    this.path = file
    this.#options = options
    this.#database = database
    // A program that ended without closing the store may have left what it removed in the write-ahead log.
    if (!database.memory && !options.readOnly && statSync(`${file}-wal`, { throwIfNoEntry: false })?.size)
      this.overwrite()
  }

  /** True while the store is a copy in memory: there is no file yet, or it is only read. */
  get inMemory(): boolean {
    return this.#database.memory
  }

  /** True while bytes of somebody removed may still lie in the write-ahead log, because another process reads it. */
  get overwriteDelayed(): boolean {
    return this.#overwriteDelayed
  }

  /** Calls `listener` after every change that is on disk. What it throws is lost: the change is done. */
  onChanged(listener: (database: Database) => void): void {
    this.#changed.push(listener)
  }

  /** Runs `body`, which only reads. Throws StoreError. */
  read<T>(body: (database: Database) => T): T {
    return guarded(this.path, () => body(this.#database))
  }

  /** Runs `body`, which only reads, on one state of the store, whatever other processes do meanwhile. Throws StoreError. */
  snapshot<T>(body: (database: Database) => T): T {
    return this.read((database) =>
      database.inTransaction ? body(database) : database.transaction(body)(database),
    )
  }

  /** Runs `body` in one transaction, whole or not at all; within a change it is a part of that. Throws StoreError. */
  change<T>(body: (database: Database) => T): T {
    if (this.#database.inTransaction) return body(this.#database)
    this.#createFile()
    const database = this.#database
    const result = guarded(this.path, () => database.transaction(() => body(database)).immediate())
    for (const listener of this.#changed) {
      try {
        listener(database)
      } catch {
        // It is due again after the next change.
      }
    }
    if (this.#overwriteDelayed) this.overwrite()
    return result
  }

  /** A store that was not there when it was opened (`create: false`) is created by its first change. */
  #createFile(): void {
    if (!this.#database.memory || this.#options.readOnly) return
    const { database } = openDatabase({ ...this.#options, create: true })
    this.#database.close()
    this.#database = database
  }

  /**
   * The write-ahead log holds pages as they were before a removal: empties it. Never throws, since what it follows is
   * done; a failure leaves it due.
   */
  overwrite(): void {
    this.#overwriteDelayed = !this.#emptyLog()
  }

  #emptyLog(): boolean {
    const patience = this.#database.pragma('busy_timeout', { simple: true })
    try {
      this.#database.pragma(`busy_timeout = ${OVERWRITE_PATIENCE_MS}`)
      const [{ busy }] = this.#database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
      return busy === 0
    } catch {
      return false
    } finally {
      this.#database.pragma(`busy_timeout = ${patience}`)
    }
  }

  close(): void {
    if (this.#overwriteDelayed) this.overwrite()
    this.#database.close()
  }
}
