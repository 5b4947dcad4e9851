// How the store is protected, and its audit log.

import { SHORTEST_PASSPHRASE } from '../../enrollment-data/passphrase.ts'
import type { Keyring } from '../../enrollment-data/vault.ts'
import type { Answer } from '../api.ts'
import { VisemeError } from '../errors.ts'
import type { Handlers, Surroundings } from './handlers.ts'

type ProtectionHandlers = Pick<
  Handlers,
  | 'protection'
  | 'protection-choose'
  | 'protection-unlock'
  | 'protection-change-passphrase'
  | 'protection-keyring'
  | 'protection-remove'
  | 'audit-verify'
>

/** `findKeyring` is asked once, at the first call. */
export function protectionHandlers(
  { store }: Surroundings,
  findKeyring: () => Promise<Keyring | null>,
): ProtectionHandlers {
  const { protection } = store
  let found: Promise<Keyring | null> | null = null
  const keyring = () => (found ??= findKeyring())

  const told = async (): Promise<Answer<'protection'>> => {
    const { mode, chosen, locked } = protection.state()
    const keyringAvailable = (await keyring()) !== null
    return { mode, chosen, locked, keyringAvailable, shortestPassphrase: SHORTEST_PASSPHRASE }
  }
  const requiredKeyring = async (): Promise<Keyring> => {
    const present = await keyring()
    if (present) return present
    throw new VisemeError({
      code: 'no-keyring',
      message: 'This desktop has no keyring that protects anything.',
      next: 'Use a passphrase alone.',
      exitCode: 4,
    })
  }

  return {
    protection: async () => {
      const present = protection.state().locked ? await keyring() : null
      if (present) await protection.unlockWithKeyring(present)
      return told()
    },

    'protection-choose': async (choice) => {
      if (choice.mode === 'unprotected') {
        if (protection.state().mode !== 'unprotected') throw alreadyProtected()
        protection.unprotect()
      } else {
        const { passphrase, mode } = choice
        await protection.protect({
          passphrase,
          ...(mode === 'keyring' && { keyring: await requiredKeyring() }),
        })
      }
      return told()
    },

    'protection-unlock': async ({ passphrase }) => {
      await protection.unlock(passphrase)
      const present = await keyring()
      if (present) await protection.renewKeyring(present)
      return told()
    },

    'protection-change-passphrase': async ({ current, passphrase }) => {
      await protection.checkPassphrase(current)
      await protection.changePassphrase({ passphrase })
      return told()
    },

    'protection-keyring': async ({ use }) => {
      await protection.useKeyring(use ? await requiredKeyring() : null)
      return told()
    },

    'protection-remove': async ({ current }) => {
      await protection.checkPassphrase(current)
      protection.unprotect()
      return told()
    },

    'audit-verify': async () => store.auditLog.verify(),
  }
}

const alreadyProtected = (): VisemeError =>
  new VisemeError({
    code: 'already-protected',
    message: 'The store is protected already.',
    next: 'Taking the protection away asks for its passphrase.',
    exitCode: 2,
  })
