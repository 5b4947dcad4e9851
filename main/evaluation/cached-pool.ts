// The capturing threads behind the cache of a store's folder.

import { EmbeddingCache } from '../../enrollment-data/embedding-cache.ts'
import { StoreError } from '../../enrollment-data/errors.ts'
import { readZoo } from '../inference/zoo.ts'
import { type CaptureTally, cachedCapture } from './cached-capture.ts'
import { capturePool } from './capture-pool.ts'
import type { CaptureAll, CaptureSettings } from './capture-task.ts'
import { type Pipeline, pipelines } from './pipeline.ts'

export interface CachedPool {
  capture: CaptureAll
  /** What was found in the cache and what was captured so far. */
  tally: CaptureTally
  pipelines: Record<'face' | 'voice', Pipeline>
  close(): void
}

/**
 * Opens the cache of `directory` in front of a pool; `directory: null` captures everything anew and keeps nothing.
 * Where the cache cannot be opened the pool works without it, and the tally says why.
 */
export function openCachedPool(settings: CaptureSettings, directory: string | null): CachedPool {
  const pool = capturePool(settings)
  const tally: CaptureTally = { found: 0, captured: 0, seconds: 0, trouble: null }
  const known = pipelines(settings.zoo ?? readZoo())
  const cache = directory === null ? null : openCache(directory, tally)
  const counting: CaptureAll = (tasks, onDone = () => {}) =>
    pool(tasks, (index, result) => {
      tally.captured++
      onDone(index, result)
    })
  const capture = cache ? cachedCapture(pool, cache, known, tally) : counting
  return {
    capture: async (tasks, onDone) => {
      const began = performance.now()
      const results = await capture(tasks, onDone)
      tally.seconds += (performance.now() - began) / 1000
      return results
    },
    tally,
    pipelines: known,
    close: () => cache?.close(),
  }
}

function openCache(directory: string, tally: CaptureTally): EmbeddingCache | null {
  try {
    return new EmbeddingCache(directory)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    tally.trouble = error.message
    return null
  }
}
