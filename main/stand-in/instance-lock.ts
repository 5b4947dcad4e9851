// The single-instance lock of a user-data folder. SQLite's file lock is taken at once, and the system gives it back
// when its process ends, however it ends. Later processes leave a note that the first one finds.

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** What a second process was asked to do. */
export interface SecondInstance {
  argv: string[]
  workingDirectory: string
}

const NOTE = /^second-instance-\d+\.json$/

export interface InstanceLock {
  release(): void
}

/**
 * Takes the lock, or leaves a note for its owner and answers null. `told` hears of every later process.
 * @throws SqliteError when the lock file can be neither had nor found taken: damaged, or in a folder without room
 */
export function takeInstanceLock(
  userData: string,
  told: (second: SecondInstance) => void,
): InstanceLock | null {
  mkdirSync(userData, { recursive: true })
  const database = new Database(join(userData, 'instance-lock.db'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error
    const note: SecondInstance = { argv: process.argv, workingDirectory: process.cwd() }
    const path = join(userData, `second-instance-${process.pid}.json`)
    writeFileSync(`${path}.part`, JSON.stringify(note))
    renameSync(`${path}.part`, path)
    return null
  }
  for (const name of readdirSync(userData)) if (NOTE.test(name)) rmSync(join(userData, name), { force: true })
  const watcher = watch(userData, { persistent: false }, (_event, name) => {
    if (!name || !NOTE.test(name)) return
    const path = join(userData, name)
    try {
      const second = JSON.parse(readFileSync(path, 'utf8'))
      rmSync(path)
      told(second)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
  })
  return {
    release() {
      watcher.close()
      database.close()
    },
  }
}
