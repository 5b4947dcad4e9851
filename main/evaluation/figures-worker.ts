// The thread of figuresOnThread: one set of comparisons, then it ends.

import { parentPort, workerData } from 'node:worker_threads'
import { VisemeError } from '../errors.ts'
import type { Comparisons } from './comparisons.ts'
import { type FiguresAnswer, type FiguresOptions, figures } from './figures.ts'

const { comparisons, options } = workerData as { comparisons: Comparisons; options: FiguresOptions }

function answer(): FiguresAnswer {
  try {
    return { figures: figures(comparisons, options) }
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    const { code, message, next, exitCode } = error
    return { failure: { code, message, next, exitCode } }
  }
}

const answered = answer()
const moved = 'figures' in answered ? Object.values(answered.figures.sorted).map(({ buffer }) => buffer) : []
parentPort?.postMessage(answered, moved)
