import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { applicationRoot } from '../../main/application-root.ts'
import { enrolment, MODELS } from '../enrollment-data/enrolments.ts'
import { NOBODY } from '../ordinary-user.ts'
import { content, copyOf, newFolder } from './presented.ts'
import { viseme } from './viseme.ts'

const folder = newFolder()
const directory = join(folder, 'store')
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(() => {
  const store = openStore({ directory })
  store.enrol(enrolment('Ada Lovelace', 1))
  store.enrol({ ...enrolment('Bea', 2), simulated: true })
  store.close()
})

describe('viseme people list', () => {
  test('prints every field that scripts depend on', async () => {
    const { code, json } = await viseme('people', 'list', '--data', directory, '--json')
    expect(code).toBe(0)
    expect(json).toEqual({
      people: ['Ada Lovelace', 'Bea'].map((person) => ({
        person,
        samples: { face: 3, voice: 2 },
        created: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        simulated: person === 'Bea',
        model: `face ${MODELS.face.slice(0, 12)}, voice ${MODELS.voice.slice(0, 12)}`,
      })),
      enrolments: { transactions: 0, failures: 0, simulated: { transactions: 0, failures: 0 } },
      protection: 'unprotected',
    })
  })

  test('prints a table for people', async () => {
    const { out } = await viseme('people', 'list', '--data', directory)
    const lines = out.trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[4]).toMatch(/^Protection: UNPROTECTED\. .*viseme store protect/)
    expect(lines[0]).toMatch(/person +pictures +recordings +enrolled +networks$/)
    expect(lines[2]).toMatch(/^ {2}Bea \(simulated\) +3 +2 /)
    expect(lines[1]).toMatch(/^ {2}Ada Lovelace +3 +2 +\d{4}-\d\d-\d\d \d\d:\d\d +face \w{12}, voice \w{12}$/)
  })

  test('of a store that does not exist shows nobody and creates nothing', async () => {
    const nowhere = join(folder, 'nowhere')
    const { code, out } = await viseme('people', 'list', '--data', nowhere)
    expect([code, out]).toEqual([0, 'Nobody is enrolled.\n'])
    expect(existsSync(nowhere)).toBe(false)
  })

  test('finds the store by VISEME_DATA', () => {
    const { stdout } = spawnSync(process.execPath, ['main/cli.ts', 'people', 'list', '--json'], {
      cwd: applicationRoot(),
      env: { ...process.env, VISEME_DATA: directory },
      encoding: 'utf8',
    })
    expect(JSON.parse(stdout).people).toHaveLength(2)
  })
})

describe('viseme people remove', () => {
  test.each([[['--person', 'ada lovelace']], [['ada lovelace']]])(
    'takes out the person named by %j',
    async (named) => {
      const copy = copyOf(directory)
      const { code, json } = await viseme('people', 'remove', ...named, '--yes', '--data', copy, '--json')
      expect(code).toBe(0)
      expect(json).toEqual({ person: 'Ada Lovelace', removed: true, overwritten: true })
      expect(JSON.parse(content(copy))).toMatchObject([{ name: 'Bea' }])
    },
  )

  test('of somebody unknown suggests who was meant', async () => {
    const before = content(directory)
    const { code, json } = await viseme(
      'people',
      'remove',
      '--person',
      'Ada Lovelacy',
      '--data',
      directory,
      '--json',
    )
    expect(code).toBe(2)
    expect(json.error).toMatchObject({
      code: 'unknown-person',
      next: expect.stringContaining('Did you mean Ada Lovelace?'),
    })
    expect(content(directory)).toBe(before)
  })

  test('says when another program keeps the data from being overwritten', async () => {
    const copy = copyOf(directory)
    const reader = new Database(join(copy, 'viseme.db'), { readonly: true })
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM people').get()
    const remove = (name: string, ...more: string[]) =>
      viseme('people', 'remove', name, '--yes', '--data', copy, ...more)
    const { code, json } = await remove('Bea', '--json')
    expect([code, json]).toEqual([0, { person: 'Bea', removed: true, overwritten: false }])
    const { out } = await remove('Ada Lovelace')
    expect(out).toMatch(/^Ada Lovelace is removed.*\nAnother program is reading the store/)
    reader.close()
  })

  test('of two different people at once is refused', async () => {
    const both = ['remove', 'Bea', '--person', 'Ada Lovelace']
    const before = content(directory)
    const { code, json } = await viseme('people', ...both, '--yes', '--data', directory, '--json')
    expect([code, json.error.code]).toEqual([2, 'two-names'])
    expect(content(directory)).toBe(before)
  })

  test('needs a name', async () => {
    const { code, json } = await viseme('people', 'remove', '--data', directory, '--json')
    expect([code, json.error.code]).toEqual([2, 'no-name'])
  })
})

describe('a store that cannot be used is told with exit code 4 and left as it is:', () => {
  // Whoever runs the tests as root must let an ordinary user read the repository for this one.
  const root = process.getuid!() === 0
  const readable = !root || readableByOthers(applicationRoot())
  test.skipIf(!readable)('read-only', () => {
    const copy = copyOf(directory)
    chmodSync(join(copy, '..'), 0o755)
    chmodSync(join(copy, 'viseme.db'), 0o444)
    chmodSync(copy, 0o555)
    const { stdout, status } = spawnSync(
      process.execPath,
      ['main/cli.ts', 'people', 'remove', '--person', 'Bea', '--yes', '--data', copy, '--json'],
      { cwd: applicationRoot(), encoding: 'utf8', ...(root && { uid: NOBODY, gid: NOBODY }) },
    )
    chmodSync(copy, 0o755)
    expect([status, JSON.parse(stdout).error.code]).toEqual([4, 'database-read-only'])
    expect(content(copy)).toBe(content(directory))
  })

  test('damaged', async () => {
    const damaged = join(folder, 'damaged')
    openStore({ directory: damaged }).close()
    const garbage = 'no database, '.repeat(1000)
    writeFileSync(join(damaged, 'viseme.db'), garbage)
    for (const command of [['list'], ['remove', 'Bea', '--yes']]) {
      const { code, json } = await viseme('people', ...command, '--data', damaged, '--json')
      expect([code, json.error.code]).toEqual([4, 'database-corrupt'])
      expect(readFileSync(join(damaged, 'viseme.db'), 'utf8')).toBe(garbage)
      expect(readdirSync(damaged)).toEqual(['viseme.db'])
    }
  })
})

function readableByOthers(folder: string): boolean {
  for (let at = folder; ; at = join(at, '..')) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === '/') return true
  }
}
