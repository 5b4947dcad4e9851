// `viseme inspect`: what a .tflite asks of a board, and whether the board can give it. Exit 3 when it does not fit.

import type { Command } from 'commander'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { prepareModelFile } from './model-file.ts'
import { answer } from './output.ts'

export function inspectCommand(program: Command): void {
  const command = program
    .command('inspect <model>')
    .description('operators, memory, time and energy of a .tflite on a board; exit 3 when it does not fit')
  addBoardOptions(command)
    .option('--json', 'print one JSON document')
    .action(async (path: string, options: BoardArguments & { json?: boolean }) => {
      const { assess } = await import('../board/assess.ts')
      const { assessmentText } = await import('./assessment-text.ts')
      const { board, options: configuration } = chosenBoard(options)
      const assessment = assess(await prepareModelFile(path), board, configuration)
      answer(options, assessment, (found) => assessmentText(board, found))
      if (!assessment.fits) process.exitCode = 3
    })
}
