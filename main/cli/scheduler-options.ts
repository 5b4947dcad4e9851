// Options of attempts under the SuperNet scheduler, and the system that they ask for.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { System, SystemOptions } from '../authentication/system.ts'
import { type Policy, policies } from '../supernet/policy.ts'
import { type SecurityLevel, securityLevels } from '../supernet/surroundings.ts'
import { requireWritable } from '../written-file.ts'
import { positiveNumber } from './arguments.ts'

export interface SchedulerArguments {
  scheduled?: boolean
  policy?: Policy
  security?: SecurityLevel
  battery?: number
  load?: number
  allow?: number
  record?: string
}

/** `--scheduled`. */
export const addScheduledOption = (command: Command): Command =>
  command.option('--scheduled', 'under the SuperNet scheduler: networks chosen per attempt')

/** The options of an attempt, each of which switches the scheduler on. */
export function addSchedulerOptions(command: Command): Command {
  const scheduled = (flags: string, description: string) =>
    new Option(flags, description).implies({ scheduled: true })
  return addScheduledOption(command)
    .addOption(
      scheduled('--policy <name>', 'which bound is strict (default: strict-accuracy)').choices(policies),
    )
    .addOption(
      scheduled('--security <level>', 'accuracy that the SubNets must have (default: normal)').choices(
        securityLevels,
      ),
    )
    .addOption(scheduled('--battery <share>', 'charge left, 0 to 1 (default: 1)').argParser(share))
    .addOption(
      scheduled('--load <share>', 'of other work on the processor, 0 to 1 (default: 0)').argParser(share),
    )
    .addOption(
      scheduled('--allow <ms>', 'time for each network, in place of what battery and load leave').argParser(
        positiveNumber,
      ),
    )
    .addOption(
      scheduled(
        '--record <file.csv>',
        'note what surrounded the attempt, nothing of the person; the buffers begin as its earlier attempts left them',
      ),
    )
}

function share(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError('Give a number from 0 to 1.')
  }
  return value
}

/** The system that was asked for: fixed networks, or SuperNets under the scheduler. */
export async function chosenSystem(options: SchedulerArguments, fixed: SystemOptions): Promise<System> {
  if (!options.scheduled) {
    const { startSystem } = await import('../authentication/system.ts')
    return startSystem(fixed)
  }
  const { board, boardOptions } = fixed
  const { startScheduled, usualSituation } = await import('../supernet/live/scheduled-system.ts')
  const { RECORDING_HEADS, readRecording, recordingLine } = await import('../supernet/live/recording.ts')
  const { record: path } = options
  if (path !== undefined) requireWritable(path)
  const earlier =
    path !== undefined && existsSync(path) ? readRecording(readFileSync(path, 'utf8'), path) : []
  const { policy, security, battery, load, allow } = options
  const system = await startScheduled({
    board,
    boardOptions,
    situation: {
      policy: policy ?? usualSituation.policy,
      security: security ?? usualSituation.security,
      battery: battery ?? usualSituation.battery,
      load: load ?? usualSituation.load,
      allowedMs: allow ?? null,
    },
    onAttempt: (attempt) => {
      if (path === undefined) return
      if (!existsSync(path)) writeFileSync(path, `${RECORDING_HEADS}\n`)
      appendFileSync(path, `${recordingLine(attempt)}\n`)
    },
  })
  system.replay(earlier)
  return system
}
