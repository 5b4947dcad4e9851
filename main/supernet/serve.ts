// Serves a stream of queries: which SubNet answers each, what the buffer holds, and what it comes to.

import type { Cache } from './caching.ts'
import { offChipMillijoules } from './off-chip-energy.ts'
import type { Policy, Query } from './policy.ts'
import { Scheduler } from './scheduler.ts'
import type { ServingTable } from './serving-table.ts'

/** What each query got, in the order of the stream. */
export interface Served {
  /** SubNet and cached SubGraph, as indices of the table. */
  subnet: Uint8Array
  cached: Uint16Array
  latencyMs: Float32Array
  /** Loading the buffer just before the query; 0 where it stayed as it was. */
  loadMs: Float32Array
}

export interface Summary {
  queries: number
  /** Mean milliseconds per query, loads included. */
  latency_ms: number
  /** The part of it that loads the buffer. */
  load_ms: number
  /** Mean accuracy of the SubNets served, 0 to 1. */
  accuracy: number
  /** Queries slower than their bound (their own latency; loads happen between queries), and less accurate than theirs. */
  deadline_misses: number
  /** The same where a query also waits for the load just before it. */
  deadline_misses_with_loads: number
  accuracy_misses: number
  /** Mean bytes of weights per query from outside the chip, loads included, and from the buffer. */
  off_chip_bytes: number
  buffer_bytes: number
  /** Mean energy of those off-chip bytes. */
  off_chip_mj: number
  /** How often the buffer was loaded anew. */
  loads: number
}

export interface Serving {
  served: Served
  summary: Summary
}

/** Serves `queries` in order, each with all its runs; `cache` decides after every `period` of them. */
export function serve(
  table: ServingTable,
  queries: readonly Query[],
  policy: Policy,
  cache: Cache,
  period: number,
): Serving {
  const { supernet, subgraphs } = table
  const columns = subgraphs.length
  const served: Served = {
    subnet: new Uint8Array(queries.length),
    cached: new Uint16Array(queries.length),
    latencyMs: new Float32Array(queries.length),
    loadMs: new Float32Array(queries.length),
  }
  const total = {
    latency: 0,
    load: 0,
    accuracy: 0,
    late: 0,
    lateWithLoads: 0,
    inaccurate: 0,
    offChip: 0,
    buffer: 0,
    loads: 0,
  }
  const scheduler = new Scheduler(table, cache, period)
  let cached = 0
  for (let i = 0; i < queries.length; i++) {
    const query = queries[i]
    const held = scheduler.hold()
    if (held !== cached) {
      const load = cached * columns + held
      served.loadMs[i] = table.loadMs[load]
      total.load += table.loadMs[load]
      total.offChip += table.loadBytes[load]
      total.loads++
      cached = held
    }
    const s = scheduler.choose(policy, query)
    scheduler.answered(s, query.runs)
    const at = s * columns + cached
    const ms = query.runs * table.latencyMs[at]
    const { accuracy } = supernet.subnets[s]
    served.subnet[i] = s
    served.cached[i] = cached
    served.latencyMs[i] = ms
    total.latency += ms
    total.accuracy += accuracy
    total.offChip += query.runs * table.offChipBytes[at]
    total.buffer += query.runs * table.bufferBytes[at]
    if (ms > query.latencyMs) total.late++
    if (ms + served.loadMs[i] > query.latencyMs) total.lateWithLoads++
    if (accuracy < query.accuracy) total.inaccurate++
  }
  const n = queries.length
  return {
    served,
    summary: {
      queries: n,
      latency_ms: (total.latency + total.load) / n,
      load_ms: total.load / n,
      accuracy: total.accuracy / n,
      deadline_misses: total.late,
      deadline_misses_with_loads: total.lateWithLoads,
      accuracy_misses: total.inaccurate,
      off_chip_bytes: total.offChip / n,
      buffer_bytes: total.buffer / n,
      off_chip_mj: offChipMillijoules(table.board, table.options, total.offChip / n),
      loads: total.loads,
    },
  }
}
