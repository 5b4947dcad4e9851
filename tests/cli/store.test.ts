import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { applicationRoot } from '../../main/application-root.ts'
import { enrolment } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { viseme } from './viseme.ts'

const PASSPHRASE = 'a table of birds'

let directory: string
const withPassphrase = (passphrase = PASSPHRASE) => vi.stubEnv('VISEME_PASSPHRASE', passphrase)
const run = (...args: string[]) => viseme(...args, '--data', directory, '--json')

afterEach(() => void vi.unstubAllEnvs())
beforeEach(() => {
  vi.stubEnv('VISEME_PASSPHRASE', undefined)
  directory = join(temporaryFolder(), 'store')
  const store = openStore({ directory })
  for (const [name, seed] of [
    ['Ada', 1],
    ['Bea', 2],
  ] as const)
    store.enrol(enrolment(name, seed))
  store.close()
})

/** Makes the store a protected one. */
async function protect() {
  withPassphrase()
  const { code } = await run('store', 'protect')
  expect(code).toBe(0)
  vi.stubEnv('VISEME_PASSPHRASE', undefined)
}

describe('viseme store', () => {
  test('status tells how the store is protected, and creates none', async () => {
    const { code, json } = await run('store', 'status')
    expect([code, json]).toEqual([0, { protection: 'unprotected', chosen: false, people: 2, audit_rows: 2 }])
    const nowhere = join(directory, 'nowhere')
    expect((await viseme('store', 'status', '--data', nowhere)).out).toContain('UNPROTECTED')
    expect(existsSync(nowhere)).toBe(false)
  })

  test('protect, change-passphrase and unprotect lead there and back, with the same people', async () => {
    await protect()
    expect((await run('store', 'status')).json).toMatchObject({ protection: 'passphrase', chosen: true })
    withPassphrase()
    vi.stubEnv('VISEME_NEW_PASSPHRASE', 'seven blue lamps')
    expect((await run('store', 'change-passphrase')).code).toBe(0)
    expect((await run('audit', 'verify')).json.error.code).toBe('wrong-passphrase')
    withPassphrase('seven blue lamps')
    expect((await run('audit', 'verify')).json).toMatchObject({ intact: true, protection: 'passphrase' })
    expect((await run('store', 'unprotect', '--yes')).json).toMatchObject({ protection: 'unprotected' })
    vi.stubEnv('VISEME_PASSPHRASE', undefined)
    const { code, json } = await run('audit', 'verify')
    expect([code, json]).toMatchObject([
      0,
      { rows: 5, intact: true, findings: [], protection: 'unprotected', beyond_head: 0 },
    ])
  })

  test('change-passphrase --rekey makes every key anew and never leaves the store unprotected', async () => {
    await protect()
    const sealed = () => {
      const database = new Database(join(directory, 'viseme.db'), { readonly: true })
      const keys = database.prepare('SELECT hex(wrapped) FROM person_keys').pluck().all() as string[]
      const { generation } = database.prepare('SELECT generation FROM vault').get() as { generation: number }
      const kinds = database.prepare('SELECT kind FROM master_keys').pluck().all()
      database.close()
      return { keys, generation, kinds }
    }
    const before = sealed()
    withPassphrase()
    vi.stubEnv('VISEME_NEW_PASSPHRASE', 'seven blue lamps')
    const { code, json } = await run('store', 'change-passphrase', '--rekey')
    expect([code, json]).toMatchObject([0, { protection: 'passphrase', people: 2, overwritten: true }])
    const after = sealed()
    expect(after).toMatchObject({ generation: before.generation + 1, kinds: ['passphrase'] })
    expect(after.keys.filter((key) => before.keys.includes(key))).toEqual([])
    expect((await run('audit', 'verify')).json.error.code).toBe('wrong-passphrase')
    withPassphrase('seven blue lamps')
    expect((await run('audit', 'verify')).json).toMatchObject({ intact: true, rows: 4 })
    expect((await run('people', 'rename', '--person', 'Ada', '--to', 'Eve')).code).toBe(0)
  })

  test('protect tells when another program keeps the former keys on disk', async () => {
    const database = new Database(join(directory, 'viseme.db'), { readonly: true })
    database.exec('BEGIN')
    database.prepare('SELECT count(*) FROM people').get()
    withPassphrase()
    expect((await run('store', 'protect')).json).toMatchObject({
      protection: 'passphrase',
      overwritten: false,
    })
    database.close()
    vi.stubEnv('VISEME_NEW_PASSPHRASE', 'seven blue lamps')
    expect((await run('store', 'change-passphrase')).json).toMatchObject({ overwritten: true })
  })

  test('takes passphrases from files', async () => {
    const file = join(temporaryFolder(), 'key')
    writeFileSync(file, `${PASSPHRASE}\n`)
    expect((await run('store', 'protect', '--key-file', file)).code).toBe(0)
    expect((await run('audit', 'verify')).code).toBe(4)
    expect((await run('audit', 'verify', '--key-file', file)).code).toBe(0)
    expect((await run('audit', 'verify', '--key-file', `${file}-none`)).json.error.code).toBe(
      'unreadable-key-file',
    )
  })

  test.each([
    ['protect without a passphrase', 'no-passphrase', ['store', 'protect'], undefined],
    ['protect with a short one', 'weak-passphrase', ['store', 'protect'], 'short'],
    ['protect with an empty one', 'weak-passphrase', ['store', 'protect'], ''],
    ['change the passphrase of none', 'not-protected', ['store', 'change-passphrase'], undefined],
  ])('refuses to %s', async (_, code, args, passphrase) => {
    vi.stubEnv('VISEME_PASSPHRASE', passphrase)
    const { json, ...result } = await run(...args)
    expect([result.code, json.error.code]).toEqual([2, code])
    vi.stubEnv('VISEME_PASSPHRASE', undefined)
    expect((await run('store', 'status')).json.protection).toBe('unprotected')
  })

  test('refuses to protect a protected store', async () => {
    await protect()
    withPassphrase()
    expect((await run('store', 'protect')).json.error.code).toBe('already-protected')
  })
})

describe('an unprotected store', () => {
  const commands: [string, string[]][] = [
    ['enroll', ['enroll', '--person', 'Cleo', '--simulated', '3']],
    ['verify', ['verify', '--person', 'Ada', '--simulated', '1']],
    ['people rename', ['people', 'rename', '--person', 'Ada', '--to', 'Eve']],
    ['people remove', ['people', 'remove', 'Ada', '--yes']],
    ['audit verify', ['audit', 'verify']],
    ['lockout clear', ['lockout', 'clear', '--person', 'Ada']],
  ]

  test.each(commands)('is not taken for the protected one that %s has a passphrase for', async (_, args) => {
    withPassphrase()
    const before = readFileSync(join(directory, 'viseme.db'))
    const { json, code } = await run(...args)
    expect([code, json.error.code]).toEqual([4, 'not-protected'])
    expect(json.error.next).toContain('another store')
    expect(readFileSync(join(directory, 'viseme.db')).equals(before)).toBe(true)
  })

  test.each(commands)('is not what an empty passphrase asks of %s', async (_, args) => {
    const file = join(temporaryFolder(), 'key')
    writeFileSync(file, '\n')
    const withFile = await run(...args, '--key-file', file)
    expect([withFile.code, withFile.json.error.code]).toEqual([2, 'weak-passphrase'])
    withPassphrase('')
    const { json, code } = await run(...args)
    expect([code, json.error.code]).toEqual([2, 'weak-passphrase'])
  })

  test('is not made of a new one by any command that is given a passphrase', async () => {
    directory = join(temporaryFolder(), 'new')
    withPassphrase()
    expect((await run('lockout', 'clear', '--identification')).code).toBe(0)
    expect((await run('store', 'status')).json).toMatchObject({ protection: 'passphrase', audit_rows: 1 })
  })
})

describe('a protected store without its passphrase', () => {
  test.each([
    ['enroll', ['enroll', '--person', 'Cleo', '--simulated', '3']],
    ['verify', ['verify', '--person', 'Ada', '--simulated', '1']],
    ['identify', ['identify', '--simulated', '1']],
    ['people remove', ['people', 'remove', 'Ada', '--yes']],
    ['people rename', ['people', 'rename', '--person', 'Ada', '--to', 'Eve']],
    ['audit verify', ['audit', 'verify']],
    ['lockout clear', ['lockout', 'clear', '--person', 'Ada']],
  ])('is told by %s, which asks nobody and changes nothing', async (_, args) => {
    await protect()
    const before = readFileSync(join(directory, 'viseme.db'))
    const { json, code, err } = await run(...args)
    expect([code, json.error.code]).toEqual([4, 'store-locked'])
    expect(err).toContain('--key-file FILE, VISEME_PASSPHRASE')
    expect(readFileSync(join(directory, 'viseme.db')).equals(before)).toBe(true)
  })

  test('still lists who is enrolled, and how it is protected', async () => {
    await protect()
    const { code, json } = await run('people', 'list')
    expect(code).toBe(0)
    expect(json).toMatchObject({ people: [{ person: 'Ada' }, { person: 'Bea' }], protection: 'passphrase' })
    expect((await viseme('people', 'list', '--data', directory)).out).toContain('Protection: passphrase.')
  })

  test('does not wait for a pipe that says nothing', async () => {
    await protect()
    const { status, stdout } = spawnSync(
      process.execPath,
      ['main/cli.ts', 'audit', 'verify', '--json', '--data', directory],
      { cwd: applicationRoot(), encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'], timeout: 30_000 },
    )
    expect([status, JSON.parse(stdout).error.code]).toEqual([4, 'store-locked'])
  })
})

describe('viseme audit', () => {
  test('verify names the row that was changed, and ends with 1', async () => {
    const database = new Database(join(directory, 'viseme.db'))
    database.prepare('UPDATE audit SET person_id = 7 WHERE seq = 2').run()
    database.close()
    const { code, json } = await run('audit', 'verify')
    expect(code).toBe(1)
    expect(json).toMatchObject({ rows: 2, intact: false, findings: [{ row: 2 }] })
    const { out } = await viseme('audit', 'verify', '--data', directory)
    expect(out).toContain('row 2 was edited')
  })

  test('verify tells what to note, and holds the log against such a note', async () => {
    const { anchor } = (await run('audit', 'verify')).json
    expect((await run('audit', 'verify', '--expect', anchor)).code).toBe(0)
    const other = await run('audit', 'verify', '--expect', `2:${'0'.repeat(64)}`)
    expect([other.code, other.json.findings]).toMatchObject([1, [{ row: 2 }]])
    const more = await run('audit', 'verify', '--expect', `9${anchor}`)
    expect(more.json.findings).toMatchObject([{ row: null, what: expect.stringContaining('there are 2') }])
    expect((await run('audit', 'verify', '--expect', 'nothing')).code).toBe(2)
  })

  test('accept puts a lost head back, and says so in the log', async () => {
    rmSync(join(directory, 'viseme.audit-head'))
    expect((await run('audit', 'verify')).code).toBe(1)
    const { code, json } = await run('audit', 'accept', '--yes')
    expect([code, json]).toMatchObject([0, { rows: 3, intact: true }])
    expect((await viseme('audit', 'list', '--data', directory)).out).toContain('log accepted as it was')
  })

  test('of a store that does not exist is intact', async () => {
    const { code, json } = await viseme('audit', 'verify', '--data', join(directory, 'none'), '--json')
    expect([code, json.rows]).toEqual([0, 0])
  })

  test('list shows the rows of everybody or of one, with the names of those who are still enrolled', async () => {
    await run('people', 'remove', 'Bea', '--yes')
    const { json } = await run('audit', 'list')
    expect(
      json.rows.map(({ row, person, personId, entry }: never) => [
        row,
        person,
        personId,
        (entry as { event: string }).event,
      ]),
    ).toEqual([
      [1, 'Ada', 1, 'enrolled'],
      [2, null, 2, 'enrolled'],
      [3, null, 2, 'removed'],
    ])
    expect((await run('audit', 'list', '--person', 'ada')).json.rows).toHaveLength(1)
    expect((await run('audit', 'list', '--last', '1')).json.rows).toMatchObject([{ row: 3 }])
    const { out } = await viseme('audit', 'list', '--data', directory)
    expect(out).toMatch(/number 2 +removed/)
  })

  test('export writes all of it, and whether it is intact', async () => {
    const file = join(temporaryFolder(), 'audit.json')
    const { code, json } = await run('audit', 'export', file)
    expect([code, json]).toEqual([0, { file, rows: 2, intact: true }])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const inside = await run('audit', 'export', join(directory, 'viseme.audit-head'))
    expect([inside.code, inside.json.error.code]).toEqual([2, 'bad-folder'])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      format: 'viseme-audit/1',
      verification: { intact: true, rows: 2 },
      rows: [{ row: 1 }, { row: 2 }],
    })
  })
})

describe('viseme lockout', () => {
  const fail = () => run('verify', '--person', 'Ada', '--simulated', '5')

  test('after five rejections verify answers without comparing, --trial compares, clear forgets', async () => {
    // Their networks are not those of this version: what is presented is compared with people enrolled by it.
    directory = join(temporaryFolder(), 'enrolled')
    await run('enroll', '--person', 'Ada', '--simulated', '1')
    for (let failure = 1; failure <= 5; failure++) {
      const { code, json } = await fail()
      expect([code, json.reason]).toEqual([1, 'score-below-threshold'])
    }
    const { code, json, err } = await fail()
    expect(code).toBe(1)
    expect(json).toEqual({
      person: 'Ada',
      decision: 'reject',
      reason: 'locked-out',
      retry_after_s: expect.any(Number),
      failures: 5,
      score: null,
      threshold: null,
      modalities: {},
      board: null,
    })
    expect(json.retry_after_s).toBeGreaterThan(0)
    expect(json.retry_after_s).toBeLessThanOrEqual(30)
    expect(err).toContain('--trial')
    const { out } = await viseme('verify', '--person', 'Ada', '--simulated', '1', '--data', directory)
    expect(out).toMatch(/^REJECT {2}locked out: 5 failures in a row, \d+ s left/)

    const trial = await run('verify', '--person', 'Ada', '--simulated', '1', '--trial')
    expect([trial.code, trial.json.decision, trial.json.trial]).toEqual([0, 'accept', true])
    expect((await run('lockout', 'status')).json.locked).toMatchObject([{ person: 'Ada', failures: 5 }])
    expect((await run('lockout', 'clear', '--person', 'ada')).json).toEqual({ person: 'Ada', cleared: true })
    expect((await run('lockout', 'status')).json.locked).toEqual([])
    const genuine = await run('verify', '--person', 'Ada', '--simulated', '1')
    expect([genuine.code, 'trial' in genuine.json]).toEqual([0, false])
    expect((await run('audit', 'verify')).json.intact).toBe(true)
  })

  test('clear needs to be told whose', async () => {
    expect((await run('lockout', 'clear')).json.error.code).toBe('no-name')
    expect((await run('lockout', 'clear', '--identification')).json).toEqual({ person: null, cleared: true })
  })
})

describe('viseme people', () => {
  test('rename gives another name', async () => {
    const { json } = await run('people', 'rename', '--person', 'ada', '--to', 'Ada Lovelace')
    expect(json).toMatchObject({ person: 'Ada Lovelace', samples: { face: 3, voice: 2 } })
    expect((await run('people', 'rename', '--person', 'Bea', '--to', 'ada lovelace')).json.error.code).toBe(
      'duplicate-person',
    )
  })

  test('export and import take people along under a passphrase of their own', async () => {
    const file = join(temporaryFolder(), 'people')
    expect((await run('people', 'export', file)).json.error.code).toBe('no-passphrase')
    vi.stubEnv('VISEME_EXPORT_PASSPHRASE', 'a boat for two')
    expect((await run('people', 'export', file)).json).toMatchObject({ file, people: 2 })
    expect(readFileSync(file).includes('Ada')).toBe(false)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const link = join(temporaryFolder(), 'link')
    symlinkSync(directory, link)
    for (const inside of [join(directory, 'viseme.db'), join(link, 'people')])
      expect((await run('people', 'export', inside)).json.error.code).toBe('bad-folder')

    const other = join(temporaryFolder(), 'other')
    withPassphrase()
    const imported = await viseme('people', 'import', file, '--data', other, '--json')
    expect(imported.json).toEqual({ imported: ['Ada', 'Bea'], skipped: [], protection: 'passphrase' })
    expect(imported.err).toBe('')
    const again = await viseme('people', 'import', file, '--data', other, '--json')
    expect([again.code, again.json.error.code]).toEqual([2, 'duplicate-person'])
    const skipped = await viseme('people', 'import', file, '--skip-existing', '--data', other, '--json')
    expect(skipped.json).toMatchObject({ imported: [], skipped: ['Ada', 'Bea'] })

    vi.stubEnv('VISEME_EXPORT_PASSPHRASE', 'a boat for three')
    vi.stubEnv('VISEME_PASSPHRASE', undefined)
    expect((await run('people', 'import', file)).json.error.code).toBe('wrong-passphrase')
    expect((await run('people', 'import', `${file}-none`)).json.error.code).toBe('unreadable-file')
    truncateSync(file, 2 ** 33)
    const large = await run('people', 'import', file)
    expect([large.json.error.code, large.json.error.message]).toEqual([
      'unreadable-file',
      expect.stringContaining('at most'),
    ])
  })
})

test('a new store is protected by the passphrase that is given, and says nothing of it otherwise', async () => {
  directory = join(temporaryFolder(), 'new')
  withPassphrase()
  const { code, json, err } = await run('enroll', '--person', 'Ada', '--simulated', '1')
  expect([code, json.protection, err]).toEqual([0, 'passphrase', ''])
  expect((await run('verify', '--person', 'Ada', '--simulated', '1')).code).toBe(0)
  vi.stubEnv('VISEME_PASSPHRASE', undefined)
  expect((await run('verify', '--person', 'Ada', '--simulated', '1')).code).toBe(4)
})
