// Opens the database file: where it lies, how it is locked and how writes reach the disk (sqlite.org/pragma.html).

import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { applicationRoot } from '../main/application-root.ts'
import { guarded } from './errors.ts'
import { checkOrigin, migrate, readMigrations } from './migrate.ts'

/** How long a statement waits for another process before it gives up, in milliseconds. */
const LOCK_PATIENCE_MS = 3000

export interface OpenOptions {
  /** Folder of the database; created when missing, for this user alone. */
  directory: string
  /** Opens for reading only; a store that does not exist is then empty. */
  readOnly?: boolean
  /** `false`: a store that does not exist is empty, and nothing is created on disk. Default true. */
  create?: boolean
  /** Folder of the numbered SQL files; by default `enrollment-data/migrations` of the application. */
  migrationsDirectory?: string
  /** How long to wait for another process, in milliseconds. */
  lockPatienceMs?: number
}

/** Where the store lies unless `--data` says otherwise: VISEME_DATA, else `enrollment-data/` of the application. */
export function defaultDirectory(): string {
  return process.env.VISEME_DATA || join(applicationRoot(), 'enrollment-data')
}

export interface OpenedDatabase {
  database: Database.Database
  file: string
}

/** Opens and migrates the database of a folder. Throws StoreError (`database-locked`, `-read-only`, `-corrupt`, ...). */
export function openDatabase(options: OpenOptions): OpenedDatabase {
  const { directory, readOnly = false, create = !readOnly, lockPatienceMs = LOCK_PATIENCE_MS } = options
  const migrations = readMigrations(
    options.migrationsDirectory ?? join(applicationRoot(), 'enrollment-data', 'migrations'),
  )
  const file = join(directory, 'viseme.db')
  return guarded(file, () => {
    if (create && !existsSync(file)) {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      closeSync(openSync(file, 'a', 0o600)) // biometric data are their owner's alone; -wal and -shm follow the file
    }
    const empty = !existsSync(file)
    const database = new Database(empty ? ':memory:' : file, {
      readonly: readOnly && !empty,
      timeout: lockPatienceMs,
    })
    try {
      configure(database)
      // In one transaction: another process may be creating the same store.
      database.transaction(() => checkOrigin(database, file, migrations.length))()
      if (!database.readonly && !database.memory) {
        useWriteAheadLog(database, lockPatienceMs)
        database.pragma('synchronous = FULL')
      }
      migrate(database, file, migrations)
    } catch (error) {
      database.close()
      throw error
    }
    return { database, file }
  })
}

function configure(database: Database.Database): void {
  database.pragma('cell_size_check = ON')
  database.pragma('trusted_schema = OFF')
  database.pragma('foreign_keys = ON')
  database.pragma('secure_delete = ON')
}

/**
 * Readers go on while one process writes. The change of mode happens once in a file's life and does not wait for
 * locks by itself: two processes that create the store at the same moment are why it is tried again.
 */
function useWriteAheadLog(database: Database.Database, patienceMs: number): void {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      database.pragma('journal_mode = WAL')
      return
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!busy || Date.now() > until) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
