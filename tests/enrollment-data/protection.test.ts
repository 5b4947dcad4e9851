import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import type { Keyring } from '../../enrollment-data/vault.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment } from './enrolments.ts'

/** A cheap scrypt, for tests: log2 of N. */
const cost = 4
const PASSPHRASE = 'a table of birds'
const failure = (code: string, exitCode: number) =>
  expect.objectContaining({ code, exitCode, next: expect.stringMatching(/\w{4}/) })

function open(directory: string): Store {
  const store = openStore({ directory })
  onTestFinished(() => {
    try {
      store.close()
    } catch {
      // closed already
    }
  })
  return store
}

/** A keyring that keeps what it wraps to itself, as another user's cannot be opened. */
function fakeKeyring(): Keyring & { secrets: Map<string, string> } {
  const secrets = new Map<string, string>()
  return {
    secrets,
    wrap: async (secret) => {
      const handle = `handle ${secrets.size}`
      secrets.set(handle, secret)
      return Buffer.from(handle)
    },
    unwrap: async (wrapped) => {
      const secret = secrets.get(Buffer.from(wrapped).toString())
      if (secret === undefined) throw new Error('not this keyring')
      return secret
    },
  }
}

/** Every table of a store, as text. */
function tables(directory: string, names: string[]): string {
  const database = new Database(join(directory, 'viseme.db'), { readonly: true })
  const rows = names.map((name) => database.prepare(`SELECT * FROM ${name}`).all())
  database.close()
  return JSON.stringify(rows)
}

const everyByte = (directory: string): Buffer =>
  Buffer.concat(readdirSync(directory).map((file) => readFileSync(join(directory, file))))

async function protectedStore(keyring?: Keyring): Promise<{ directory: string; store: Store }> {
  const directory = temporaryFolder()
  const store = open(directory)
  await store.protection.protect({ passphrase: PASSPHRASE, keyring, cost })
  store.enrol(enrolment('Ada', 1))
  store.enrol(enrolment('Bea', 2))
  return { directory, store }
}

describe('a store that nobody has chosen a protection for', () => {
  test('is unprotected, and says that nobody chose it', () => {
    const directory = temporaryFolder()
    const store = open(directory)
    expect(store.protection.state()).toEqual({
      mode: 'unprotected',
      chosen: false,
      locked: false,
      empty: true,
    })
    const ada = store.enrol(enrolment('Ada'))
    store.close()
    const again = open(directory)
    expect(again.protection.state()).toEqual({
      mode: 'unprotected',
      chosen: false,
      locked: false,
      empty: false,
    })
    expect(again.samples(ada)).toEqual(enrolment('Ada').samples)
  })

  test('stays so by choice, also before anybody is enrolled', () => {
    const directory = temporaryFolder()
    const store = open(directory)
    store.protection.unprotect()
    store.close()
    expect(open(directory).protection.state()).toMatchObject({ mode: 'unprotected', chosen: true })
  })

  test('keeps no embedding and no template in plain, even so', () => {
    const directory = temporaryFolder()
    const store = open(directory)
    const ada = enrolment('Ada')
    const { id } = store.enrol(ada)
    const bytes = everyByte(directory)
    for (const { embedding } of ada.samples)
      expect(bytes.includes(Buffer.from(embedding.buffer).subarray(0, 64))).toBe(false)
    for (const { record } of ada.templates(id)) expect(bytes.includes(Buffer.from(record))).toBe(false)
  })
})

describe('a store under a passphrase', () => {
  test('chosen before the first change is not written before it', async () => {
    const directory = join(temporaryFolder(), 'new')
    const store = openStore({ directory, create: false })
    await store.protection.choose({ passphrase: PASSPHRASE, cost })
    expect(store.protection.state()).toMatchObject({ mode: 'passphrase', chosen: true, empty: true })
    expect(existsSync(directory)).toBe(false)
    store.enrol(enrolment('Ada'))
    store.close()
    expect(open(directory).protection.state()).toMatchObject({ mode: 'passphrase', locked: true })
  })

  test('shows names and numbers of samples when locked, and nothing that is sealed', async () => {
    const { directory, store } = await protectedStore()
    store.close()
    const locked = open(directory)
    expect(locked.protection.state()).toMatchObject({ mode: 'passphrase', chosen: true, locked: true })
    const [ada] = locked.people()
    expect(ada).toMatchObject({ name: 'Ada', samples: { face: 3, voice: 2 } })
    for (const denied of [
      () => locked.samples(ada),
      () => locked.templates(ada),
      () => locked.enrol(enrolment('Cleo', 3)),
      () => locked.remove('Ada'),
      () => locked.rename(ada.id, 'Eve'),
      () => locked.auditLog.verify(),
      () => locked.protection.unprotect(),
    ])
      expect(denied).toThrow(failure('store-locked', 4))
    expect(locked.count()).toBe(2)
  })

  test('opens to its passphrase only, composed or decomposed', async () => {
    const directory = temporaryFolder()
    const store = open(directory)
    await store.protection.protect({ passphrase: 'Zoë und Müller', cost })
    const ada = store.enrol(enrolment('Ada'))
    store.close()
    const locked = open(directory)
    for (const wrong of ['', 'zoë und müller', 'Zoe und Muller', 'Zoë und Müller '])
      await expect(locked.protection.unlock(wrong)).rejects.toThrow(failure('wrong-passphrase', 4))
    expect(locked.protection.state().locked).toBe(true)
    await locked.protection.unlock('Zoe\u0308 und Mu\u0308ller')
    expect(locked.samples(ada)).toEqual(enrolment('Ada').samples)
    locked.protection.lock()
    expect(() => locked.samples(ada)).toThrow(failure('store-locked', 4))
  })

  test('refuses a passphrase that is too short', async () => {
    const store = open(temporaryFolder())
    for (const set of [store.protection.choose, store.protection.protect])
      await expect(set.call(store.protection, { passphrase: 'seven77' })).rejects.toThrow(
        failure('weak-passphrase', 2),
      )
  })

  test('with another passphrase has the same templates, byte for byte', async () => {
    const { directory, store } = await protectedStore()
    const sealed = ['person_keys', 'samples', 'templates', 'audit_keys']
    const before = tables(directory, sealed)
    await store.protection.changePassphrase({ passphrase: 'seven blue lamps', cost })
    expect(tables(directory, sealed)).toBe(before)
    store.close()
    const locked = open(directory)
    await expect(locked.protection.unlock(PASSPHRASE)).rejects.toThrow(failure('wrong-passphrase', 4))
    await locked.protection.unlock('seven blue lamps')
    expect(locked.samples(locked.person('Ada')!)).toEqual(enrolment('Ada', 1).samples)
    expect(locked.auditLog.verify()).toMatchObject({ intact: true })
  })

  test('says whether a passphrase is its own, also while it is open', async () => {
    const { store } = await protectedStore()
    await store.protection.checkPassphrase(PASSPHRASE)
    await expect(store.protection.checkPassphrase('something else')).rejects.toThrow(
      failure('wrong-passphrase', 4),
    )
    expect(store.protection.state().locked).toBe(false)
  })

  test('cannot be protected a second time, nor a store without one change its passphrase', async () => {
    const { store } = await protectedStore()
    await expect(store.protection.protect({ passphrase: PASSPHRASE, cost })).rejects.toThrow(
      failure('already-protected', 2),
    )
    const unprotected = open(temporaryFolder())
    unprotected.enrol(enrolment('Ada'))
    await expect(unprotected.protection.changePassphrase({ passphrase: PASSPHRASE, cost })).rejects.toThrow(
      failure('not-protected', 2),
    )
  })
})

describe('protecting an unprotected store', () => {
  test('makes every key anew, and leaves no byte of the old ones in any file', async () => {
    const directory = temporaryFolder()
    const store = open(directory)
    const ada = store.enrol(enrolment('Ada', 1))
    const database = new Database(store.file, { readonly: true })
    const old = database
      .prepare('SELECT wrapped FROM master_keys UNION ALL SELECT wrapped FROM person_keys')
      .pluck()
      .all() as Buffer[]
    database.close()
    expect(old).toHaveLength(2)
    await store.protection.protect({ passphrase: PASSPHRASE, cost })
    for (const key of old) expect(everyByte(directory).includes(key)).toBe(false)
    expect(store.samples(ada)).toEqual(enrolment('Ada', 1).samples)
    expect(store.templates(ada)).toEqual(enrolment('Ada', 1).templates(ada.id))
    expect(store.auditLog.verify()).toMatchObject({ rows: 2, intact: true, findings: [] })
  })

  test('locks it for another process that had it open, until that gives the passphrase', async () => {
    const directory = temporaryFolder()
    const [store, other] = [open(directory), open(directory)]
    const ada = store.enrol(enrolment('Ada', 1))
    expect(other.samples(ada)).toHaveLength(5)
    await store.protection.protect({ passphrase: PASSPHRASE, cost })
    expect(() => other.samples(ada)).toThrow(failure('store-locked', 4))
    expect(() => other.enrol(enrolment('Bea', 2))).toThrow(failure('store-locked', 4))
    await other.protection.unlock(PASSPHRASE)
    expect(other.samples(ada)).toHaveLength(5)
    other.enrol(enrolment('Bea', 2))
    expect(store.auditLog.verify()).toMatchObject({ intact: true })
  })

  test('ends the undo of what was removed before it', async () => {
    const store = open(temporaryFolder())
    store.enrol(enrolment('Ada', 1))
    const removed = store.remove('Ada')!
    await store.protection.protect({ passphrase: PASSPHRASE, cost })
    expect(() => store.restore(removed, () => {})).toThrow(failure('nothing-to-undo', 2))
  })

  test('can be taken back, by choice', async () => {
    const { directory, store } = await protectedStore()
    store.protection.unprotect()
    store.close()
    const again = open(directory)
    expect(again.protection.state()).toMatchObject({ mode: 'unprotected', chosen: true, locked: false })
    expect(again.samples(again.person('Bea')!)).toEqual(enrolment('Bea', 2).samples)
  })
})

describe("the desktop's keyring", () => {
  test('opens the store beside the passphrase', async () => {
    const keyring = fakeKeyring()
    const { directory, store } = await protectedStore(keyring)
    expect(store.protection.state().mode).toBe('keyring')
    store.close()
    const locked = open(directory)
    expect(await locked.protection.unlockWithKeyring(keyring)).toBe(true)
    expect(locked.samples(locked.person('Ada')!)).toHaveLength(5)
    locked.close()
    const byPassphrase = open(directory)
    await byPassphrase.protection.unlock(PASSPHRASE)
    expect(byPassphrase.samples(byPassphrase.person('Ada')!)).toHaveLength(5)
  })

  test('of another user does not, and neither does one with the secret of another store', async () => {
    const keyring = fakeKeyring()
    const { directory, store } = await protectedStore(keyring)
    store.close()
    const locked = open(directory)
    expect(await locked.protection.unlockWithKeyring(fakeKeyring())).toBe(false)
    const [handle] = keyring.secrets.keys()
    const other = JSON.stringify({ store: '0'.repeat(32), master: Buffer.alloc(32).toString('base64') })
    for (const secret of [other, 'no JSON', 'null'])
      expect(await locked.protection.unlockWithKeyring({ ...keyring, unwrap: async () => secret })).toBe(
        false,
      )
    expect(handle).toBe('handle 0')
    expect(locked.protection.state().locked).toBe(true)
  })

  test('can be added, survives a new passphrase, and can be taken away', async () => {
    const keyring = fakeKeyring()
    const { store } = await protectedStore()
    await store.protection.useKeyring(keyring)
    await store.protection.changePassphrase({ passphrase: 'seven blue lamps', cost })
    expect(store.protection.state().mode).toBe('keyring')
    store.protection.lock()
    expect(await store.protection.unlockWithKeyring(keyring)).toBe(true)
    await store.protection.useKeyring(null)
    expect(store.protection.state().mode).toBe('passphrase')
    store.protection.lock()
    expect(await store.protection.unlockWithKeyring(keyring)).toBe(false)
  })
})

describe('a keyring that only the file says is in use', () => {
  const forge = (store: Store, wrapped = Buffer.alloc(0)) => {
    const database = new Database(store.file)
    database
      .prepare("INSERT OR REPLACE INTO master_keys (kind, parameters, wrapped) VALUES ('keyring', '{}', ?)")
      .run(wrapped)
    database.close()
  }

  test('is given no key when the passphrase opens the store, and is found', async () => {
    const { directory, store } = await protectedStore()
    expect(store.auditLog.verify().intact).toBe(true)
    forge(store)
    const keyring = fakeKeyring()
    const again = open(directory)
    await again.protection.unlock(PASSPHRASE)
    await again.protection.renewKeyring(keyring)
    expect(keyring.secrets.size).toBe(0)
    expect(again.auditLog.verify()).toMatchObject({
      intact: false,
      findings: [{ what: expect.stringContaining('by passphrase, and its keys say keyring') }],
    })
  })

  test.each([
    [
      'a new passphrase',
      (store: Store) => store.protection.changePassphrase({ passphrase: PASSPHRASE, cost }),
    ],
    ['new keys', (store: Store) => store.protection.rekey({ passphrase: PASSPHRASE, cost })],
  ])('is not put down in the log by %s', async (_, change) => {
    const { store } = await protectedStore()
    forge(store, Buffer.from('anything'))
    await change(store)
    expect(store.protection.state().mode).toBe('passphrase')
    forge(store)
    const keyring = fakeKeyring()
    await store.protection.renewKeyring(keyring)
    expect(keyring.secrets.size).toBe(0)
  })

  test('is given none either after it was taken out of use, or where the log was changed', async () => {
    const keyring = fakeKeyring()
    const { store } = await protectedStore(keyring)
    await store.protection.rekey({ passphrase: PASSPHRASE, cost })
    const before = keyring.secrets.size
    const database = new Database(store.file)
    const forgery =
      "UPDATE audit SET entry = replace(entry, 'Z', 'z') WHERE seq = (SELECT max(seq) FROM audit)"
    database.exec(forgery)
    await store.protection.renewKeyring(keyring)
    expect(keyring.secrets.size).toBe(before)
    database.exec(forgery.replace("'Z', 'z'", "'z', 'Z'"))
    database.close()
    await store.protection.renewKeyring(keyring)
    expect(keyring.secrets.size).toBe(before + 1)
    expect(store.auditLog.verify()).toMatchObject({ intact: true, findings: [] })
    await store.protection.useKeyring(null)
    forge(store)
    await store.protection.renewKeyring(keyring)
    expect(keyring.secrets.size).toBe(before + 1)
  })
})

describe('tampering with the rows', () => {
  const tampered = (change: string, ...values: unknown[]) => {
    const store = open(temporaryFolder())
    for (const [name, seed] of [
      ['Ada', 1],
      ['Bea', 2],
    ] as const)
      store.enrol(enrolment(name, seed))
    const database = new Database(store.file)
    expect(database.prepare(change).run(...values).changes).toBeGreaterThan(0)
    database.close()
    return store
  }

  test.each([
    ['names that were exchanged', "UPDATE people SET name = CASE id WHEN 1 THEN 'Bea ' ELSE 'Ada ' END"],
    [
      'keys that were exchanged',
      'UPDATE person_keys SET wrapped = (SELECT wrapped FROM person_keys AS o WHERE o.person_id <> person_keys.person_id)',
    ],
    ['a key that is gone', 'DELETE FROM person_keys WHERE person_id = 1'],
    ['a person made out to be simulated', 'UPDATE people SET simulated = 1 WHERE id = 1'],
    ['another date of enrolment', "UPDATE people SET created = '2020-01-01T00:00:00.000Z' WHERE id = 1"],
    ['samples in another order', 'UPDATE samples SET position = position + 10 WHERE person_id = 1'],
    ['samples of another network', "UPDATE samples SET model = 'ff' WHERE person_id = 1"],
    ['a sample made out to be better', 'UPDATE samples SET quality = 1 WHERE person_id = 1 AND position = 1'],
  ])('%s: nothing opens', (_, change) => {
    const store = tampered(change)
    const person = store.people().find(({ id }) => id === 1)!
    expect(() => store.samples(person)).toThrow(failure('template-damaged', 4))
  })

  test('a scrypt that would take hours or all memory is refused', async () => {
    const { directory, store } = await protectedStore()
    store.close()
    const database = new Database(join(directory, 'viseme.db'))
    const salt = '00'.repeat(16)
    const set = database.prepare('UPDATE master_keys SET parameters = ?')
    for (const parameters of [
      JSON.stringify({ kdf: 'scrypt', log2n: 40, r: 8, p: 1, salt }),
      JSON.stringify({ kdf: 'scrypt', log2n: 16, r: 8, p: 1e6, salt }),
      '{}',
      'no JSON',
    ]) {
      set.run(parameters)
      const locked = open(directory)
      await expect(locked.protection.unlock(PASSPHRASE)).rejects.toThrow(failure('store-damaged', 4))
      locked.close()
    }
    database.close()
  })
})

describe('a new name', () => {
  test('keeps number, samples and templates, and the old one leads nowhere', () => {
    const store = open(temporaryFolder())
    const { id } = store.enrol(enrolment('Ada', 1))
    const renamed = store.rename(id, 'Ada Lovelace')
    expect(renamed).toMatchObject({ id, name: 'Ada Lovelace' })
    expect(store.person('Ada')).toBeUndefined()
    expect(store.samples(renamed)).toEqual(enrolment('Ada', 1).samples)
    expect(store.templates(renamed)).toEqual(enrolment('Ada', 1).templates(id))
    expect(store.rename(id, 'ADA LOVELACE').name).toBe('ADA LOVELACE')
  })

  test("is refused when it is somebody else's", () => {
    const store = open(temporaryFolder())
    const { id } = store.enrol(enrolment('Ada', 1))
    store.enrol(enrolment('Bea', 2))
    expect(() => store.rename(id, 'bea')).toThrow(failure('duplicate-person', 2))
    expect(store.people().map(({ name }) => name)).toEqual(['Ada', 'Bea'])
  })
})
