// The time a network takes on a board: kernel cycles and memory stalls per operator, with their interval.
// Half-widths as calibration/xtensa-notes.md suggests: that of the kernels, at least 15 % where flash is streamed again.

import type { PreparedModel } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import { kernelCycles, kernelTable } from './costs.ts'
import { persistentStallCycles, restreams, stallCycles } from './memory-traffic.ts'
import type { BoardOptions } from './options.ts'
import type { Cycles, Interval } from './units.ts'
import { cycles } from './units.ts'

const STREAMED_UNCERTAINTY = 0.15

export interface NetworkLatency extends Interval<Cycles> {
  operators: Cycles[]
}

/** Cycles of every operator and of one invocation; errors of operators are taken as fully dependent. */
export function networkLatency(
  { operators, arena }: Pick<PreparedModel, 'operators' | 'arena'>,
  board: Board,
  options: BoardOptions,
): NetworkLatency {
  let estimate = persistentStallCycles(arena.tailBytes, board, options)
  let halfWidth = estimate * STREAMED_UNCERTAINTY
  const each: Cycles[] = []
  for (const cost of operators) {
    const spent = kernelCycles(cost, board, options) + stallCycles(cost, board, options)
    const streamed =
      restreams(cost, board, options) || (options.arena === 'psram' && cost.activationBytes > 0)
    each.push(cycles(spent))
    estimate += spent
    const { uncertainty } = kernelTable(cost, board, options)
    halfWidth += spent * (streamed ? Math.max(uncertainty, STREAMED_UNCERTAINTY) : uncertainty)
  }
  return {
    operators: each,
    estimate: cycles(estimate),
    low: cycles(estimate - halfWidth),
    high: cycles(estimate + halfWidth),
  }
}
