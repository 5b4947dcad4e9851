// Streams of queries from a seed: bounds within the range of what the SubNets can do.

import { seededIntegers } from '../evaluation/random.ts'
import type { Query } from './policy.ts'
import type { ServingTable } from './serving-table.ts'
import type { StreamKind } from './settings.ts'

/** Chances per query that a burst begins and that it ends. */
const BURST_BEGINS = 0.02
const BURST_ENDS = 0.08
/** Queries of a whole drift from undemanding to demanding and back. */
const DRIFT = 400

/**
 * `count` queries of that kind for the SubNets of `table`; `period` is the Q that the adversary plays against.
 * A demand of 0 wants a quick answer of the least accuracy, 1 the highest accuracy in the time it takes; noise is added
 * to both bounds. Each query is answered by `runs` runs.
 */
export function generateStream(
  kind: StreamKind,
  table: ServingTable,
  count: number,
  period: number,
  seed: number,
  runs = 1,
): Query[] {
  const integer = seededIntegers(seed)
  const uniform = () => integer(0x40000000) / 0x40000000
  const demand = demandOf(kind, period, uniform)
  const { accuracies, latencies } = ranges(table)
  const noisy = (value: number) => Math.min(1, Math.max(0, value + 0.15 * (uniform() + uniform() - 1)))
  const within = ([low, high]: [number, number], share: number) => low + share * (high - low)
  return Array.from({ length: count }, (_, i) => {
    const wanted = demand(i)
    return {
      accuracy: within(accuracies, noisy(wanted)),
      latencyMs: runs * within(latencies, noisy(wanted)),
      runs,
    }
  })
}

function demandOf(kind: StreamKind, period: number, uniform: () => number): (i: number) => number {
  switch (kind) {
    case 'steady':
      return () => 0.5
    case 'bursty': {
      let burst = false
      return () => {
        burst = uniform() < (burst ? BURST_ENDS : BURST_BEGINS) ? !burst : burst
        return burst ? 0.9 : 0.2
      }
    }
    case 'drifting':
      return (i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / DRIFT)
    case 'adversarial':
      return (i) => Math.floor(i / period) % 2
  }
}

/** Lowest and highest accuracy of the SubNets, and their latencies with nothing cached. */
export function ranges({ supernet, latencyMs, subgraphs }: ServingTable): {
  accuracies: [number, number]
  latencies: [number, number]
} {
  const extent = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)]
  return {
    accuracies: extent(supernet.subnets.map(({ accuracy }) => accuracy)),
    latencies: extent(supernet.subnets.map((_, s) => latencyMs[s * subgraphs.length])),
  }
}
