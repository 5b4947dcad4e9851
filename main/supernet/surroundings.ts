// What surrounds a live attempt, and the bounds that follow. On a PC the user sets these values: the emulated board has
// neither a battery nor other work.

import type { Query } from './policy.ts'
import type { ServingTable } from './serving-table.ts'
import { ranges } from './streams.ts'

export const securityLevels = ['low', 'normal', 'high'] as const
export type SecurityLevel = (typeof securityLevels)[number]

export interface Surroundings {
  /** An accuracy bound. The false-match rate is the same at every level: a less accurate SubNet has its own threshold. */
  security: SecurityLevel
  /** Charge left, 0 (empty) to 1. */
  battery: number
  /** Share of the processor that other work takes, 0 to 1. */
  load: number
  /** Milliseconds for all runs of a network; null: as battery and load leave. */
  allowedMs: number | null
}

/** Where in the range of the SubNets' accuracies a level of security lies: the least accurate ones reject too many. */
const ACCURACY_SHARE: Record<SecurityLevel, number> = { low: 0.5, normal: 0.8, high: 1 }

/**
 * The bounds of an attempt of `runs` runs: security asks for accuracy; a low battery and other work leave less time, down
 * to what the fastest SubNet takes.
 */
export function boundsOf(
  table: ServingTable,
  { security, battery, load, allowedMs }: Surroundings,
  runs: number,
): Query {
  const { accuracies, latencies } = ranges(table)
  const share = Math.min(battery, 1 - load)
  return {
    accuracy: accuracies[0] + ACCURACY_SHARE[security] * (accuracies[1] - accuracies[0]),
    latencyMs: allowedMs ?? runs * (latencies[0] + share * (latencies[1] - latencies[0])),
    runs,
  }
}
