// Programs that are killed at random moments: what they acknowledged stays, and nothing is there by half.
// 20 runs; 200 with VISEME_LONG=1.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { readMigrations } from '../../enrollment-data/migrate.ts'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import { applicationRoot } from '../../main/application-root.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { fakeSystem, samplesOf } from '../authentication/fake-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment } from './enrolments.ts'
import { plainBytes, writePlainStore } from './plain-store.ts'

const RUNS = process.env.VISEME_LONG === '1' ? 200 : 20
/** Each kind of work gets a quarter of the runs. */
const EACH = RUNS / 4
const LONGEST_MS = 6000 * RUNS + 60_000

/**
 * Starts the work, kills it `delayMs` after its line number `line` (from 0), and gives back the whole lines that it
 * has written after `begun`.
 */
async function killed(directory: string, work: string, prefix: string, line: number, delayMs: number) {
  const script = join(import.meta.dirname, 'processes', 'work-until-killed.ts')
  const child = spawn(process.execPath, [script, directory, work, prefix], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, error] = ['', '']
  child.stdout.on('data', (bytes) => (out += bytes))
  child.stderr.on('data', (bytes) => (error += bytes))
  const closed = once(child, 'close')
  while (out.split('\n').length <= line + 1 && child.exitCode === null)
    await Promise.race([once(child.stdout, 'data'), closed])
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  child.kill('SIGKILL')
  await closed
  expect(error).toBe('')
  return out.split('\n').slice(1, -1)
}

/** Schemas of the plain store, and of this program. */
const PLAIN = 3
const NEWEST = readMigrations(join(applicationRoot(), 'enrollment-data', 'migrations')).length

function schemaOf(directory: string): unknown {
  const database = new Database(join(directory, 'viseme.db'))
  try {
    return database.pragma('user_version', { simple: true })
  } finally {
    database.close()
  }
}

/** The database as SQLite sees it, then through the program: intact, everybody whole and to be opened, the log too. */
function reopened(directory: string): Store {
  const database = new Database(join(directory, 'viseme.db'))
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(database.pragma('foreign_key_check')).toEqual([])
  database.close()
  const store = openStore({ directory })
  for (const person of store.people()) {
    expect(person.samples).toEqual({ face: 3, voice: 2 })
    expect(store.samples(person)).toHaveLength(5)
    expect(store.templates(person)).toHaveLength(2)
  }
  expect(store.auditLog.verify()).toMatchObject({ intact: true, findings: [] })
  return store
}

const everyByte = (directory: string): Buffer =>
  Buffer.concat(readdirSync(directory).map((file) => readFileSync(join(directory, file))))

test(
  `while it enrols (${EACH} times): everybody acknowledged is enrolled, nobody by half`,
  async () => {
    const directory = temporaryFolder()
    const acknowledged: string[] = []
    for (let run = 0; run < EACH; run++) {
      acknowledged.push(...(await killed(directory, 'enrol', `run${run}`, 1, 60 * Math.random())))
      const store = reopened(directory)
      const names = new Set(store.people().map(({ name }) => name))
      expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
      expect(names.size - acknowledged.length).toBeLessThanOrEqual(run + 1) // written, but killed before it could say so
      store.close()
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(EACH)
  },
  LONGEST_MS,
)

test(
  `while it verifies (${EACH} times): no failure that was acknowledged is forgotten`,
  async () => {
    const directory = temporaryFolder()
    const first = openStore({ directory })
    await enrol(first, fakeSystem(), { person: 'Ada', ...samplesOf(1) })
    first.close()
    let counted = 0
    for (let run = 0; run < EACH; run++) {
      const lines = await killed(directory, 'verify', `run${run}`, 1, 60 * Math.random())
      const acknowledged = Number(lines.at(-1))
      expect(acknowledged).toBeGreaterThan(counted)
      const store = reopened(directory)
      const ada = store.person('Ada')!
      counted = store.auditLog.lockOut(ada.id)!.failures
      expect(counted - acknowledged).toBeGreaterThanOrEqual(0)
      expect(counted - acknowledged).toBeLessThanOrEqual(1)
      expect(store.auditLog.attempts(ada.id)).toHaveLength(counted)
      store.close()
    }
  },
  LONGEST_MS,
)

test(
  `while it removes (${EACH} times): whoever was removed is gone, and their key from every file`,
  async () => {
    const directory = temporaryFolder()
    for (let run = 0; run < EACH; run++) {
      const lines = await killed(directory, 'remove', `run${run}`, 1, 60 * Math.random())
      const store = reopened(directory)
      const names = new Set(store.people().map(({ name }) => name))
      const bytes = everyByte(directory)
      for (const line of lines) {
        const [name, key] = line.split(' ')
        expect(names.has(name)).toBe(false)
        expect(key).toMatch(/^[0-9A-F]{122}$/)
        expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false)
      }
      for (const { name } of store.people()) store.remove(name)
      store.close()
    }
  },
  LONGEST_MS,
)

test(
  `while it takes a store of the schema before over (${EACH} times): everybody is there, and in the end nobody in plain`,
  async () => {
    const names = Array.from({ length: 60 }, (_, i) => `Person ${i + 1}`)
    const pieces = plainBytes(names)
    for (let run = 0; run < EACH; run++) {
      const directory = temporaryFolder()
      writePlainStore(directory, names)
      const lines = await killed(directory, 'migrate', `run${run}`, 0, 300 * Math.random())
      const version = schemaOf(directory)
      expect(lines.includes('open') ? [NEWEST] : [PLAIN, NEWEST]).toContain(version)
      const store = reopened(directory)
      expect(store.people().map(({ id }) => id)).toHaveLength(60)
      for (const person of store.people())
        expect(store.samples(person)).toEqual(enrolment(person.name, person.id).samples)
      const bytes = everyByte(directory)
      expect(pieces.filter((piece) => bytes.includes(piece))).toEqual([])
      store.close()
    }
  },
  LONGEST_MS,
)
