// What the persistent buffer holds next: SUSHI's rule and those it is compared with. A strategy is asked after every Q
// queries and sees which SubNets have been served; none sees the queries to come (oracle.ts does).

import type { ServingTable } from './serving-table.ts'
import type { Strategy } from './settings.ts'
import { sharedBytes } from './subgraph.ts'

/** Decides which SubGraph (a column of the table) to hold for the next Q queries. */
export interface Cache {
  /** What lies in the buffer before the first query. */
  first: number
  /** How often each SubNet ran since the last decision, and what is cached now. */
  next(served: Uint32Array, cached: number): number
}

/** Weight of the latest Q queries in the running average of what was served. */
const LATEST = 0.5

/** The strategy (settings.ts) over `table`. */
export function cacheOf(strategy: Strategy, table: ServingTable): Cache {
  const fixed = (column: number): Cache => ({ first: column, next: () => column })
  const largest = [...new Set(table.largest)]
  switch (strategy) {
    case 'none':
      return fixed(0)
    case 'static':
      return fixed(best(largest, (column) => -meanLatency(table, column)))
    case 'state-unaware':
      return fixed(best(largest, (column) => leastShared(table, column)))
    case 'most-frequent':
      return mostFrequent(table)
    case 'sushi':
      return nearest(table, largest)
    case 'amortised':
      return amortised(table, [0, ...largest])
  }
}

/** The column with the highest value. */
function best(columns: readonly number[], value: (column: number) => number): number {
  return columns.reduce((a, b) => (value(b) > value(a) ? b : a))
}

function meanLatency({ latencyMs, supernet, subgraphs }: ServingTable, column: number): number {
  const { length } = supernet.subnets
  return supernet.subnets.reduce((sum, _, s) => sum + latencyMs[s * subgraphs.length + column], 0) / length
}

const leastShared = ({ supernet, subgraphs }: ServingTable, column: number): number =>
  Math.min(
    ...supernet.subnets.map(({ shape }) => sharedBytes(supernet.layers, shape, subgraphs[column].shape)),
  )

function mostFrequent({ supernet, largest }: ServingTable): Cache {
  const counts = new Float64Array(supernet.subnets.length)
  return {
    first: 0,
    next(served) {
      served.forEach((count, s) => {
        counts[s] += count
      })
      return largest[counts.indexOf(Math.max(...counts))]
    },
  }
}

function nearest({ supernet, subgraphs }: ServingTable, columns: readonly number[]): Cache {
  const shapes = supernet.subnets.map(({ shape }) => shape)
  const average = new Float64Array(shapes[0].length)
  const extent = average.map((_, at) => Math.max(1, ...shapes.map((shape) => shape[at])))
  let decided = false
  return {
    first: 0,
    next(served) {
      const runs = served.reduce((sum, count) => sum + count, 0)
      const weight = decided ? LATEST : 1
      decided = true
      for (let at = 0; at < average.length; at++) {
        let sum = 0
        for (let s = 0; s < shapes.length; s++) sum += served[s] * shapes[s][at]
        average[at] += weight * (sum / runs - average[at])
      }
      const distance = (column: number): number => {
        const { shape } = subgraphs[column]
        let sum = 0
        for (let at = 0; at < average.length; at++) sum += ((average[at] - shape[at]) / extent[at]) ** 2
        return sum
      }
      return best(columns, (column) => -distance(column))
    },
  }
}

function amortised(
  { supernet, subgraphs, latencyMs, loadMs }: ServingTable,
  columns: readonly number[],
): Cache {
  const recent = new Float64Array(supernet.subnets.length)
  let decided = false
  return {
    first: 0,
    next(served, cached) {
      const weight = decided ? LATEST : 1
      decided = true
      for (let s = 0; s < recent.length; s++) recent[s] += weight * (served[s] - recent[s])
      const cost = (column: number): number => {
        let sum = loadMs[cached * subgraphs.length + column]
        for (let s = 0; s < recent.length; s++) sum += recent[s] * latencyMs[s * subgraphs.length + column]
        return sum
      }
      return best([cached, ...columns], (column) => -cost(column))
    },
  }
}
