// `viseme demo`: simulated people from enrolment to a DET curve; no camera, microphone or data set is needed.

import { type Command, Option } from 'commander'
import { requireWritableReport } from '../evaluation/report/report-files.ts'
import { LARGEST_SEED, wholeFrom } from './arguments.ts'
import type { BoardArguments } from './board-options.ts'
import { addBoardOptions, chosenBoard } from './board-options.ts'
import { answer } from './output.ts'

interface DemoArguments extends BoardArguments {
  people: number
  sessions: number
  seed: number
  out?: string
  json?: boolean
}

export function demoCommand(program: Command): void {
  const command = program
    .command('demo')
    .description('simulated people on the emulated board, from enrolment to a DET curve')
    .addOption(new Option('--people <number>', 'how many people').argParser(wholeFrom(2, 1000)).default(20))
    .addOption(new Option('--sessions <number>', 'sittings of each').argParser(wholeFrom(2, 100)).default(4))
    .addOption(new Option('--seed <number>', 'which people').argParser(wholeFrom(0, LARGEST_SEED)).default(1))
  addBoardOptions(command)
    .option('--out <folder>', 'write there: report.html, figures.csv, measurement.json')
    .option('--json', 'print one JSON document')
    .action(async (options: DemoArguments) => {
      const { startSystem } = await import('../authentication/system.ts')
      const { NEEDED } = await import('../authentication/enrol.ts')
      const { capturePool } = await import('../evaluation/capture-pool.ts')
      const { demonstrate } = await import('../evaluation/demo.ts')
      const { captureProgress } = await import('./capture-progress.ts')
      const { demoText } = await import('../evaluation/demo-text.ts')
      const { board, options: boardOptions } = chosenBoard(options)
      const system = startSystem({ board, boardOptions })
      const { people, sessions, seed, out } = options
      if (out !== undefined) requireWritableReport(out)
      const progress = captureProgress(people * sessions, 'sittings')
      try {
        const demonstration = await demonstrate({
          people,
          sessions,
          seed,
          enrolment: NEEDED,
          networks: system.models,
          fusion: system.fusion,
          capture: capturePool({ board, boardOptions }),
          onAttempt: progress.advance,
        })
        progress.stop()
        if (out !== undefined) {
          const { demoMeasurement } = await import('../evaluation/demo-measurement.ts')
          const { demoCommandLine } = await import('../evaluation/repeat-command.ts')
          const { writeReport } = await import('../evaluation/report/write-report.ts')
          const made = {
            board: board.id,
            networks: system.models,
            fusion: system.fusion,
            enrolment: NEEDED,
            command: demoCommandLine(options, { id: options.board, options: boardOptions }),
          }
          writeReport(out, demoMeasurement(demonstration, made), { names: false })
        }
        answer(options, demonstration.demo, (found) => demoText(found).join('\n'))
      } finally {
        progress.stop()
      }
    })
}
