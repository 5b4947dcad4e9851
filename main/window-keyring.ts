// The desktop's keyring, through Electron's safeStorage: its asynchronous calls only (the others go with Electron 46).
// Where Electron falls back to a password that is the same everywhere ('basic_text'), there is no keyring.
// https://www.electronjs.org/docs/latest/api/safe-storage

import type { SafeStorage } from 'electron'
import type { Keyring } from '../enrollment-data/vault.ts'

type Storage = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/** Backends that protect nothing, or are not known yet. */
const NONE = ['basic_text', 'unknown']

/** The keyring, null where the machine has none that protects anything. After `ready`. */
export async function findKeyring(storage: Storage, platform = process.platform): Promise<Keyring | null> {
  if (platform === 'linux' && NONE.includes(storage.getSelectedStorageBackend())) return null
  if (!(await storage.isAsyncEncryptionAvailable())) return null
  return {
    wrap: (secret) => storage.encryptStringAsync(secret),
    unwrap: async (wrapped) => (await storage.decryptStringAsync(Buffer.from(wrapped))).result,
  }
}
