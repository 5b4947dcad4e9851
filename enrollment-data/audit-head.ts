// The head of the audit log, in a file of its own beside the database: how many rows there are, and the last one's
// MAC, under a MAC itself. Rows that are cut off at the end, or a database put back in time, do not agree with it.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Name of the file, in the store's folder. */
export const HEAD_FILE = 'viseme.audit-head'

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`))

const headFile = z
  .object({
    format: z.literal('viseme-audit-head/1'),
    store: hex(16),
    epoch: z.int().min(1),
    count: z.int().min(0),
    /** Of row `count`. */
    mac: hex(32),
    seal: hex(32),
  })
  .strict()

export type AuditHead = Omit<z.infer<typeof headFile>, 'format' | 'seal'>

export const headPath = (database: string): string => join(dirname(database), HEAD_FILE)

const sealOf = (key: Uint8Array, { store, epoch, count, mac }: AuditHead): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify(['head', store, epoch, count, mac]))
    .digest()

/** Puts the head on disk, whole or not at all. */
export function writeHead(database: string, key: Uint8Array, head: AuditHead): void {
  const path = headPath(database)
  const beside = `${path}.${process.pid}`
  const document = { format: 'viseme-audit-head/1', ...head, seal: sealOf(key, head).toString('hex') }
  const file = openSync(beside, 'w', 0o600)
  try {
    writeSync(file, `${JSON.stringify(document)}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(beside, path)
}

/** The head on disk; null where it is missing, damaged or sealed by another key. `keyOf` gives the key of an epoch. */
export function readHead(
  database: string,
  keyOf: (epoch: number) => Uint8Array | undefined,
): AuditHead | null {
  try {
    const { format: _, seal, ...head } = headFile.parse(JSON.parse(readFileSync(headPath(database), 'utf8')))
    const key = keyOf(head.epoch)
    if (!key) return null
    return timingSafeEqual(Buffer.from(seal, 'hex'), sealOf(key, head)) ? head : null
  } catch {
    return null
  }
}
