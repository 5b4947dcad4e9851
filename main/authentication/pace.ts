// Live attempts at the board's speed: the answer comes when the board would have given it.

import { setTimeout } from 'node:timers/promises'
import type { Decision } from './attempt.ts'

/** Runs an attempt and holds its answer back until the board's estimated milliseconds have passed. */
export async function atBoardSpeed<T extends Pick<Decision, 'board'>>(attempt: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const decision = await attempt()
  await waitForBoard(decision, started)
  return decision
}

/** Waits until the board would have come to a decision that was begun at `started`, ms of performance.now(). */
export async function waitForBoard({ board }: Pick<Decision, 'board'>, started: number): Promise<void> {
  await setTimeout(Math.max(0, board.latency_ms.estimate - (performance.now() - started)))
}
