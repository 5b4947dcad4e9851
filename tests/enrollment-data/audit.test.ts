import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HEAD_FILE, headPath } from '../../enrollment-data/audit-head.ts'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment, MODELS } from './enrolments.ts'

const attempt = (personId: number, score: number) => ({
  personId,
  at: '2026-01-02T03:04:05.678Z',
  task: 'verify' as const,
  trial: true,
  simulated: false,
  decision: 'reject' as const,
  reason: 'score-below-threshold',
  score,
  threshold: 4.5,
  modalities: { voice: { score: 0.125, quality: 0.75, model: MODELS.voice } },
  latencyMs: 812.5,
  energyMj: 300.25,
  failures: null,
})

/** A store whose log has 12 rows: Ada enrolled, then 11 attempts on her. */
function storeWithLog(): Store {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  const { id } = store.enrol(enrolment('Ada'))
  for (let i = 2; i <= 12; i++) store.log(attempt(id, i))
  return store
}

/** Changes the database behind the program's back. */
function meddle(store: Store, ...statements: string[]): void {
  const database = new Database(store.file)
  for (const statement of statements) database.exec(statement)
  database.close()
}

const rowsFound = (store: Store) => store.auditLog.verify().findings.map(({ row }) => row)

/** Exchanges two rows; with their MACs, or without. */
const exchange = (a: number, b: number, macs: boolean) =>
  macs
    ? [
        `UPDATE audit SET seq = -1 WHERE seq = ${a}`,
        `UPDATE audit SET seq = ${a} WHERE seq = ${b}`,
        `UPDATE audit SET seq = ${b} WHERE seq = -1`,
      ]
    : [
        `CREATE TEMP TABLE kept AS SELECT seq, entry FROM audit WHERE seq IN (${a}, ${b})`,
        `UPDATE audit SET entry = (SELECT entry FROM kept WHERE kept.seq = ${a} + ${b} - audit.seq) WHERE seq IN (${a}, ${b})`,
      ]

describe('the audit log', () => {
  test('of a store that was used as it should is intact', () => {
    const store = storeWithLog()
    expect(store.auditLog.verify()).toMatchObject({ rows: 12, intact: true, findings: [] })
    store.rename(1, 'Ada Lovelace')
    const removed = store.remove('Ada Lovelace')!
    store.restore(removed, () => {})
    expect(store.auditLog.verify()).toMatchObject({ rows: 15, intact: true, findings: [] })
    expect(store.auditLog.rows().map(({ entry }) => entry?.event)).toEqual([
      'enrolled',
      ...Array(11).fill('attempt'),
      'renamed',
      'removed',
      'restored',
    ])
  })

  test('names nobody and holds nothing of a face or a voice', () => {
    const store = storeWithLog()
    store.rename(1, 'Somebody Else')
    const text = JSON.stringify(store.auditLog.rows())
    for (const word of ['Ada', 'Somebody', 'embedding', 'record']) expect(text).not.toContain(word)
  })

  test.each([
    [
      'an edited score',
      ['UPDATE audit SET entry = replace(entry, \'"score":5,\', \'"score":9,\') WHERE seq = 5'],
      5,
    ],
    ['an edited person', ['UPDATE audit SET person_id = 2 WHERE seq = 7'], 7],
    ['a person taken out', ['UPDATE audit SET person_id = NULL WHERE seq = 7'], 7],
    ['an edited MAC', ['UPDATE audit SET mac = zeroblob(32) WHERE seq = 4'], 4],
    ['text that is no entry', ["UPDATE audit SET entry = 'nothing' WHERE seq = 9"], 9],
    ['the first row removed', ['DELETE FROM audit WHERE seq = 1'], 1],
    ['a row removed from the middle', ['DELETE FROM audit WHERE seq = 6'], 6],
    [
      'a row removed, and those after it moved up',
      ['DELETE FROM audit WHERE seq = 6', 'UPDATE audit SET seq = seq - 1 WHERE seq > 6'],
      6,
    ],
    ['the last row cut off', ['DELETE FROM audit WHERE seq = 12'], 12],
    [
      'a row written twice',
      ['INSERT INTO audit SELECT 13, epoch, person_id, entry, mac FROM audit WHERE seq = 12'],
      13,
    ],
    ['two rows exchanged', exchange(3, 8, false), 3],
    ['two rows exchanged with their MACs', exchange(3, 8, true), 3],
    ['neighbours exchanged', exchange(4, 5, true), 4],
    ['a row of another epoch', ['PRAGMA foreign_keys = OFF', 'UPDATE audit SET epoch = 2 WHERE seq = 2'], 2],
  ])('names the row of %s', (_, statements, row) => {
    const store = storeWithLog()
    meddle(store, ...statements)
    expect(store.auditLog.verify().intact).toBe(false)
    expect(rowsFound(store)).toContain(row)
  })

  test('names every row that was cut off, and also when it is empty', () => {
    const store = storeWithLog()
    meddle(store, 'DELETE FROM audit WHERE seq > 9')
    expect(rowsFound(store)).toEqual([10, 11, 12])
    meddle(store, 'DELETE FROM audit')
    expect(rowsFound(store)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1))
  })

  test('still shows that rows were cut off when others were added since', () => {
    const store = storeWithLog()
    meddle(store, 'DELETE FROM audit WHERE seq > 9')
    for (let i = 0; i < 6; i++) store.log(attempt(1, 100 + i))
    expect(store.auditLog.verify().rows).toBe(15)
    expect(rowsFound(store)).toEqual([12])
  })

  test('shows a database that was put back in time', () => {
    const store = storeWithLog()
    const directory = dirname(store.file)
    store.close()
    const old = join(temporaryFolder(), 'old.db')
    copyFileSync(store.file, old)
    const newer = openStore({ directory })
    newer.log(attempt(1, 13))
    newer.close()
    copyFileSync(old, store.file)
    const putBack = openStore({ directory })
    onTestFinished(() => putBack.close())
    expect(putBack.auditLog.verify().findings).toEqual([{ row: 13, what: 'is missing at the end' }])
  })

  test.each([
    ['missing', (path: string) => rmSync(path)],
    ['empty', (path: string) => writeFileSync(path, '')],
    [
      'edited',
      (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('"count":12', '"count":11')),
    ],
  ])('tells a head that is %s, and does not mend it', (_, spoil) => {
    const store = storeWithLog()
    spoil(headPath(store.file))
    const what = expect.stringContaining('The head of the log is missing, damaged, or of another store.')
    const told = [{ row: null, what }]
    expect(store.auditLog.verify().findings).toEqual(told)
    store.log(attempt(1, 13))
    expect(store.auditLog.verify().findings).toEqual(told)
  })

  test('tells the head of another store', () => {
    const [store, other] = [storeWithLog(), storeWithLog()]
    copyFileSync(headPath(other.file), headPath(store.file))
    expect(store.auditLog.verify().intact).toBe(false)
  })

  test('is intact with a head that a crash left behind, and the next change brings it up', () => {
    const store = storeWithLog()
    const behind = readFileSync(headPath(store.file))
    store.log(attempt(1, 13))
    store.log(attempt(1, 14))
    writeFileSync(headPath(store.file), behind)
    expect(store.auditLog.verify()).toMatchObject({ rows: 14, intact: true })
    store.log(attempt(1, 15))
    expect(JSON.parse(readFileSync(headPath(store.file), 'utf8')).count).toBe(15)
  })

  test('finds failures in a row that do not follow from one another', () => {
    const store = storeWithLog()
    const counted = (failures: number, decision: 'accept' | 'reject') =>
      store.log({ ...attempt(1, 1), trial: false, decision, failures })
    counted(1, 'reject')
    counted(2, 'reject')
    store.auditLog.append(1, {
      event: 'refused',
      task: 'verify',
      reason: 'locked-out',
      waitMs: 5,
      failures: 2,
    })
    counted(0, 'accept')
    counted(1, 'reject')
    store.auditLog.append(1, { event: 'lock-out-cleared' })
    counted(1, 'reject')
    expect(store.auditLog.verify().findings).toEqual([])
    counted(1, 'reject')
    counted(4, 'reject')
    expect(store.auditLog.verify().findings).toEqual([
      { row: 20, what: 'says 1 failures in a row, and there were 2' },
      { row: 21, what: 'says 4 failures in a row, and there were 2' },
    ])
  })

  test('tells rows beyond the head, and what to note of it', () => {
    const store = storeWithLog()
    const behind = readFileSync(headPath(store.file))
    store.log(attempt(1, 13))
    writeFileSync(headPath(store.file), behind)
    const { anchor, beyond_head } = store.auditLog.verify()
    expect(beyond_head).toBe(1)
    expect(anchor).toMatch(/^13:[0-9a-f]{64}$/)
  })

  test('held against a note from outside shows rows cut off together with an old head', () => {
    const store = storeWithLog()
    const old = readFileSync(headPath(store.file))
    store.log(attempt(1, 13))
    const [count, mac] = store.auditLog.verify().anchor!.split(':')
    const noted = { count: Number(count), mac }
    store.log(attempt(1, 14))
    expect(store.auditLog.verify(noted).intact).toBe(true)
    expect(store.auditLog.verify({ ...noted, mac: '0'.repeat(64) }).findings).toMatchObject([{ row: 13 }])
    meddle(store, 'DELETE FROM audit WHERE seq > 12')
    writeFileSync(headPath(store.file), old)
    expect(store.auditLog.verify().intact).toBe(true)
    expect(store.auditLog.verify(noted).findings).toMatchObject([
      { row: null, what: expect.stringContaining('13') },
    ])
  })

  test('can be accepted without its head, which is a row of it; edited rows go on being found', () => {
    const store = storeWithLog()
    rmSync(headPath(store.file))
    expect(store.auditLog.verify().findings).toMatchObject([
      { what: expect.stringContaining('audit accept') },
    ])
    expect(store.auditLog.accept()).toMatchObject({ rows: 13, intact: true })
    expect(store.auditLog.rows().at(-1)!.entry).toMatchObject({ event: 'log-accepted', findings: 1 })
    meddle(store, 'UPDATE audit SET person_id = 2 WHERE seq = 7')
    expect(store.auditLog.accept().findings).toMatchObject([{ row: 7 }])
  })

  test('keeps the head of a store that is gone, and tells it', () => {
    const store = storeWithLog()
    const directory = dirname(store.file)
    store.close()
    const head = readFileSync(headPath(store.file), 'utf8')
    for (const end of ['', '-wal', '-shm']) rmSync(`${store.file}${end}`, { force: true })
    const anew = openStore({ directory })
    onTestFinished(() => anew.close())
    anew.enrol(enrolment('Mallory'))
    const { findings } = anew.auditLog.verify()
    expect(findings).toMatchObject([{ row: null, what: expect.stringContaining('another log') }])
    const [aside] = readdirSync(directory).filter((file) => file.includes('another'))
    expect(readFileSync(join(directory, aside), 'utf8')).toBe(head)
    rmSync(join(directory, aside))
    expect(anew.auditLog.verify().intact).toBe(true)
  })

  test('loses what killed programs left beside the head when the store is opened', () => {
    const store = storeWithLog()
    const left = `${headPath(store.file)}.123456`
    writeFileSync(left, '')
    openStore({ directory: dirname(store.file) }).close()
    expect(existsSync(left)).toBe(true)
    utimesSync(left, 1, 1)
    openStore({ directory: dirname(store.file) }).close()
    expect(existsSync(left)).toBe(false)
  })

  test('finds somebody who was put back, taken out, or given older templates behind its back', () => {
    const store = storeWithLog()
    const rows = (table: string) => {
      const database = new Database(store.file)
      const all = database.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]
      database.close()
      return { table, all }
    }
    const put = ({ table, all }: ReturnType<typeof rows>) => {
      const database = new Database(store.file)
      for (const row of all) {
        const names = Object.keys(row)
        database
          .prepare(`INSERT OR REPLACE INTO ${table} (${names}) VALUES (${names.map((name) => `@${name}`)})`)
          .run(row)
      }
      database.close()
    }
    const old = ['people', 'person_keys', 'samples', 'templates'].map(rows)
    const { samples, templates } = enrolment('Ada', 2)
    store.renew(1, samples, templates(1))
    expect(store.auditLog.verify().findings).toEqual([])
    for (const table of old) put(table)
    expect(store.samples({ ...store.person('Ada')! })[0].embedding).toEqual(
      enrolment('Ada').samples[0].embedding,
    )
    expect(store.auditLog.verify().findings).toMatchObject([
      { row: 13, what: expect.stringContaining('newest') },
    ])
    store.remove('Ada')
    expect(store.auditLog.verify().findings).toEqual([])
    for (const table of old) put(table)
    expect(store.auditLog.verify().findings).toMatchObject([
      { row: 14, what: expect.stringContaining('removed') },
    ])
    store.enrol(enrolment('Bea', 3))
    meddle(store, 'PRAGMA foreign_keys = ON', "DELETE FROM people WHERE name = 'Bea'")
    expect(rowsFound(store)).toEqual([14, 15])
  })

  test('goes on under a new key when the store is protected, and the rows before stay tied', async () => {
    const store = storeWithLog()
    await store.protection.protect({ passphrase: 'a table of birds', cost: 4 })
    store.log(attempt(1, 14))
    expect(store.auditLog.verify()).toMatchObject({ rows: 14, intact: true, findings: [] })
    meddle(store, 'UPDATE audit SET entry = replace(entry, \'"score":5,\', \'"score":9,\') WHERE seq = 5')
    expect(rowsFound(store)).toEqual([5])
  })

  test('finds any change of any byte of any row', () => {
    const store = storeWithLog()
    const database = new Database(store.file)
    onTestFinished(() => void database.close())
    const read = database.prepare<[number], { entry: string; mac: Buffer }>(
      'SELECT entry, mac FROM audit WHERE seq = ?',
    )
    const write = database.prepare('UPDATE audit SET entry = ?, mac = ? WHERE seq = ?')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        (seq, where, by) => {
          const { entry, mac } = read.get(seq)!
          const bytes = Buffer.concat([Buffer.from(entry), mac])
          const at = where % bytes.length
          bytes[at] ^= at < entry.length ? by & 0x1f || 1 : by
          const changed = bytes.subarray(0, entry.length).toString('utf8')
          write.run(changed, bytes.subarray(entry.length), seq)
          expect(rowsFound(store)).toContain(seq)
          write.run(entry, mac, seq)
        },
      ),
    )
    expect(store.auditLog.verify().intact).toBe(true)
    expect(HEAD_FILE).toBe('viseme.audit-head')
  })
})
