// Which SubNet answers a query, given what is cached: SUSHI's two policies.

import type { ServingTable } from './serving-table.ts'

/** What a query asks for: at least that accuracy (0 to 1), at most that latency (ms) for all its runs. */
export interface Query {
  accuracy: number
  latencyMs: number
  /** How often the network runs for it: pictures of a face, 2-s windows of a voice. */
  runs: number
}

/**
 * `strict-accuracy`: the fastest SubNet that is accurate enough; the most accurate one where none is.
 * `strict-latency`: the most accurate SubNet that is fast enough; the fastest one where none is.
 */
export const policies = ['strict-accuracy', 'strict-latency'] as const
export type Policy = (typeof policies)[number]

/** Index of the SubNet that `policy` serves while SubGraph `cached` (a column of the table) lies in the buffer. */
export function choose(
  { supernet: { subnets }, latencyMs, subgraphs }: ServingTable,
  policy: Policy,
  { accuracy, latencyMs: bound, runs }: Query,
  cached: number,
): number {
  const columns = subgraphs.length
  let best = -1
  let fallback = 0
  for (let s = 0; s < subnets.length; s++) {
    const ms = latencyMs[s * columns + cached]
    const bestMs = latencyMs[best * columns + cached]
    const fallbackMs = latencyMs[fallback * columns + cached]
    const { accuracy: reached } = subnets[s]
    if (policy === 'strict-accuracy') {
      if (reached >= accuracy && (best < 0 || ms < bestMs)) best = s
      if (reached > subnets[fallback].accuracy) fallback = s
    } else {
      const better =
        best < 0 || reached > subnets[best].accuracy || (reached === subnets[best].accuracy && ms < bestMs)
      if (runs * ms <= bound && better) best = s
      if (ms < fallbackMs) fallback = s
    }
  }
  return best < 0 ? fallback : best
}
