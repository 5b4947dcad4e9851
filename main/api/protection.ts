// How the store is protected: told, chosen, unlocked, changed; and its audit log checked.

import { z } from 'zod'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

/** What is typed; how short it may be is judged by the store, in words. */
const passphrase = z.string().min(1, 'a passphrase is needed').max(1024, 'at most 1024 characters')

const protection = z.object({
  mode: z.enum(['unprotected', 'passphrase', 'keyring']),
  /** Somebody has said that it is to be so. */
  chosen: z.boolean(),
  locked: z.boolean(),
  /** The desktop has a keyring that protects something. */
  keyringAvailable: z.boolean(),
  shortestPassphrase: z.number(),
})

export const protectionChannels = {
  /** With the keyring, a locked store is unlocked before this is answered. */
  protection: { payload: none, answer: protection },
  /** For a store that is unprotected, chosen or not. */
  'protection-choose': {
    payload: z.discriminatedUnion('mode', [
      z.object({ mode: z.literal('unprotected') }).strict(),
      z.object({ mode: z.enum(['passphrase', 'keyring']), passphrase }).strict(),
    ]),
    answer: protection,
  },
  'protection-unlock': { payload: z.object({ passphrase }).strict(), answer: protection },
  'protection-change-passphrase': {
    payload: z.object({ current: passphrase, passphrase }).strict(),
    answer: protection,
  },
  'protection-keyring': { payload: z.object({ use: z.boolean() }).strict(), answer: protection },
  'protection-remove': { payload: z.object({ current: passphrase }).strict(), answer: protection },
  'audit-verify': {
    payload: none,
    answer: z.object({
      rows: z.number(),
      intact: z.boolean(),
      findings: z.array(z.object({ row: z.number().nullable(), what: z.string() })),
    }),
  },
} as const satisfies Contracts
