// `viseme verify`: is this the person it is claimed to be? Exit 0 accepted, 1 rejected.

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

export function verifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .description('compare a face, a voice or both with an enrolled person; exit 1 when rejected')
    .requiredOption('--person <name>', 'who it is claimed to be')
  addSchedulerOptions(
    addDesignOption(addTrialOption(addBoardOptions(addStoreOption(addSourceOptions(command))))),
  )
    .option('--pace', 'take as long as the board would')
    .option('--cascade', 'look at the voice only where the face is unsure')
    .option('--json', 'print one JSON document')
    .action(async (options: AttemptArguments & { person: string }) => {
      const { findPerson } = await import('../authentication/names.ts')
      const { verify } = await import('../authentication/verify.ts')
      const { decisionText } = await import('./decision-text.ts')
      const decision = await orLockedOut(options.person, () =>
        runAttempt(
          options,
          (store) => findPerson(store, options.person),
          (store, system, request) => verify(store, system, { ...request, person: options.person }),
        ),
      )
      answer(
        options,
        decision,
        describing((document) => decisionText(document, boardNameOf(options))),
      )
      if (decision.decision === 'reject') process.exitCode = 1
    })
}
