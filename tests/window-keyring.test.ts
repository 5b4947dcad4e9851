import { describe, expect, test } from 'vitest'
import { safeStorage as standIn } from '../main/stand-in/safe-storage.ts'
import { findKeyring } from '../main/window-keyring.ts'

type Backend = ReturnType<Parameters<typeof findKeyring>[0]['getSelectedStorageBackend']>

/** Electron's safeStorage as a desktop with this backend has it; it "encrypts" by turning bytes round. */
const storage = (backend: Backend, available = true) => ({
  isAsyncEncryptionAvailable: async () => available,
  getSelectedStorageBackend: () => backend,
  encryptStringAsync: async (plain: string) => Buffer.from(plain).reverse(),
  decryptStringAsync: async (encrypted: Buffer) => ({
    result: Buffer.from(encrypted).reverse().toString(),
    shouldReEncrypt: false,
  }),
})

describe("the desktop's keyring", () => {
  test('wraps and unwraps through the asynchronous calls', async () => {
    const keyring = await findKeyring(storage('gnome_libsecret'), 'linux')
    const wrapped = await keyring!.wrap('the master key')
    expect(Buffer.from(wrapped).includes('master')).toBe(false)
    expect(await keyring!.unwrap(new Uint8Array(wrapped))).toBe('the master key')
  })

  test.each(['basic_text', 'unknown'] as const)('is none where Linux has %s', async (backend) => {
    expect(await findKeyring(storage(backend), 'linux')).toBeNull()
  })

  test('is none where encryption is not available', async () => {
    expect(await findKeyring(storage('kwallet6', false), 'linux')).toBeNull()
  })

  test('is asked for no backend outside Linux', async () => {
    const refuse = () => {
      throw new Error('only on Linux')
    }
    expect(
      await findKeyring({ ...storage('unknown'), getSelectedStorageBackend: refuse }, 'darwin'),
    ).not.toBeNull()
  })

  test('is none on the stand-in', async () => {
    for (const platform of ['linux', 'darwin'] as const)
      expect(await findKeyring(standIn as Parameters<typeof findKeyring>[0], platform)).toBeNull()
  })
})
