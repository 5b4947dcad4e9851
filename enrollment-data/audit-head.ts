// The head of the audit log, in a file of its own beside the database: how many rows there are, and the last one's
// MAC, under a MAC itself. Rows that are cut off at the end, or a database put back in time, do not agree with it.

import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
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

const ASIDE = '.of-another-log-'

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

/** The text of the head on disk, null where there is none; what it is worth, `openHead` says. */
export function headText(database: string): string | null {
  try {
    return readFileSync(headPath(database), 'utf8')
  } catch {
    return null
  }
}

/** The head of a text; null where it is damaged or sealed by another key. `keyOf` gives the key of an epoch. */
export function openHead(
  text: string | null,
  keyOf: (epoch: number) => Uint8Array | undefined,
): AuditHead | null {
  if (text === null) return null
  try {
    const { format: _, seal, ...head } = headFile.parse(JSON.parse(text))
    const key = keyOf(head.epoch)
    if (!key) return null
    return timingSafeEqual(Buffer.from(seal, 'hex'), sealOf(key, head)) ? head : null
  } catch {
    return null
  }
}

/**
 * Makes room for the head of a new log. A head that counts rows belongs to a log whose database is gone: it is kept
 * aside, where `headsAside` finds it. One that counts none was left by a creation that did not come to its end.
 */
export function keepHeadAside(database: string, store: string): void {
  const text = headText(database)
  if (text === null) return
  const { data: head } = headFile.safeParse(parsed(text))
  if (head && (head.count === 0 || head.store === store)) return
  renameSync(headPath(database), `${headPath(database)}${ASIDE}${Date.now().toString(36)}`)
}

/** Names of the heads that lie beside the database and are of other logs. */
export function headsAside(database: string): string[] {
  try {
    return readdirSync(dirname(database)).filter((file) => file.startsWith(`${HEAD_FILE}${ASIDE}`))
  } catch {
    return []
  }
}

/** What `writeHead` leaves beside the head when its program is killed; a younger one may still be written. */
const LEFTOVER_AGE_MS = 60_000

/** Removes what was left beside the head. Never throws: it is no one's loss. */
export function removeLeftovers(database: string): void {
  const folder = dirname(database)
  try {
    for (const file of readdirSync(folder)) {
      const path = join(folder, file)
      if (file.startsWith(`${HEAD_FILE}.`) && /^\d+$/.test(file.slice(HEAD_FILE.length + 1))) {
        if (Date.now() - statSync(path).mtimeMs > LEFTOVER_AGE_MS) rmSync(path, { force: true })
      }
    }
  } catch {
    // a folder that is only read
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
