import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import type { Keyring } from '../../enrollment-data/vault.ts'
import { createServices } from '../../main/services.ts'
import { enrolment } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const quiet = { progress: () => {} }
const PASSPHRASE = 'a table of birds'
const failure = (code: string) => expect.objectContaining({ code, next: expect.stringMatching(/\w{4}/) })

/** A keyring that gives back what it was given, turned round. */
const turningRound: Keyring = {
  wrap: async (secret) => Buffer.from(secret).reverse(),
  unwrap: async (wrapped) => Buffer.from(wrapped).reverse().toString(),
}

/** The window's services on a store, as at one start of the window. */
function start(directory: string, keyring: Keyring | null = null) {
  const { handlers, close } = createServices({ directory, shell: 'test', keyring: async () => keyring })
  onTestFinished(() => {
    try {
      close()
    } catch {
      // closed already
    }
  })
  return { handlers, close, state: () => handlers.protection({}, quiet) }
}

describe('the protection of the store, asked by the window,', () => {
  test('is not chosen at the first start, and is asked no more once it is', async () => {
    const directory = temporaryFolder()
    const first = start(directory)
    expect(await first.state()).toEqual({
      mode: 'unprotected',
      chosen: false,
      locked: false,
      keyringAvailable: false,
      shortestPassphrase: 8,
    })
    expect(await first.handlers['protection-choose']({ mode: 'unprotected' }, quiet)).toMatchObject({
      mode: 'unprotected',
      chosen: true,
    })
    first.close()
    expect(await start(directory).state()).toMatchObject({ mode: 'unprotected', chosen: true })
  })

  test('with a passphrase is locked at the next start, and refuses what needs the key until it is typed', async () => {
    const directory = temporaryFolder()
    const first = start(directory)
    await first.handlers['protection-choose']({ mode: 'passphrase', passphrase: PASSPHRASE }, quiet)
    first.close()
    const second = start(directory)
    expect(await second.state()).toMatchObject({ mode: 'passphrase', locked: true })
    await expect(second.handlers['audit-verify']({}, quiet)).rejects.toThrow(failure('store-locked'))
    await expect(
      second.handlers['protection-unlock']({ passphrase: 'a table of fish' }, quiet),
    ).rejects.toThrow(failure('wrong-passphrase'))
    expect(await second.handlers['protection-unlock']({ passphrase: PASSPHRASE }, quiet)).toMatchObject({
      locked: false,
    })
    expect(await second.handlers['audit-verify']({}, quiet)).toMatchObject({ intact: true })
  })

  test('with the keyring opens by itself, and without it by the passphrase', async () => {
    const directory = temporaryFolder()
    const first = start(directory, turningRound)
    await first.handlers['protection-choose']({ mode: 'keyring', passphrase: PASSPHRASE }, quiet)
    first.close()
    const second = start(directory, turningRound)
    expect(await second.state()).toMatchObject({ mode: 'keyring', locked: false, keyringAvailable: true })
    second.close()
    const elsewhere = start(directory)
    expect(await elsewhere.state()).toMatchObject({ mode: 'keyring', locked: true })
    await elsewhere.handlers['protection-unlock']({ passphrase: PASSPHRASE }, quiet)
    expect(await elsewhere.state()).toMatchObject({ locked: false })
    expect(await elsewhere.handlers['protection-keyring']({ use: false }, quiet)).toMatchObject({
      mode: 'passphrase',
    })
  })

  test('with the keyring is opened by it again after new keys, once the passphrase was typed', async () => {
    const directory = temporaryFolder()
    const first = start(directory, turningRound)
    await first.handlers['protection-choose']({ mode: 'keyring', passphrase: PASSPHRASE }, quiet)
    first.close()
    const store = openStore({ directory })
    await store.protection.unlock(PASSPHRASE)
    await store.protection.rekey({ passphrase: 'seven blue lamps', cost: 10 })
    store.close()
    const second = start(directory, turningRound)
    expect(await second.state()).toMatchObject({ mode: 'keyring', locked: true })
    await second.handlers['protection-unlock']({ passphrase: 'seven blue lamps' }, quiet)
    expect((await second.handlers['audit-verify']({}, quiet)).intact).toBe(true)
    second.close()
    expect(await start(directory, turningRound).state()).toMatchObject({ mode: 'keyring', locked: false })
  })

  test('cannot be the keyring where there is none', async () => {
    const { handlers, state } = start(temporaryFolder())
    await expect(
      handlers['protection-choose']({ mode: 'keyring', passphrase: PASSPHRASE }, quiet),
    ).rejects.toThrow(failure('no-keyring'))
    expect(await state()).toMatchObject({ chosen: false })
  })

  test('is changed and taken away with the present passphrase only', async () => {
    const { handlers, state } = start(temporaryFolder())
    await handlers['protection-choose']({ mode: 'passphrase', passphrase: PASSPHRASE }, quiet)
    const wrong = { current: 'a table of fish', passphrase: 'seven blue lamps' }
    await expect(handlers['protection-change-passphrase'](wrong, quiet)).rejects.toThrow(
      failure('wrong-passphrase'),
    )
    await expect(handlers['protection-remove'](wrong, quiet)).rejects.toThrow(failure('wrong-passphrase'))
    await expect(handlers['protection-choose']({ mode: 'unprotected' }, quiet)).rejects.toThrow(
      failure('already-protected'),
    )
    await handlers['protection-change-passphrase']({ ...wrong, current: PASSPHRASE }, quiet)
    expect(await state()).toMatchObject({ mode: 'passphrase', locked: false })
    await handlers['protection-remove']({ current: 'seven blue lamps' }, quiet)
    expect(await state()).toMatchObject({ mode: 'unprotected', chosen: true })
  })
})

test('a removed person can be put back until the window is closed, and their key is nowhere after that', async () => {
  const directory = temporaryFolder()
  const store = openStore({ directory })
  for (let i = 0; i < 25; i++) store.enrol(enrolment(`Person ${i}`, i))
  store.close()
  const first = start(directory)
  const undos: string[] = []
  for (let i = 0; i < 25; i++)
    undos.push((await first.handlers['people-remove']({ person: `Person ${i}` }, quiet)).undo)
  expect(await first.handlers['people-restore']({ undo: undos[0] }, quiet)).toMatchObject({
    person: 'Person 0',
  })
  first.close()
  const second = start(directory)
  await expect(second.handlers['people-restore']({ undo: undos[1] }, quiet)).rejects.toThrow(
    failure('nothing-to-undo'),
  )
  expect((await second.handlers['people-list']({}, quiet)).people).toHaveLength(1)
})
