// Authenticated encryption of what the store keeps: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce.
// A sealed value is: version 1 (1 byte), nonce (12), ciphertext (as long as the plain bytes), tag (16).

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export const KEY_BYTES = 32
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** How much longer a sealed value is than what it holds. */
export const SEAL_BYTES = 1 + NONCE_BYTES + TAG_BYTES

/** What a sealed value belongs to: additional authenticated data. The same words are needed to open it. */
export type Context = readonly (string | number)[]

export class BrokenSealError extends Error {
  constructor(cause?: unknown) {
    super('sealed bytes were changed, or belong elsewhere', { cause })
  }
}

export const newKey = (): Buffer => randomBytes(KEY_BYTES)

/** Encrypts `plain` for this key and context. */
export function seal(key: Uint8Array, plain: Uint8Array, context: Context): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(authenticated(VERSION, context))
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The plain bytes. Throws BrokenSealError where a bit, the key or the context is another. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: Context): Buffer {
  if (sealed.length < SEAL_BYTES || sealed[0] !== VERSION) throw new BrokenSealError()
  const tagAt = sealed.length - TAG_BYTES
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(authenticated(sealed[0], context))
    decipher.setAuthTag(sealed.subarray(tagAt))
    return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, tagAt)), decipher.final()])
  } catch (cause) {
    throw new BrokenSealError(cause)
  }
}

const authenticated = (version: number, context: Context): Buffer =>
  Buffer.from(JSON.stringify(['viseme-seal', version, ...context]))
