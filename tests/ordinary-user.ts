// Root may write everything, so a test of missing permission has to step down to an ordinary user for a moment.

import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const NOBODY = 65534

/**
 * Runs `body` as a user who may read `folder` and the files in it, but not write them; puts the permissions back.
 */
export function asOrdinaryUser(body: () => void, folder: string): void {
  const entries = [folder, ...readdirSync(folder).map((name) => join(folder, name))]
  const before = entries.map((entry) => statSync(entry).mode)
  for (const entry of entries) chmodSync(entry, entry === folder ? 0o555 : 0o444)
  const root = process.getuid!() === 0
  if (root) process.seteuid!(NOBODY)
  try {
    body()
  } finally {
    if (root) process.seteuid!(0)
    entries.forEach((entry, i) => {
      chmodSync(entry, before[i])
    })
  }
}
