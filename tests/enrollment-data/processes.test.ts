import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { temporaryFolder } from '../temporary-folder.ts'

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

const wholeLines = (text: string) => text.split('\n').slice(0, -1)

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
  test('create it, write and read at the same time without damage and without waiting long', async () => {
    const directory = temporaryFolder()
    const writers = ['ada', 'bea'].map((prefix) => start('enrol-many.ts', directory, prefix, 40))
    const reader = start('read-often.ts', directory, 200)
    const all = [...writers, reader]
    await Promise.all(all.map(({ closed }) => closed))
    expect(all.map(({ output }) => output.error)).toEqual(['', '', ''])
    for (const { output } of all) {
      const longest = Number(/^longest (\d+)$/m.exec(output.out)?.[1])
      expect(longest).toBeLessThan(3000)
    }
    const store = openStore({ directory })
    expect(store.people()).toHaveLength(80)
    store.close()
    expect(integrity(directory)).toBe('ok')
  })

  test('one of which is killed while it enrols: all that was acknowledged is there, and nobody by half', async () => {
    const directory = temporaryFolder()
    const acknowledged: string[] = []
    for (let run = 0; run < 8; run++) {
      const { child, output, closed } = start('enrol-many.ts', directory, `run${run}`, 100_000)
      while (!output.out.includes('\n') && child.exitCode === null) await once(child.stdout!, 'data')
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
      child.kill('SIGKILL')
      await closed
      expect(output.error).toBe('')
      acknowledged.push(...wholeLines(output.out))
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(8)
    expect(integrity(directory)).toBe('ok')
    const store = openStore({ directory })
    const people = store.people()
    const names = new Set(people.map(({ name }) => name))
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
    expect(people.length - acknowledged.length).toBeLessThanOrEqual(8) // written, but killed before it could say so
    for (const { samples, templates } of people) {
      expect(samples).toEqual({ face: 3, voice: 2 })
      expect(templates).toHaveLength(2)
    }
    store.close()
  })
})
