// Brings a database to the newest schema: numbered SQL files, applied in order inside one transaction.
// SQLite's `user_version` holds the number of the last one applied. What SQL cannot do, code does beside it.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { corruptStore, StoreError } from './errors.ts'
import { sealPlainRows } from './migrate-sealed.ts'

export interface Migration {
  version: number
  sql: string
  /** What SQL alone cannot do, in the same transaction. */
  code?: MigrationCode
}

/** `file` is the database's path, null for a copy in memory that goes nowhere. */
type MigrationCode = (database: Database, file: string | null) => void

/** By the name of the SQL file they follow, without its number. */
const codes: Record<string, MigrationCode | undefined> = { sealed: sealPlainRows }

/** Reads `001-*.sql`, `002-*.sql`, ... of a folder; the numbers must have no gap. */
export function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory).filter((file) => /^\d{3}-.+\.sql$/.test(file))
  return files.sort().map((file, position) => {
    const version = Number(file.slice(0, 3))
    if (version !== position + 1) throw new Error(`migration ${file} should have number ${position + 1}`)
    const code = codes[file.slice(4, -4)]
    return { version, sql: readFileSync(join(directory, file), 'utf8'), ...(code && { code }) }
  })
}

/** 'VISE', as the first migration sets it. */
const APPLICATION_ID = 0x56495345

/** Number of the last migration applied, 0 for none. */
export function schemaVersion(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number
}

/** Refuses a file that some other program, or a newer Viseme, has written; `newest` is the schema known here. */
export function checkOrigin(database: Database, file: string, newest: number): void {
  const version = schemaVersion(database)
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    const objects = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
    if (version === 0 && objects === 0) return // just created
    throw new StoreError({ ...corruptStore(file, 'it is the database of another program'), exitCode: 4 })
  }
  if (version > newest) {
    throw new StoreError({
      code: 'database-too-new',
      message: `The store ${file} was written by a newer Viseme (schema ${version}, this program knows ${newest}).`,
      next: 'Update Viseme, or choose another folder with --data DIR.',
      exitCode: 4,
    })
  }
}

/** Applies the migrations that `database` lacks, all or none. */
export function migrate(database: Database, file: string, migrations: readonly Migration[]): void {
  if (schemaVersion(database) === migrations.length) return
  database
    .transaction(() => {
      // Another process may have migrated between the check above and this lock.
      for (const { version, sql, code } of migrations.slice(schemaVersion(database))) {
        database.exec(sql)
        code?.(database, database.memory ? null : file)
        database.pragma(`user_version = ${version}`)
      }
    })
    .immediate()
}
