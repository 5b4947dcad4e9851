// A capturer that remembers: what was captured before, by content, is taken from the cache, and every capture is kept
// as soon as it is made, so that a run that was ended goes on where it stopped.

import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { CachedCapture, CacheKey, EmbeddingCache } from '../../enrollment-data/embedding-cache.ts'
import { StoreError } from '../../enrollment-data/errors.ts'
import { type Modality, modalities } from '../../enrollment-data/records.ts'
import {
  type CaptureAll,
  type Captured,
  type CaptureResult,
  type CaptureTask,
  type Source,
  succeeded,
} from './capture-task.ts'
import type { Pipeline } from './pipeline.ts'

/** Files that are read at the same time to be hashed. */
const READ_AHEAD = 16
/** Stands in messages for the path of a sample, which the cache does not keep. */
const PATH = '\u0001'

/** How many samples were found and how many had to be captured; counted while a capturer works. */
export interface CaptureTally {
  found: number
  captured: number
  /** Wall-clock time of looking up and capturing. */
  seconds: number
  /** Why the cache could not be written any more; null where it could. */
  trouble: string | null
}

/**
 * `capture` behind a cache. Tasks of one sample each are looked up; the cost on the board of what is found there is 0.
 * A cache that can no longer be written ends no run: the tally says why.
 */
export function cachedCapture(
  capture: CaptureAll,
  cache: Pick<EmbeddingCache, 'find' | 'keep'>,
  pipelines: Record<Modality, Pipeline>,
  tally: CaptureTally,
): CaptureAll {
  return async (tasks, onDone = () => {}) => {
    const keys = await inParallel(tasks, (task) => keyOf(task, pipelines))
    const results = tasks.map((task, i) => found(task, keys[i] && cache.find(keys[i])))
    results.forEach((result, i) => {
      if (!result) return
      tally.found++
      onDone(i, result)
    })
    const missing = [...tasks.keys()].filter((i) => !results[i])
    if (missing.length === 0) return results as CaptureResult[]
    const captured = await capture(
      missing.map((i) => tasks[i]),
      (position, result) => {
        const i = missing[position]
        tally.captured++
        const { sources, one } = single(tasks[i], result)
        const key = keys[i]
        if (key && one) keepOrSay(cache, key, withoutPath(one, sources[0]), tally)
        onDone(i, result)
      },
    )
    missing.forEach((i, position) => {
      results[i] = captured[position]
    })
    return results as CaptureResult[]
  }
}

function keepOrSay(
  cache: Pick<EmbeddingCache, 'keep'>,
  key: CacheKey,
  captured: Captured,
  tally: CaptureTally,
): void {
  if (!succeeded(captured) && captured.passing) return
  try {
    cache.keep(key, captured)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    tally.trouble = error.message
  }
}

/** The one sample of a task and its capture; undefined where there are several. */
function single(task: CaptureTask, result: CaptureResult): { sources: Source[]; one: Captured | undefined } {
  const sources = modalities.flatMap((modality) => task[modality])
  const captures = modalities.flatMap((modality) => result[modality])
  return { sources, one: captures.length === 1 ? captures[0] : undefined }
}

/** Null where a task has several samples, or a file that cannot be read. */
async function keyOf(task: CaptureTask, pipelines: Record<Modality, Pipeline>): Promise<CacheKey | null> {
  const presented = modalities.flatMap((modality) => task[modality].map((source) => ({ modality, source })))
  if (presented.length !== 1) return null
  const [{ modality, source }] = presented
  const sample = await contentHash(source)
  return sample && { sample, pipeline: pipelines[modality].hash }
}

async function contentHash(source: Source): Promise<Uint8Array | null> {
  const hash = createHash('sha256')
  if (source.kind === 'simulated') {
    return hash.update(`simulated ${source.seed} ${source.session} ${source.index}`).digest()
  }
  try {
    hash.update(await readFile(source.path))
  } catch {
    return null // the capturer says what is wrong with it
  }
  if (source.start !== null || source.end !== null) hash.update(`\n${source.start} ${source.end}`)
  return hash.digest()
}

function found(task: CaptureTask, cached: CachedCapture | null | undefined): CaptureResult | undefined {
  if (!cached) return undefined
  const board = { face_ms: 0, voice_ms: 0, attempt_ms: 0, peak_ram_bytes: 0 }
  const of = (modality: Modality) => task[modality].map((source) => withPath(cached, source))
  return { face: of('face'), voice: of('voice'), board }
}

function withoutPath(captured: Captured, source: Source): Captured {
  if (succeeded(captured) || source.kind !== 'file') return captured
  return { ...captured, message: captured.message.replaceAll(source.path, PATH) }
}

function withPath(cached: CachedCapture, source: Source): Captured {
  if ('embedding' in cached || source.kind !== 'file') return cached
  return { ...cached, message: cached.message.replaceAll(PATH, source.path) }
}

/** `of` every item, in order, several at a time. */
async function inParallel<T, R>(items: readonly T[], of: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const i = next++
      results[i] = await of(items[i])
    }
  }
  await Promise.all(Array.from({ length: Math.min(READ_AHEAD, items.length) }, work))
  return results
}
