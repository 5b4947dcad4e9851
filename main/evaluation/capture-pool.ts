// Captures many attempts on all processors: one thread with a board of its own for each.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { VisemeError } from '../errors.ts'
import { workerScript } from '../worker-script.ts'
import type { CaptureAll, CaptureAnswer, CaptureResult, CaptureSettings } from './capture-task.ts'

/** Tasks a thread has in hand, so that it never waits for the next. */
const AHEAD = 2

/**
 * A capturer for boards of these settings. It rejects where a board cannot be started (its VisemeError) or a thread
 * meets a defect or ends; samples that cannot be captured are results, not errors.
 */
export function capturePool(
  settings: CaptureSettings,
  threads: number = availableParallelism(),
  script: URL = workerScript('capture-worker'),
): CaptureAll {
  return async (tasks, onDone = () => {}) => {
    const results = new Array<CaptureResult>(tasks.length)
    let next = 0
    const serve = () =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(script, { workerData: settings, execArgv: [] })
        let inHand = 0
        const fail = (error: Error) => {
          next = tasks.length
          reject(error)
        }
        const send = () => {
          if (next >= tasks.length) return
          worker.postMessage({ index: next, task: tasks[next] })
          next++
          inHand++
        }
        worker.on('message', (answer: CaptureAnswer) => {
          if ('failure' in answer) {
            fail(new VisemeError(answer.failure))
            worker.terminate()
            return
          }
          results[answer.index] = answer.result
          inHand--
          onDone(answer.index, answer.result)
          send()
          if (inHand === 0) worker.terminate().then(() => resolve(), reject)
        })
        worker.on('error', fail)
        worker.on('exit', (code) => {
          if (inHand > 0)
            fail(new Error(`A capturing thread ended with exit code ${code} before its work was done.`))
        })
        for (let i = 0; i < AHEAD; i++) send()
        if (inHand === 0) worker.terminate().then(() => resolve(), reject)
      })
    await Promise.all(Array.from({ length: Math.max(1, Math.min(threads, tasks.length)) }, serve))
    return results
  }
}
