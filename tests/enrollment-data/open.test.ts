import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readMigrations } from '../../enrollment-data/migrate.ts'
import { openStore } from '../../enrollment-data/store.ts'
import { asOrdinaryUser } from '../ordinary-user.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment } from './enrolments.ts'

const migrationsDirectory = join(import.meta.dirname, '../../enrollment-data/migrations')
const failure = (code: string, exitCode = 4) =>
  expect.objectContaining({ code, exitCode, next: expect.stringMatching(/\w{4}/) })

/** The migrations where an ordinary user can read them: the repository itself may lie in root's own folder. */
function readableMigrations(): string {
  const folder = temporaryFolder()
  cpSync(migrationsDirectory, folder, { recursive: true })
  chmodSync(folder, 0o755)
  return folder
}

/** A store with Ada in it, closed. */
function storeWithAda(): { directory: string; file: string } {
  const directory = temporaryFolder()
  const store = openStore({ directory })
  store.enrol(enrolment('Ada'))
  store.close()
  return { directory, file: join(directory, 'viseme.db') }
}

describe('opening a store', () => {
  test('creates the folder and brings the database to the newest schema', () => {
    const directory = join(temporaryFolder(), 'a', 'b')
    openStore({ directory }).close()
    const database = new Database(join(directory, 'viseme.db'), { readonly: true })
    expect(database.pragma('user_version', { simple: true })).toBe(readMigrations(migrationsDirectory).length)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    database.close()
  })

  test('keeps it from other users', () => {
    const directory = join(temporaryFolder(), 'private')
    const store = openStore({ directory })
    store.enrol(enrolment('Ada'))
    for (const name of ['.', ...readdirSync(directory)]) {
      expect(statSync(join(directory, name)).mode & 0o077).toBe(0)
    }
    expect(readdirSync(directory)).toContain('viseme.db-wal')
    store.close()
  })

  test('for reading, or without creating it, shows an empty store and touches no disk', () => {
    const directory = join(temporaryFolder(), 'nothing-here')
    for (const options of [{ readOnly: true }, { create: false }]) {
      const store = openStore({ directory, ...options })
      expect(store.people()).toEqual([])
      store.close()
    }
    expect(existsSync(directory)).toBe(false)
  })

  test('without creating it creates it with the first change', () => {
    const directory = join(temporaryFolder(), 'later')
    const store = openStore({ directory, create: false })
    expect(existsSync(directory)).toBe(false)
    store.enrol(enrolment('Ada'))
    expect(store.people()).toHaveLength(1)
    store.close()
    const again = openStore({ directory, readOnly: true })
    expect(again.people().map(({ name }) => name)).toEqual(['Ada'])
    again.close()
  })

  test('for reading cannot change a store that does not exist', () => {
    const directory = join(temporaryFolder(), 'nothing-here')
    const store = openStore({ directory, readOnly: true })
    expect(() => store.enrol(enrolment('Ada'))).toThrow(failure('database-read-only'))
    store.close()
    expect(existsSync(directory)).toBe(false)
  })

  test('for reading works in a folder that cannot be written', () => {
    const { directory, file } = storeWithAda()
    const before = readFileSync(file)
    const migrationsDirectory = readableMigrations()
    asOrdinaryUser(() => {
      const store = openStore({ directory, readOnly: true, migrationsDirectory })
      expect(store.people().map(({ name }) => name)).toEqual(['Ada'])
      expect(() => store.remove('Ada')).toThrow(failure('database-read-only'))
      store.close()
    }, directory)
    expect(readdirSync(directory)).toEqual(['viseme.audit-head', 'viseme.db'])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('for reading in such a folder refuses to leave out what waits in the write-ahead log', () => {
    const { directory } = storeWithAda()
    writeFileSync(join(directory, 'viseme.db-wal'), 'something')
    const migrationsDirectory = readableMigrations()
    asOrdinaryUser(() => {
      expect(() => openStore({ directory, readOnly: true, migrationsDirectory })).toThrow(
        failure('database-read-only'),
      )
    }, directory)
  })

  test('for reading cannot change anything', () => {
    const { directory } = storeWithAda()
    const store = openStore({ directory, readOnly: true })
    expect(store.people()).toHaveLength(1)
    expect(() => store.remove('Ada')).toThrow(failure('database-read-only'))
    expect(store.people()).toHaveLength(1)
    store.close()
  })

  test('of a read-only file says so', () => {
    const { directory, file } = storeWithAda()
    const before = readFileSync(file)
    const migrationsDirectory = readableMigrations()
    asOrdinaryUser(() => {
      // The files belong to another user, who may read them.
      expect(() => openStore({ directory, migrationsDirectory }).enrol(enrolment('Bea'))).toThrow(
        failure('database-read-only'),
      )
      expect(() => openStore({ directory: join(directory, 'new'), migrationsDirectory })).toThrow(
        failure('database-read-only'),
      )
    }, directory)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('of a damaged file says what to do and does not touch it', () => {
    const { directory, file } = storeWithAda()
    const garbage = Buffer.from('This is no database. '.repeat(400))
    writeFileSync(file, garbage)
    expect(() => openStore({ directory })).toThrow(failure('database-corrupt'))
    expect(readFileSync(file).equals(garbage)).toBe(true)
  })

  test('finds damage inside the file when it reads the damaged part', () => {
    const { directory, file } = storeWithAda()
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 4096)
    writeFileSync(file, bytes)
    expect(() => {
      const store = openStore({ directory })
      onTestFinished(() => store.close())
      store.people()
    }).toThrow(failure('database-corrupt'))
  })

  test("refuses another program's database and leaves it as it is", () => {
    const directory = temporaryFolder()
    const file = join(directory, 'viseme.db')
    const other = new Database(file)
    other.exec('CREATE TABLE recipes (name TEXT)')
    other.pragma('user_version = 999')
    other.close()
    const before = readFileSync(file)
    expect(() => openStore({ directory })).toThrow(failure('database-corrupt'))
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('refuses the schema of a newer program', () => {
    const { directory, file } = storeWithAda()
    const database = new Database(file)
    database.pragma('user_version = 999')
    database.close()
    expect(() => openStore({ directory })).toThrow(failure('database-too-new'))
  })

  test('refuses a folder that is a file', () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    expect(() => openStore({ directory: file })).toThrow(failure('bad-data-directory', 2))
    expect(() => openStore({ directory: join(file, 'below') })).toThrow(failure('bad-data-directory', 2))
  })

  test('refuses a folder that cannot be one, whether or not it is to be written', () => {
    const folder = temporaryFolder()
    symlinkSync(join(folder, 'circle'), join(folder, 'circle'))
    const bad = ['', join(folder, 'x'.repeat(300)), join(folder, 'circle'), join(folder, 'circle', 'below')]
    for (const directory of bad) {
      for (const options of [{}, { create: false }, { readOnly: true }]) {
        expect(() => openStore({ directory, ...options })).toThrow(failure('bad-data-directory', 2))
      }
    }
    symlinkSync(join(folder, 'nowhere', 'deep'), join(folder, 'loose'))
    expect(() => openStore({ directory: join(folder, 'loose') })).toThrow(failure('bad-data-directory', 2))
  })

  test.each(['write', 'exclusive'])(
    'says when another program holds a lock (%s), and changes nothing',
    async (mode) => {
      const { directory, file } = storeWithAda()
      const holder = spawn(process.execPath, [
        join(import.meta.dirname, 'processes/hold-lock.ts'),
        file,
        mode,
      ])
      onTestFinished(() => void holder.kill('SIGKILL'))
      await once(holder.stdout, 'data')
      const began = Date.now()
      expect(() => openStore({ directory, lockPatienceMs: 200 }).enrol(enrolment('Bea'))).toThrow(
        failure('database-locked'),
      )
      expect(Date.now() - began).toBeLessThan(3000)
      holder.kill('SIGKILL')
      await once(holder, 'exit')
      const store = openStore({ directory })
      expect(store.people().map(({ name }) => name)).toEqual(['Ada'])
      store.close()
    },
  )
})

describe('migrations', () => {
  test('are applied in order to a store of an older program, and its people stay', () => {
    const { directory } = storeWithAda()
    const newer = temporaryFolder()
    const first = readdirSync(migrationsDirectory)
    for (const file of first) writeFileSync(join(newer, file), readFileSync(join(migrationsDirectory, file)))
    const number = String(first.length + 1).padStart(3, '0')
    writeFileSync(
      join(newer, `${number}-notes.sql`),
      "ALTER TABLE people ADD COLUMN note TEXT NOT NULL DEFAULT 'old'",
    )
    const store = openStore({ directory, migrationsDirectory: newer })
    expect(store.people().map(({ name }) => name)).toEqual(['Ada'])
    store.close()
    const database = new Database(join(directory, 'viseme.db'), { readonly: true })
    expect(database.prepare('SELECT note FROM people').pluck().get()).toBe('old')
    expect(database.pragma('user_version', { simple: true })).toBe(first.length + 1)
    database.close()
  })

  test('bring a store of the first schema up to date, for reading without touching it', () => {
    const directory = temporaryFolder()
    const file = join(directory, 'viseme.db')
    const old = new Database(file)
    old.exec(readFileSync(join(migrationsDirectory, '001-people.sql'), 'utf8'))
    old.exec(`
      PRAGMA user_version = 1; PRAGMA journal_mode = WAL;
      INSERT INTO people (name, name_key, created) VALUES ('Ada', 'ada', '2026-01-02T03:04:05.678Z');
      INSERT INTO attempts (person_id, at, task, decision, reason, score, threshold, latency_ms, energy_mj)
        VALUES (1, '2026-01-02T03:04:05.678Z', 'verify', 'reject', 'score-below-threshold', 1, 2, 3, 4);`)
    old.close()
    const before = readFileSync(file)
    for (const options of [{ readOnly: true }, {}]) {
      expect(readFileSync(file).equals(before)).toBe(true)
      const store = openStore({ directory, ...options })
      expect(store.people()).toMatchObject([{ name: 'Ada', simulated: false }])
      expect(store.auditLog.attempts(1)).toMatchObject([{ simulated: false, energyMj: 4 }])
      store.close()
    }
    expect(readFileSync(file).equals(before)).toBe(false)
  })

  test('are undone whole when one of them fails', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'sql'))
    writeFileSync(join(folder, 'sql', '001-good.sql'), 'CREATE TABLE good (id INTEGER)')
    writeFileSync(join(folder, 'sql', '002-bad.sql'), 'CREATE TABLE bad (id INTEGER); NONSENSE')
    expect(() => openStore({ directory: folder, migrationsDirectory: join(folder, 'sql') })).toThrow(
      /syntax error/,
    )
    const database = new Database(join(folder, 'viseme.db'), { readonly: true })
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
    expect(database.pragma('user_version', { simple: true })).toBe(0)
    database.close()
  })

  test('are numbered without a gap', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '002-late.sql'), '')
    expect(() => readMigrations(folder)).toThrow('002-late.sql should have number 1')
  })
})
