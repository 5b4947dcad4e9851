// What `verify` and `identify` share: the store and the board opened, one attempt with its progress, all closed again.

import type { Store } from '../../enrollment-data/store.ts'
import type { AttemptRequest, Decision } from '../authentication/attempt.ts'
import type { System } from '../authentication/system.ts'
import { type BoardArguments, chosenBoard } from './board-options.ts'
import { readSources, type SourceArguments, type StoreArguments } from './sources.ts'

export type AttemptArguments = SourceArguments &
  StoreArguments &
  BoardArguments & { json?: boolean; pace?: boolean }

/** A sitting of its own: a simulated person enrols in session 0. */
const SIMULATED = { faces: 1, voices: 1, session: 1 }

/**
 * Runs `body` with an open store, a started system and what the options present. `check` comes first and throws for
 * what is known to fail before files are read and the board is started.
 */
export async function runAttempt<T extends Decision>(
  options: AttemptArguments,
  check: (store: Store) => void,
  body: (store: Store, system: System, request: AttemptRequest) => Promise<T>,
): Promise<T> {
  const { defaultDirectory } = await import('../../enrollment-data/open.ts')
  const { openStore } = await import('../../enrollment-data/store.ts')
  const { atBoardSpeed } = await import('../authentication/pace.ts')
  const { startSystem } = await import('../authentication/system.ts')
  const { progressBar } = await import('./progress.ts')
  const store = openStore({ directory: options.data ?? defaultDirectory(), create: false })
  try {
    check(store)
    const presented = await readSources(options, SIMULATED)
    const { board, options: boardOptions } = chosenBoard(options)
    const system = startSystem({ board, boardOptions })
    const bar = progressBar(presented.faces.length + presented.voices.length)
    try {
      const onProgress = ({ done, source }: { done: number; source: string }) => bar.update(done, source)
      const attempt = () => body(store, system, { ...presented, onProgress })
      return await (options.pace ? atBoardSpeed(attempt) : attempt())
    } finally {
      bar.stop()
    }
  } finally {
    store.close()
  }
}
