// Every cache against the same streams, over boards, buffer sizes and Q: mean and 95 % interval over seeds.

import type { Board } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import { cacheOf } from './caching.ts'
import { candidates } from './candidates.ts'
import { oracle } from './oracle.ts'
import type { Policy } from './policy.ts'
import type { Summary } from './serve.ts'
import { serve } from './serve.ts'
import type { ServingTable } from './serving-table.ts'
import { servingTable } from './serving-table.ts'
import type { CacheName, StreamKind } from './settings.ts'
import { caches } from './settings.ts'
import { generateStream } from './streams.ts'
import type { SuperNet } from './subnet.ts'

export interface Interval {
  value: number
  low: number
  high: number
}

export interface SweepPlan {
  supernet: SuperNet
  boards: readonly { board: Board; options: BoardOptions; bufferBytes: readonly number[] }[]
  periods: readonly number[]
  streams: readonly StreamKind[]
  policies: readonly Policy[]
  /** Runs of the network for each query. */
  runs: number
  /** Queries of each stream; the oracle's time grows with them and with the square of the candidates. */
  queries: number
  seeds: readonly number[]
  onStep?: (done: number, total: number) => void
}

/** One cache in one setting; changes are relative to no buffer, in the same streams. */
export interface SweepRow {
  board: string
  buffer_bytes: number
  period: number
  stream: StreamKind
  policy: Policy
  cache: CacheName
  latency_ms: Interval
  accuracy: Interval
  deadline_miss_rate: Interval
  off_chip_bytes: Interval
  off_chip_mj: Interval
  latency_change: Interval
  accuracy_change: Interval
  off_chip_change: Interval
}

/** All rows of a plan. Deterministic: the same plan gives the same rows. */
export function sweep(plan: SweepPlan): SweepRow[] {
  const { boards, periods, streams, policies } = plan
  const total =
    boards.reduce((sum, { bufferBytes }) => sum + bufferBytes.length, 0) *
    periods.length *
    streams.length *
    policies.length
  let done = 0
  const rows: SweepRow[] = []
  for (const { board, options, bufferBytes } of boards) {
    for (const bytes of bufferBytes) {
      const subgraphs = candidates(plan.supernet, board, options, bytes)
      const table = servingTable(plan.supernet, subgraphs, board, options)
      for (const period of periods) {
        for (const stream of streams) {
          for (const policy of policies) {
            const setting = { board: board.id, buffer_bytes: bytes, period, stream, policy }
            rows.push(...compare(table, plan, setting))
            plan.onStep?.(++done, total)
          }
        }
      }
    }
  }
  return rows
}

type Setting = Pick<SweepRow, 'board' | 'buffer_bytes' | 'period' | 'stream' | 'policy'>

function compare(table: ServingTable, plan: SweepPlan, setting: Setting): SweepRow[] {
  const { period, stream, policy } = setting
  const summaries = new Map<string, Summary[]>(caches.map((cache) => [cache, []]))
  for (const seed of plan.seeds) {
    const queries = generateStream(stream, table, plan.queries, period, seed, plan.runs)
    for (const name of caches) {
      const cache = name === 'oracle' ? oracle(table, queries, policy, period) : cacheOf(name, table)
      summaries.get(name)?.push(serve(table, queries, policy, cache, period).summary)
    }
  }
  const without = summaries.get('none') ?? []
  return caches.map((cache) => {
    const own = summaries.get(cache) ?? []
    const mean = (of: (summary: Summary) => number) => overSeeds(own.map(of))
    const change = (of: (summary: Summary) => number) =>
      overSeeds(own.map((summary, i) => of(summary) / of(without[i]) - 1))
    return {
      ...setting,
      cache,
      latency_ms: mean(({ latency_ms }) => latency_ms),
      accuracy: mean(({ accuracy }) => accuracy),
      deadline_miss_rate: mean(({ deadline_misses, queries }) => deadline_misses / queries),
      off_chip_bytes: mean(({ off_chip_bytes }) => off_chip_bytes),
      off_chip_mj: mean(({ off_chip_mj }) => off_chip_mj),
      latency_change: change(({ latency_ms }) => latency_ms),
      accuracy_change: overSeeds(own.map(({ accuracy }, i) => accuracy - without[i].accuracy)),
      off_chip_change: change(({ off_chip_bytes }) => off_chip_bytes),
    }
  })
}

/** Two-sided 97.5 % quantiles of Student's t by degrees of freedom 1 to 30; the normal one beyond. */
const STUDENT = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/** Mean over seeds with Student's 95 % interval; a single seed has none and gives its value thrice. */
export function overSeeds(values: readonly number[]): Interval {
  const n = values.length
  const value = values.reduce((sum, x) => sum + x, 0) / n
  if (n < 2) return { value, low: value, high: value }
  const variance = values.reduce((sum, x) => sum + (x - value) ** 2, 0) / (n - 1)
  const half = (STUDENT[n - 2] ?? 1.96) * Math.sqrt(variance / n)
  return { value, low: value - half, high: value + half }
}
