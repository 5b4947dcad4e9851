import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { EmbeddingCache, embeddingCacheFile } from '../../enrollment-data/embedding-cache.ts'
import { StoreError } from '../../enrollment-data/errors.ts'
import { cachedCapture } from '../../main/evaluation/cached-capture.ts'
import {
  type Captured,
  type CaptureTask,
  type Source,
  sampleTask,
} from '../../main/evaluation/capture-task.ts'
import { pipelines } from '../../main/evaluation/pipeline.ts'
import { simulatedSet } from '../../main/evaluation/simulated-set.ts'
import { readZoo } from '../../main/inference/zoo.ts'
import { embeddingOf, fakeCapture } from './fake-capture.ts'

const pipeline = (name: string) => ({ hash: new Uint8Array(32).fill(name.charCodeAt(0)), networks: {} })
const PIPELINES = { face: pipeline('f'), voice: pipeline('v') }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'viseme-cache-'))
})

const fileTask = (path: string, start: number | null = null, end: number | null = null): CaptureTask => ({
  face: [],
  voice: [{ kind: 'file', path, start, end }],
})

/** Files with `contents`, a capturer that embeds by path, and a run over them through the cache. */
function setUp(answer?: (source: Source) => Captured, used = PIPELINES) {
  const fake = fakeCapture(
    answer ?? (() => ({ embedding: embeddingOf(fake.asked.length, 0, 0.1), quality: 0.5 })),
  )
  const cache = new EmbeddingCache(folder)
  const tally = { found: 0, captured: 0, seconds: 0, trouble: null as string | null }
  const capture = cachedCapture(fake.capture, cache, used, tally)
  return { asked: fake.asked, cache, tally, capture }
}

describe('a capturer with a cache', () => {
  it('captures no content twice, wherever the file lies, and gives back the same', async () => {
    const [one, copy, other] = ['one.wav', 'copy.wav', 'other.wav'].map((name) => join(folder, name))
    writeFileSync(one, 'speech')
    writeFileSync(copy, 'speech')
    writeFileSync(other, 'other speech')
    const first = setUp()
    const before = await first.capture([fileTask(one), fileTask(other)])
    first.cache.close()
    const second = setUp()
    const told: number[] = []
    const after = await second.capture([fileTask(other), fileTask(copy), fileTask(one)], (index) =>
      told.push(index),
    )
    expect(second.asked).toEqual([])
    expect(second.tally).toMatchObject({ found: 3, captured: 0, trouble: null })
    expect(after.map(({ voice }) => voice)).toEqual([before[1].voice, before[0].voice, before[0].voice])
    expect(told).toEqual([0, 1, 2])
    second.cache.close()
  })

  it('captures again what is another part of a recording, another content, or goes another way', async () => {
    const path = join(folder, 'long.wav')
    writeFileSync(path, 'long speech')
    const { capture, asked, cache } = setUp()
    await capture([fileTask(path, 0, 2)])
    await capture([fileTask(path, 0, 2), fileTask(path, 2, 4), fileTask(path)])
    expect(asked).toHaveLength(3)
    writeFileSync(path, 'longer speech')
    await capture([fileTask(path)])
    expect(asked).toHaveLength(4)
    cache.close()
    const changed = setUp(undefined, { ...PIPELINES, voice: pipeline('w') })
    await changed.capture([fileTask(path)])
    expect(changed.asked).toHaveLength(1)
    changed.cache.close()
  })

  it('remembers why a sample failed, without its path', async () => {
    const [bad, elsewhere] = [join(folder, 'bad.wav'), join(folder, 'elsewhere.wav')]
    writeFileSync(bad, 'noise')
    writeFileSync(elsewhere, 'noise')
    const failure = (source: Source): Captured => ({
      failed: 'read',
      code: 'unreadable-audio',
      message: `${source.kind === 'file' && source.path} cannot be read as sound.`,
    })
    const first = setUp(failure)
    await first.capture([fileTask(bad)])
    const [{ voice }] = await first.capture([fileTask(elsewhere)])
    expect(first.asked).toHaveLength(1)
    expect(voice).toEqual([
      { failed: 'read', code: 'unreadable-audio', message: `${elsewhere} cannot be read as sound.` },
    ])
    expect(first.cache.size()).toMatchObject({ embeddings: 0, failures: 1 })
    first.cache.close()
  })

  it('tries again what failed for want of the file, or of the board', async () => {
    const path = join(folder, 'late.wav')
    const { capture, asked, cache } = setUp(() => ({
      failed: 'capture',
      code: 'out-of-memory',
      message: 'It is too large for this board.',
      passing: true,
    }))
    await capture([fileTask(path)])
    writeFileSync(path, 'speech')
    await capture([fileTask(path)])
    await capture([fileTask(path)])
    expect(asked).toHaveLength(3)
    cache.close()
  })

  it('keeps every capture as it is made, so that a run that was cut goes on', async () => {
    const tasks = simulatedSet('simulated:3:2')!.samples.map(sampleTask)
    const cut = setUp()
    const failing = cachedCapture(
      async (all, onDone) => {
        const fake = fakeCapture(() => ({ embedding: embeddingOf(1, 1, 1), quality: 1 }))
        await fake.capture(all.slice(0, 5), onDone)
        throw new Error('cut')
      },
      cut.cache,
      PIPELINES,
      cut.tally,
    )
    await expect(failing(tasks)).rejects.toThrow('cut')
    cut.cache.close()
    const again = setUp()
    await again.capture(tasks)
    expect(again.tally).toMatchObject({ found: 5, captured: 7 })
    again.cache.close()
  })

  it('goes on where the cache can no longer be written, and says why', async () => {
    const path = join(folder, 'a.wav')
    writeFileSync(path, 'speech')
    const { capture, tally } = setUp()
    const full = {
      find: () => undefined,
      keep: () => {
        throw new StoreError({ code: 'disk-full', message: 'The disk is full.', next: '', exitCode: 4 })
      },
    }
    const stubborn = cachedCapture(
      fakeCapture(() => ({ embedding: embeddingOf(1, 1, 1), quality: 1 })).capture,
      full,
      PIPELINES,
      tally,
    )
    expect(await stubborn([fileTask(path)])).toHaveLength(1)
    expect(tally.trouble).toBe('The disk is full.')
    expect(await capture([])).toEqual([])
  })
})

describe('the cache', () => {
  it('lies beside the store, readable by its owner only, and can be emptied', () => {
    expect(embeddingCacheFile(folder)).toBeNull()
    const cache = new EmbeddingCache(folder)
    const key = { sample: new Uint8Array(32).fill(1), pipeline: new Uint8Array(32).fill(2) }
    const embedding = embeddingOf(3, 1, 0.5)
    cache.keep(key, { embedding, quality: 0.25 })
    cache.keep(key, { embedding: embeddingOf(4, 1, 0.5), quality: 1 }) // whoever is first stays
    expect(cache.find(key)).toEqual({ embedding, quality: 0.25 })
    expect(cache.size()).toMatchObject({ embeddings: 1, failures: 0 })
    expect(statSync(cache.file).mode & 0o077).toBe(0)
    expect(cache.empty()).toBe(1)
    expect(cache.find(key)).toBeUndefined()
    cache.close()
    expect(embeddingCacheFile(folder)).toBe(cache.file)
  })

  it('is shared by several connections at once', () => {
    const [one, other] = [new EmbeddingCache(folder), new EmbeddingCache(folder)]
    const key = (n: number) => ({ sample: new Uint8Array(32).fill(n), pipeline: new Uint8Array(32) })
    for (let n = 0; n < 20; n++)
      (n % 2 ? one : other).keep(key(n), { failed: 'read', code: 'c', message: 'm' })
    expect(one.size().failures).toBe(20)
    expect(other.find(key(1))).toEqual({ failed: 'read', code: 'c', message: 'm' })
    one.close()
    other.close()
  })

  it('is a StoreError where the folder cannot be one', () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    expect(() => new EmbeddingCache(join(file, 'below'))).toThrow(StoreError)
    rmSync(folder, { recursive: true })
  })
})

describe('a pipeline', () => {
  it('changes with any network of its chain, and not with those of the other', () => {
    const zoo = readZoo()
    const changed = new Map(zoo)
    changed.set('face-landmarks', { ...zoo.get('face-landmarks')!, sha256: '0'.repeat(64) })
    const [before, after] = [pipelines(zoo), pipelines(changed)]
    expect(before.face.hash).not.toEqual(after.face.hash)
    expect(before.voice.hash).toEqual(after.voice.hash)
    expect(Object.keys(before.face.networks)).toEqual(['face-detect', 'face-landmarks', 'face-embed'])
  })
})
