// Live attempts at the board's speed: the answer comes when the board would have given it.

import { setTimeout } from 'node:timers/promises'
import type { Decision } from './attempt.ts'

/** Runs an attempt and holds its answer back until the board's estimated milliseconds have passed. */
export async function atBoardSpeed<T extends Pick<Decision, 'board'>>(attempt: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const decision = await attempt()
  await setTimeout(Math.max(0, decision.board.latency_ms.estimate - (performance.now() - started)))
  return decision
}
