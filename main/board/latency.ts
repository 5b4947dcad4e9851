// The time a network takes on a board: kernel cycles and memory stalls per operator, with their interval.
// Half-widths as calibration/xtensa-notes.md suggests: that of the kernels, at least 15 % where weights are streamed
// again; half of the time of operators whose kernels were never counted.

import type { NetworkCost, OperatorCost } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import { kernelCycles, kernelUncertainty } from './costs.ts'
import {
  activationStallCycles,
  configuredSource,
  persistentStallCycles,
  restreams,
  type WeightSource,
  type WeightTraffic,
  weightTraffic,
} from './memory-traffic.ts'
import type { BoardOptions } from './options.ts'
import type { Cycles, Interval } from './units.ts'
import { cycles } from './units.ts'

const STREAMED_UNCERTAINTY = 0.15

/** Cycles of one run of an operator: computing, waiting for weights, waiting for activations. */
export interface OperatorCycles {
  kernel: number
  weights: WeightTraffic
  activations: number
  total: Cycles
}

export interface NetworkLatency extends Interval<Cycles> {
  operators: OperatorCycles[]
  /** Cycles of the estimate in which the core waits for flash or PSRAM. */
  stalls: Cycles
}

/** Cycles of one operator with its weights where `source` says. */
export function operatorCycles(
  cost: OperatorCost,
  board: Board,
  options: BoardOptions,
  source: WeightSource = configuredSource(options),
): OperatorCycles {
  const kernel = kernelCycles(cost, board, options)
  const weights = weightTraffic(cost, board, options, source)
  const activations = activationStallCycles(cost, board, options)
  return { kernel, weights, activations, total: cycles(kernel + weights.cycles + activations) }
}

/**
 * Cycles of every operator and of one invocation; errors of operators are taken as fully dependent. `sourceOf` says
 * where each operator's weights lie if not where the configuration puts them.
 */
export function networkLatency(
  { operators, arena }: Pick<NetworkCost, 'operators' | 'arena'>,
  board: Board,
  options: BoardOptions,
  sourceOf: (cost: OperatorCost) => WeightSource = () => configuredSource(options),
): NetworkLatency {
  let stalls = persistentStallCycles(arena.tailBytes, board, options)
  let estimate = stalls
  let halfWidth = estimate * STREAMED_UNCERTAINTY
  const each: OperatorCycles[] = []
  for (const cost of operators) {
    const source = sourceOf(cost)
    const spent = operatorCycles(cost, board, options, source)
    const streamed =
      restreams(cost, board, options, source) || (options.arena === 'psram' && cost.activationBytes > 0)
    each.push(spent)
    estimate += spent.total
    stalls += spent.weights.cycles + spent.activations
    const uncertainty = kernelUncertainty(cost, board, options)
    halfWidth += spent.total * (streamed ? Math.max(uncertainty, STREAMED_UNCERTAINTY) : uncertainty)
  }
  return {
    operators: each,
    stalls: cycles(stalls),
    estimate: cycles(estimate),
    low: cycles(estimate - halfWidth),
    high: cycles(estimate + halfWidth),
  }
}
