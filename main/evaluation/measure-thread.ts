// A measurement on a thread of its own, so that the window stays free, and which can be ended at any moment.

import { Worker } from 'node:worker_threads'
import type { BoardOptions } from '../board/options.ts'
import { type Failure, VisemeError } from '../errors.ts'
import { workerScript } from '../worker-script.ts'
import type { EvaluationChoices } from './evaluation-inputs.ts'
import type { Measurement } from './measurement.ts'

/** What to measure, as plain data. */
export type MeasureTask =
  | {
      kind: 'data-set'
      choices: EvaluationChoices
      board: { id: string; options: Partial<BoardOptions> }
      /** Folder of the store. */
      directory: string
    }
  | { kind: 'scores'; path: string; ratios: boolean; fmrs: number[] }

/** What the thread tells. */
export type MeasureNews =
  | { total: number }
  | { done: number }
  | { measurement: Measurement }
  | { failure: Failure }

/** Measures; `onProgress` hears how many samples of how many are done. VisemeError as of the run, `measure-cancelled`. */
export function measureOnThread(
  task: MeasureTask,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerScript('measure-worker'), { workerData: task, execArgv: [] })
    const stop = () => {
      reject(cancelled())
      void worker.terminate()
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    let total = 0
    worker.on('message', (news: MeasureNews) => {
      if ('total' in news) onProgress(0, (total = news.total))
      else if ('done' in news) onProgress(news.done, total)
      else if ('failure' in news) reject(new VisemeError(news.failure))
      else resolve(news.measurement)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      signal.removeEventListener('abort', stop)
      reject(new Error(`The thread that measures ended with exit code ${code} before its work was done.`))
    })
  })
}

function cancelled(): VisemeError {
  return new VisemeError({
    code: 'measure-cancelled',
    message: 'The measurement was cancelled.',
    next: 'Measure again: what was captured so far is kept and not captured again.',
    exitCode: 2,
  })
}
