// Keys from passphrases: scrypt (RFC 7914). The parameters lie beside what the key wraps, so that they can grow later.

import { randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import { VisemeError } from '../main/errors.ts'
import { KEY_BYTES } from './sealing.ts'

export const SHORTEST_PASSPHRASE = 8

/** Cost of a new wrapping: log2 of N. 16 asks for 64 MiB and about 150 ms of one core at 3 GHz. */
export const COST = 16
const R = 8
const P = 1
const SALT_BYTES = 16

export const derivationParameters = z
  .object({
    kdf: z.literal('scrypt'),
    /** Bounded, so that a file from elsewhere cannot ask for hours or for all memory. */
    log2n: z.int().min(1).max(17),
    r: z.literal(R),
    p: z.literal(P),
    /** Hexadecimal. */
    salt: z.string().regex(/^([0-9a-f]{2}){16,64}$/),
  })
  .strict()
export type DerivationParameters = z.infer<typeof derivationParameters>

/** Parameters with a new salt. */
export const newDerivation = (cost = COST): DerivationParameters => ({
  kdf: 'scrypt',
  log2n: cost,
  r: R,
  p: P,
  salt: randomBytes(SALT_BYTES).toString('hex'),
})

/** The key of a passphrase; the same passphrase typed in composed or decomposed letters gives the same key. */
export function deriveKey(passphrase: string, { log2n, r, p, salt }: DerivationParameters): Promise<Buffer> {
  const cost = { N: 2 ** log2n, r, p, maxmem: 256 * r * 2 ** log2n }
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'hex'), KEY_BYTES, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

/** Throws `weak-passphrase`. */
export function checkPassphrase(passphrase: string): void {
  if ([...passphrase].length >= SHORTEST_PASSPHRASE) return
  throw new VisemeError({
    code: 'weak-passphrase',
    message: `A passphrase has at least ${SHORTEST_PASSPHRASE} characters.`,
    next: 'Choose a longer one; several words that do not belong together are easy to remember.',
    exitCode: 2,
  })
}
