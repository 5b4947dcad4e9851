// One stream under every cache, and in detail under one: what the command and the screen show.

import { cacheOf } from './caching.ts'
import { oracle } from './oracle.ts'
import type { Policy, Query } from './policy.ts'
import type { Summary } from './serve.ts'
import { serve } from './serve.ts'
import type { ServingTable } from './serving-table.ts'
import type { CacheName } from './settings.ts'
import { caches, strategies } from './settings.ts'
import { shapeBytes } from './subgraph.ts'

export interface Comparison {
  /** The people on whom the accuracies were measured. */
  accuracy_set: string
  policy: Policy
  period: number
  /** Nothing cached comes first. */
  caches: { cache: CacheName; summary: Summary }[]
  /** Under the cache shown in detail. */
  detail: {
    cache: CacheName
    /** One per query: what it asked for and got. */
    queries: {
      accuracy: number
      latency_ms: number
      subnet: number
      cached: number
      ms: number
      load_ms: number
    }[]
  }
  /** SubGraphs that the detail's `cached` counts. */
  subgraphs: { name: string; bytes: number }[]
  subnets: { name: string; accuracy: number; bytes: number; latency_ms: number; served: number }[]
}

/** Streams longer than this get no oracle: its time grows with their length times the square of the candidates. */
const LONGEST_FOR_ORACLE = 20_000

export function compareCaches(
  table: ServingTable,
  queries: readonly Query[],
  policy: Policy,
  period: number,
  shown: CacheName,
): Comparison {
  const { supernet, subgraphs, latencyMs } = table
  const names: CacheName[] = [...(queries.length > LONGEST_FOR_ORACLE ? strategies : caches)]
  const detailed = names.includes(shown) ? shown : 'sushi'
  const servings = names.map((cache) => {
    const decides = cache === 'oracle' ? oracle(table, queries, policy, period) : cacheOf(cache, table)
    return { cache, ...serve(table, queries, policy, decides, period) }
  })
  const { served } = servings[names.indexOf(detailed)]
  return {
    accuracy_set: supernet.accuracySet,
    policy,
    period,
    caches: servings.map(({ cache, summary }) => ({ cache, summary })),
    detail: {
      cache: detailed,
      queries: queries.map(({ accuracy, latencyMs: bound }, i) => ({
        accuracy,
        latency_ms: bound,
        subnet: served.subnet[i],
        cached: served.cached[i],
        ms: served.latencyMs[i],
        load_ms: served.loadMs[i],
      })),
    },
    subgraphs: subgraphs.map(({ name, bytes }) => ({ name, bytes })),
    subnets: supernet.subnets.map(({ name, accuracy, shape }, s) => ({
      name,
      accuracy,
      bytes: shapeBytes(supernet.layers, shape),
      latency_ms: latencyMs[s * subgraphs.length],
      served: served.subnet.reduce((count, each) => count + Number(each === s), 0),
    })),
  }
}
