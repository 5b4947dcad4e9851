// Brings a database to the newest schema: numbered SQL files, applied in order inside one transaction.
// SQLite's `user_version` holds the number of the last one applied.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { corruptStore, StoreError } from './errors.ts'

export interface Migration {
  version: number
  sql: string
}

/** Reads `001-*.sql`, `002-*.sql`, ... of a folder; the numbers must have no gap. */
export function readMigrations(directory: string): Migration[] {
  const files = readdirSync(directory).filter((file) => /^\d{3}-.+\.sql$/.test(file))
  return files.sort().map((file, position) => {
    const version = Number(file.slice(0, 3))
    if (version !== position + 1) throw new Error(`migration ${file} should have number ${position + 1}`)
    return { version, sql: readFileSync(join(directory, file), 'utf8') }
  })
}

function schemaVersion(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number
}

/** Refuses a file that some other program, or a newer Viseme, has written; `newest` is the schema known here. */
export function checkOrigin(database: Database, file: string, newest: number): void {
  const version = schemaVersion(database)
  if (version > newest) {
    throw new StoreError({
      code: 'database-too-new',
      message: `The store ${file} was written by a newer Viseme (schema ${version}, this program knows ${newest}).`,
      next: 'Update Viseme, or choose another folder with --data DIR.',
      exitCode: 4,
    })
  }
  const foreign =
    version === 0
      ? (database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number) > 0
      : database.pragma('application_id', { simple: true }) !== 0x56495345
  if (foreign) {
    throw new StoreError({ ...corruptStore(file, 'it is the database of another program'), exitCode: 4 })
  }
}

/** Applies the migrations that `database` lacks, all or none; refuses one opened for reading that is not up to date. */
export function migrate(database: Database, file: string, migrations: readonly Migration[]): void {
  if (schemaVersion(database) === migrations.length) return
  if (database.readonly) {
    throw new StoreError({
      code: 'database-outdated',
      message: `The store ${file} was written by an older Viseme and is opened for reading only.`,
      next: 'Run any command that may write to it once, such as `viseme verify`, to bring it up to date.',
      exitCode: 4,
    })
  }
  database
    .transaction(() => {
      // Another process may have migrated between the check above and this lock.
      for (const { version, sql } of migrations.slice(schemaVersion(database))) {
        database.exec(sql)
        database.pragma(`user_version = ${version}`)
      }
    })
    .immediate()
}
