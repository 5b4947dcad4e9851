// `viseme identify`: who of the people enrolled is this, if anybody? Exit 0 recognised, 1 nobody.

import type { Command } from 'commander'
import {
  type AttemptArguments,
  addTrialOption,
  boardNameOf,
  describing,
  orLockedOut,
  runAttempt,
} from './attempt.ts'
import { addBoardOptions } from './board-options.ts'
import { addDesignOption } from './design-option.ts'
import { answer } from './output.ts'
import { addSchedulerOptions } from './scheduler-options.ts'
import { addSourceOptions, addStoreOption } from './sources.ts'

export function identifyCommand(program: Command): void {
  const command = program
    .command('identify')
    .description('find the enrolled person a face, a voice or both belong to; exit 1 when it is nobody')
  addSchedulerOptions(
    addDesignOption(addTrialOption(addBoardOptions(addStoreOption(addSourceOptions(command))))),
  )
    .option('--pace', 'take as long as the board would')
    .option('--cascade', 'look at the voice only where the face is unsure')
    .option('--json', 'print one JSON document')
    .action(async (options: AttemptArguments) => {
      const { identify, requireSomebody } = await import('../authentication/identify.ts')
      const { identificationText } = await import('./decision-text.ts')
      const decision = await orLockedOut(null, () => runAttempt(options, requireSomebody, identify))
      answer(
        options,
        decision,
        describing((document) => identificationText(document, boardNameOf(options))),
      )
      if (decision.decision === 'reject') process.exitCode = 1
    })
}
