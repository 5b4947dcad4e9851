// What `verify` and `identify` share: the store and the board opened, one attempt with its progress, all closed again.

import type { Command } from 'commander'
import type { Modality } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import type { AttemptRequest, Decision } from '../authentication/attempt.ts'
import type { System } from '../authentication/system.ts'
import type { BoardArguments } from './board-options.ts'
import { chosenSystemOptions, type DesignArguments } from './design-option.ts'
import { nextStep } from './next-step.ts'
import { chosenSystem, type SchedulerArguments } from './scheduler-options.ts'
import { readSources, type SourceArguments, type StoreArguments } from './sources.ts'
import { openNamedStore, unlock } from './store-access.ts'

export type AttemptArguments = SourceArguments &
  StoreArguments &
  BoardArguments &
  DesignArguments &
  SchedulerArguments & { json?: boolean; pace?: boolean; trial?: boolean; cascade?: boolean }

/** `--trial`. */
export function addTrialOption(command: Command): Command {
  return command.option(
    '--trial',
    "a researcher's trial: lock-out neither refuses nor counts it; let nobody in on its answer",
  )
}

/** A sitting of its own: a simulated person enrols in session 0. */
const SIMULATED = { session: 1 }

/**
 * Runs `body` with an open store, a started system and what the options present. `check` comes first and throws for
 * what is known to fail before files are read and the board is started. The document of a trial says that it is one.
 */
export async function runAttempt<T extends Decision>(
  options: AttemptArguments,
  check: (store: Store) => void,
  body: (store: Store, system: System, request: AttemptRequest) => Promise<T>,
): Promise<T & { trial?: true }> {
  const { atBoardSpeed } = await import('../authentication/pace.ts')
  const { defaultDirectory } = await import('../../enrollment-data/open.ts')
  const { progressBar } = await import('./progress.ts')
  const store = await openNamedStore(options)
  try {
    check(store)
    await unlock(store, options)
    const fixed = await chosenSystemOptions(options, options.data ?? defaultDirectory())
    const has = (modality: Modality) => Number(fixed.modalities?.includes(modality) ?? true)
    const presented = await readSources(options, { ...SIMULATED, faces: has('face'), voices: has('voice') })
    const system = await chosenSystem(options, fixed)
    boardNames.set(options, system.machine.board.name)
    const bar = progressBar(presented.faces.length + presented.voices.length)
    try {
      const onProgress = ({ done, source }: { done: number; source: string }) => bar.update(done, source)
      const attempt = () =>
        body(store, system, { ...presented, trial: options.trial, cascade: options.cascade, onProgress })
      const decision = await (options.pace ? atBoardSpeed(attempt) : attempt())
      return options.trial ? { ...decision, trial: true } : decision
    } finally {
      bar.stop()
    }
  } finally {
    store.close()
  }
}

/** Names of the boards that attempts were made on. */
const boardNames = new WeakMap<AttemptArguments, string>()

/** The board that the attempt of these options was made on. */
export const boardNameOf = (options: AttemptArguments): string => boardNames.get(options) ?? options.board

/** The document of an attempt that lock-out refused: a rejection in which nothing was compared. */
export interface LockedOut {
  person: string | null
  decision: 'reject'
  reason: 'locked-out'
  /** Seconds until an attempt is compared again. */
  retry_after_s: number
  /** Failures in a row. */
  failures: number
  score: null
  threshold: null
  modalities: Record<string, never>
  board: null
}

/** Runs an attempt; one that lock-out refuses becomes its document instead of a failure. */
export async function orLockedOut<T>(
  person: string | null,
  attempt: () => Promise<T>,
): Promise<T | LockedOut> {
  const { LockedOutError } = await import('../authentication/locked-out.ts')
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof LockedOutError)) throw error
    process.stderr.write(`viseme: ${error.message}\n        ${nextStep(error)}\n`)
    return {
      person,
      decision: 'reject',
      reason: 'locked-out',
      retry_after_s: error.retryAfterSeconds,
      failures: error.failures,
      score: null,
      threshold: null,
      modalities: {},
      board: null,
    }
  }
}

/** A refusal as text; what the document of a comparison says is told by `describe`. */
export const describing =
  <T extends object>(describe: (document: T) => string) =>
  (document: T | LockedOut): string =>
    'retry_after_s' in document
      ? `REJECT  locked out: ${document.failures} failures in a row, ${document.retry_after_s} s left`
      : describe(document)
