// Opens the database file: where it lies, how it is locked and how writes reach the disk (sqlite.org/pragma.html).

import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { applicationRoot } from '../main/application-root.ts'
import { badDirectory, guarded, StoreError } from './errors.ts'
import { checkOrigin, type Migration, migrate, readMigrations, schemaVersion } from './migrate.ts'

/** How long a statement waits for another process before it gives up, in milliseconds. */
const LOCK_PATIENCE_MS = 3000

export interface OpenOptions {
  /** Folder of the database; created when missing, for this user alone. */
  directory: string
  /** Opens for reading only; a store that does not exist is then empty. */
  readOnly?: boolean
  /** `false`: a store that does not exist is empty, and created on disk by its first change only. Default true. */
  create?: boolean
  /** Name of the database file in that folder; by default the store of people, `viseme.db`. */
  fileName?: string
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
  if (directory === '') {
    throw new StoreError({ ...badDirectory('The folder of the store has an empty name.'), exitCode: 2 })
  }
  const migrations = readMigrations(
    options.migrationsDirectory ?? join(applicationRoot(), 'enrollment-data', 'migrations'),
  )
  const file = join(directory, options.fileName ?? 'viseme.db')
  return guarded(file, () => {
    if (create && !exists(file)) {
      mkdirSync(directory, { recursive: true, mode: 0o700 })
      closeSync(openSync(file, 'a', 0o600)) // biometric data are their owner's alone; -wal and -shm follow the file
    }
    const database = !exists(file)
      ? setUp(new Database(':memory:'), file, migrations)
      : readOnly
        ? openToRead(file, migrations, lockPatienceMs)
        : setUp(new Database(file, { timeout: lockPatienceMs }), file, migrations, lockPatienceMs)
    if (readOnly) database.pragma('query_only = ON')
    return { database, file }
  })
}

/** False where nothing is there; throws what else keeps the file from being looked at. */
function exists(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined
}

/**
 * A database that is written to nowhere: the file itself where it is up to date, else a migrated copy in memory.
 * Reading beside a writer needs a -shm file; where none can be made, in a folder without write permission, the bytes of
 * the file are the whole store as long as nothing waits in its -wal.
 */
function openToRead(file: string, migrations: readonly Migration[], patienceMs: number): Database.Database {
  let bytes: Buffer
  try {
    const database = new Database(file, { readonly: true, timeout: patienceMs })
    try {
      configure(database)
      checkOrigin(database, file, migrations.length)
      if (schemaVersion(database) === migrations.length) return database
      bytes = database.serialize()
    } catch (error) {
      database.close()
      throw error
    }
    database.close()
  } catch (error) {
    const noSharedMemory =
      error instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY)/.test(error.code)
    if (!noSharedMemory) throw error
    bytes = readFileSync(file)
    if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size) throw error
  }
  bytes.fill(1, 18, 20) // a database in memory has no write-ahead log (sqlite.org/fileformat.html, 1.3.3)
  return setUp(new Database(bytes), file, migrations)
}

/** Configures, checks and migrates an open database; closes it when that fails. */
function setUp(
  database: Database.Database,
  file: string,
  migrations: readonly Migration[],
  patienceMs = 0,
): Database.Database {
  try {
    configure(database)
    // In one transaction: another process may be creating the same store.
    database.transaction(() => checkOrigin(database, file, migrations.length))()
    if (!database.memory) {
      useWriteAheadLog(database, patienceMs)
      database.pragma('synchronous = FULL')
    }
    migrate(database, file, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
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
