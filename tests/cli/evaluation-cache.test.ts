import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EmbeddingCache, embeddingCacheFile } from '../../enrollment-data/embedding-cache.ts'
import { newFolder } from './presented.ts'
import { viseme } from './viseme.ts'

const evaluate = (data: string, ...more: string[]) =>
  viseme('evaluate', '--dataset', 'simulated:3:2:5', '--resamples', '20', '--data', data, '--json', ...more)

/** The document without what tells a first run from a second. */
const figures = ({ captured: _, ...document }: Record<string, unknown>) => document

describe('an evaluation that ran before', () => {
  it('captures nothing, finds the same, and can be forgotten', async () => {
    const data = newFolder()
    const first = await evaluate(data)
    expect(first.json.captured).toMatchObject({ anew: 12, from_cache: 0 })
    expect(first.json).toMatchObject({ simulated: true, people: 3, samples: 12 })
    const second = await evaluate(data)
    expect(second.json.captured).toMatchObject({ anew: 0, from_cache: 12 })
    expect(figures(second.json)).toEqual(figures(first.json))
    // Another protocol needs no capture either.
    const sessions = await evaluate(data, '--protocol', 'sessions')
    expect(sessions.json.captured).toMatchObject({ anew: 0, from_cache: 12 })
    expect(sessions.json.systems.face).toMatchObject({ genuine: 3, impostor: 6 })

    expect((await viseme('cache', 'show', '--data', data, '--json')).json).toMatchObject({ embeddings: 12 })
    expect((await viseme('cache', 'empty', '--data', data, '--json')).json).toMatchObject({
      embeddings: 0,
      removed: 12,
    })
  })

  it('keeps nothing where it was told so', async () => {
    const data = newFolder()
    const { json } = await evaluate(data, '--no-cache')
    expect(json.captured).toMatchObject({ anew: 12, from_cache: 0 })
    expect(embeddingCacheFile(data)).toBeNull()
    expect((await viseme('cache', 'show', '--data', data)).out).toMatch(/No embeddings are kept/)
  })
})

describe('an evaluation that was killed', () => {
  it('goes on where it stopped', async () => {
    const data = newFolder()
    const samples = 2 * 6 * 3
    const args = ['evaluate', '--dataset', 'simulated:6:3:9', '--resamples', '20', '--data', data, '--json']
    const kept = () => {
      if (embeddingCacheFile(data) === null) return 0
      const cache = new EmbeddingCache(data)
      try {
        return cache.size().embeddings
      } finally {
        cache.close()
      }
    }
    const run = spawn(process.execPath, [resolve('main/cli.ts'), ...args], { stdio: 'ignore' })
    const ended = new Promise((done) => run.on('exit', done))
    while (run.exitCode === null && kept() < 4) await new Promise((done) => setTimeout(done, 20))
    run.kill('SIGKILL')
    await ended
    const before = kept()
    expect(before).toBeGreaterThanOrEqual(4)
    expect(before).toBeLessThan(samples)

    const { json } = await viseme(...args)
    expect(json.captured).toMatchObject({ from_cache: before, anew: samples - before })
    expect(json.fta.face.trials).toBe(samples / 2)
  }, 180_000)
})
