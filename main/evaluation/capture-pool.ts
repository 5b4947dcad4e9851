// Captures many attempts on all processors: one thread with a board of its own for each.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CaptureAll, CaptureResult, CaptureSettings } from './capture-task.ts'

/** Tasks a thread has in hand, so that it never waits for the next. */
const AHEAD = 2

/**
 * A capturer for boards of these settings. It rejects where a board cannot be started (its VisemeError) or a thread
 * meets a defect; samples that cannot be captured are results, not errors.
 */
export function capturePool(settings: CaptureSettings, threads: number = availableParallelism()): CaptureAll {
  return async (tasks, onDone = () => {}) => {
    const results = new Array<CaptureResult>(tasks.length)
    let next = 0
    const serve = () =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL('./capture-worker.ts', import.meta.url), {
          workerData: settings,
          execArgv: [],
        })
        let inHand = 0
        const send = () => {
          if (next >= tasks.length) return
          worker.postMessage({ index: next, task: tasks[next] })
          next++
          inHand++
        }
        worker.on('message', ({ index, result }: { index: number; result: CaptureResult }) => {
          results[index] = result
          inHand--
          onDone()
          send()
          if (inHand === 0) worker.terminate().then(() => resolve(), reject)
        })
        worker.on('error', (error) => {
          next = tasks.length
          reject(error)
        })
        for (let i = 0; i < AHEAD; i++) send()
        if (inHand === 0) worker.terminate().then(() => resolve(), reject)
      })
    await Promise.all(Array.from({ length: Math.max(1, Math.min(threads, tasks.length)) }, serve))
    return results
  }
}
