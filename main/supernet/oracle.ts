// The best that any cache could have done: dynamic programming over the whole stream, known beforehand. Every Q queries
// it may hold any candidate; it minimises the summed latency, loads included (strict accuracy), or maximises the summed
// accuracy and among equals the speed (strict latency). O(queries * candidates + decisions * candidates^2).

import type { Cache } from './caching.ts'
import type { Policy, Query } from './policy.ts'
import { choose } from './policy.ts'
import type { ServingTable } from './serving-table.ts'

/** A step of accuracy is worth more than any time: milliseconds per unit of accuracy under strict latency. */
const ACCURACY_FIRST = 1e9

/** The cache that holds what is best for `queries`, decided with full knowledge of them. */
export function oracle(
  table: ServingTable,
  queries: readonly Query[],
  policy: Policy,
  period: number,
): Cache {
  const path = bestPath(table, queries, policy, period)
  let epoch = 0
  return { first: path[0], next: () => path[++epoch] }
}

/** The column to hold in each run of `period` queries. */
function bestPath(table: ServingTable, queries: readonly Query[], policy: Policy, period: number): number[] {
  const columns = table.subgraphs.length
  const epochs = Math.ceil(queries.length / period)
  const cameFrom = Array.from({ length: epochs }, () => new Uint16Array(columns))
  let cost = Float64Array.from({ length: columns }, (_, to) => table.loadMs[to])
  for (let epoch = 0; epoch < epochs; epoch++) {
    const reached = new Float64Array(columns)
    for (let to = 0; to < columns; to++) {
      let from = to
      if (epoch > 0) {
        for (let other = 0; other < columns; other++) {
          const through = cost[other] + table.loadMs[other * columns + to]
          if (through < cost[from] + table.loadMs[from * columns + to]) from = other
        }
      }
      cameFrom[epoch][to] = from
      reached[to] = epoch === 0 ? cost[to] : cost[from] + table.loadMs[from * columns + to]
    }
    const run = queries.slice(epoch * period, (epoch + 1) * period)
    for (let column = 0; column < columns; column++) reached[column] += runCost(table, run, policy, column)
    cost = reached
  }
  const path: number[] = [cost.indexOf(Math.min(...cost))]
  for (let epoch = epochs - 1; epoch > 0; epoch--) path.unshift(cameFrom[epoch][path[0]])
  return path
}

/** What serving `run` with one SubGraph costs: milliseconds, and under strict latency what accuracy is missing. */
function runCost(table: ServingTable, run: readonly Query[], policy: Policy, column: number): number {
  let sum = 0
  for (const query of run) {
    const s = choose(table, policy, query, column)
    sum += query.runs * table.latencyMs[s * table.subgraphs.length + column]
    if (policy === 'strict-latency') sum += ACCURACY_FIRST * (1 - table.supernet.subnets[s].accuracy)
  }
  return sum
}
