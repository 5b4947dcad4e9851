import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { headPath } from '../../enrollment-data/audit-head.ts'
import { openStore } from '../../enrollment-data/store.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment } from './enrolments.ts'

/** Starts `processes/<script>` and gathers its lines. */
function start(script: string, ...args: (string | number)[]) {
  const path = join(import.meta.dirname, 'processes', script)
  const child: ChildProcess = spawn(process.execPath, [path, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { out: '', error: '' }
  child.stdout!.on('data', (bytes) => (output.out += bytes))
  child.stderr!.on('data', (bytes) => (output.error += bytes))
  return { child, output, closed: once(child, 'close') }
}

function integrity(directory: string): unknown {
  const database = new Database(join(directory, 'viseme.db'))
  try {
    expect(database.pragma('foreign_key_check')).toEqual([])
    return database.pragma('integrity_check', { simple: true })
  } finally {
    database.close()
  }
}

describe('several processes on one store', () => {
  test('create it, write and read at the same time without damage, and no call takes half of the time that all of them work', async () => {
    const directory = temporaryFolder()
    const writers = ['ada', 'bea'].map((prefix) => start('enrol-many.ts', directory, prefix, 40))
    const reader = start('read-often.ts', directory, 200)
    const all = [...writers, reader]
    await Promise.all(all.map(({ closed }) => closed))
    expect(all.map(({ output }) => output.error)).toEqual(['', '', ''])
    const times = all.map(({ output }) => /^longest (\d+) of (\d+)$/m.exec(output.out)!.slice(1).map(Number))
    const together = times.reduce((sum, [, own]) => sum + own, 0)
    for (const [longest] of times) expect(longest).toBeLessThan(together / 2)
    const store = openStore({ directory })
    expect(store.people()).toHaveLength(80)
    expect(store.auditLog.verify()).toMatchObject({ rows: 80, intact: true, findings: [] })
    expect(JSON.parse(readFileSync(headPath(store.file), 'utf8')).count).toBe(80)
    store.close()
    expect(integrity(directory)).toBe('ok')
  })

  test('read whole people and an intact log while another renews and renames them', async () => {
    const directory = temporaryFolder()
    const store = openStore({ directory })
    const stale = store.enrol(enrolment('Ada'))
    const { child, output, closed } = start('change-often.ts', directory, 120)
    let readings = 0
    while (child.exitCode === null) {
      expect(store.samples(stale)).toHaveLength(5)
      expect(store.templates(stale)).toHaveLength(2)
      expect(store.auditLog.verify().findings).toEqual([])
      readings++
      await new Promise((resolve) => setImmediate(resolve))
    }
    await closed
    expect(output.error).toBe('')
    expect(readings).toBeGreaterThan(20)
    expect(store.auditLog.verify().rows).toBe(241)
    store.close()
  }, 60_000)
})
