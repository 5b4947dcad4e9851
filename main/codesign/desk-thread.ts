// A desk on a thread of its own, so that the window stays free while a space is costed. The latest table asked for wins:
// one that is still being made is given up.

import { Worker } from 'node:worker_threads'
import { type Failure, VisemeError } from '../errors.ts'
import { workerScript } from '../worker-script.ts'
import type { AxisName, Restriction } from './axes.ts'
import type { Level } from './columns.ts'
import type { Table } from './desk.ts'
import type { Guidelines } from './guidelines/derive.ts'
import type { Interaction } from './interactions.ts'
import type { DesignPoint } from './points.ts'
import type { ResponseName } from './responses.ts'

/** What the thread is asked. */
export interface Asks {
  axes: { ask: Record<never, never>; answer: { axes: Record<AxisName, Level[]>; designs: number } }
  count: { ask: { restriction: Restriction }; answer: { designs: number } }
  table: { ask: { restriction: Restriction; statedFmr: number | null }; answer: Table | null }
  guidelines: { ask: { fmr: number }; answer: { guidelines: Guidelines; plots: Interaction[] } }
  interactions: { ask: { response: ResponseName; fmr: number }; answer: Interaction[] }
  /** Into a folder, of which the answer is the files: the last table (some of it where `ids` names them), or a recipe. */
  write: { ask: { folder: string; what: Written }; answer: string[] }
  points: { ask: { ids: readonly string[] }; answer: DesignPoint[] }
}
export type AskName = keyof Asks

export type Written = { kind: 'csv' | 'json'; ids: readonly string[] | null } | { kind: 'recipe'; id: string }

export interface Question {
  call: number
  name: AskName
  ask: Asks[AskName]['ask']
}
export type News =
  | { call: number; done: number; total: number; what: string }
  | { call: number; answer: unknown }
  | { call: number; failure: Failure }

export type Progress = (done: number, total: number, what: string) => void

interface Waiting {
  onProgress: Progress
  resolve(answer: unknown): void
  reject(error: Error): void
}

export interface DeskThread {
  ask<Name extends AskName>(
    name: Name,
    ask: Asks[Name]['ask'],
    onProgress?: Progress,
  ): Promise<Asks[Name]['answer']>
  /** Ends the thread: what it had read has changed. The next question begins another. */
  restart(): void
}

/** `directory`: of the store, with what was added to the space and to its prices. */
export function deskThread(directory: string): DeskThread {
  let worker: Worker | null = null
  let calls = 0
  const waiting = new Map<number, Waiting>()

  const end = (error: Error): void => {
    worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const start = (): Worker => {
    const begun = new Worker(workerScript('desk-worker'), { workerData: { directory }, execArgv: [] })
    begun.unref()
    begun.on('message', (news: News) => {
      const found = waiting.get(news.call)
      if (!found) return
      if ('done' in news) return found.onProgress(news.done, news.total, news.what)
      waiting.delete(news.call)
      if ('failure' in news) found.reject(new VisemeError(news.failure))
      else found.resolve(news.answer)
    })
    begun.on('error', (error: Error) => {
      if (worker === begun) end(error)
    })
    begun.on('exit', (code) => {
      if (worker === begun) end(new Error(`The thread of the design space ended with exit code ${code}.`))
    })
    return begun
  }

  return {
    ask: (name, ask, onProgress = () => {}) =>
      new Promise((resolve, reject) => {
        worker ??= start()
        const call = ++calls
        waiting.set(call, { onProgress, resolve: resolve as (answer: unknown) => void, reject })
        worker.postMessage({ call, name, ask } satisfies Question)
      }),
    restart: () => {
      const ended = worker
      if (ended === null) return
      end(
        new VisemeError({
          code: 'space-changed',
          message: 'The design space was changed meanwhile.',
          next: 'Ask again.',
          exitCode: 2,
        }),
      )
      void ended.terminate()
    },
  }
}
