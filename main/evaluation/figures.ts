// All that a screen or a report shows of one system's comparisons, here or on a thread of its own.

import { Worker } from 'node:worker_threads'
import { VisemeError } from '../errors.ts'
import { workerScript } from '../worker-script.ts'
import type { Comparisons } from './comparisons.ts'
import { type BandOptions, type ErrorBands, errorBands } from './error-bands.ts'
import { type MetricsOptions, measure, type SystemMetrics } from './metrics.ts'
import { type ScoreHistogram, scoreHistogram } from './score-histogram.ts'
import { type SortedScores, sortedScores } from './sorted-scores.ts'

export interface FiguresOptions extends Omit<MetricsOptions, 'people'>, BandOptions {
  /** Of the histogram. */
  bins?: number
}

export interface Figures {
  metrics: SystemMetrics
  bands: ErrorBands
  histogram: ScoreHistogram
  /** For ratesAtThreshold. */
  sorted: SortedScores
}

/** What a thread answers. */
export type FiguresAnswer = { figures: Figures } | { failure: ConstructorParameters<typeof VisemeError>[0] }

/** The figures of comparisons. VisemeError on NaN, and where genuine or impostor comparisons are missing. */
export function figures(comparisons: Comparisons, options: FiguresOptions = {}): Figures {
  const { scores, people } = comparisons
  return {
    metrics: measure(scores, { ...options, people: people ?? undefined }),
    bands: errorBands(comparisons, options),
    histogram: scoreHistogram(scores, options.bins),
    sorted: sortedScores(scores),
  }
}

/** The same on a thread of its own, so that the caller stays free; stopped when `signal` is aborted. */
export function figuresOnThread(
  comparisons: Comparisons,
  options: FiguresOptions = {},
  signal?: AbortSignal,
): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerScript('figures-worker'), {
      workerData: { comparisons, options },
      execArgv: [],
    })
    const stop = () => {
      worker.terminate()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted) stop()
    worker.on('message', (answer: FiguresAnswer) => {
      if ('figures' in answer) resolve(answer.figures)
      else reject(new VisemeError(answer.failure))
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      signal?.removeEventListener('abort', stop)
      reject(new Error(`The thread that measures ended with exit code ${code} before its work was done.`))
    })
  })
}
