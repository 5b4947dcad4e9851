// The thread of measureOnThread: one measurement, then it ends.

import { parentPort, workerData } from 'node:worker_threads'
import { boardCalled } from '../board/boards.ts'
import { VisemeError } from '../errors.ts'
import { measurementOf, measureScores, runEvaluation } from './measure-run.ts'
import type { MeasureNews, MeasureTask } from './measure-thread.ts'
import type { Measurement } from './measurement.ts'
import { evaluateCommandLine, metricsCommandLine } from './repeat-command.ts'

const task = workerData as MeasureTask
const tell = (news: MeasureNews) => parentPort?.postMessage(news)

async function measurement(): Promise<Measurement> {
  if (task.kind === 'scores') return measureScores(task, metricsCommandLine(task))
  const { choices, board, directory } = task
  let done = 0
  const outcome = await runEvaluation({
    choices,
    board: boardCalled(board.id),
    boardOptions: board.options,
    directory,
    onTotal: (total) => tell({ total }),
    onSample: () => tell({ done: ++done }),
  })
  return measurementOf(outcome, evaluateCommandLine(choices, board))
}

try {
  tell({ measurement: await measurement() })
} catch (error) {
  if (!(error instanceof VisemeError)) throw error
  const { code, message, next, exitCode } = error
  tell({ failure: { code, message, next, exitCode } })
}
