// The networks that ship: what each costs the default board, how good it was measured to be, and its card.

import { z } from 'zod'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

const network = z.object({
  /** As in models/zoo.json, or `supernet/subnet`. */
  name: z.string(),
  task: z.string(),
  precision: z.string(),
  macs: z.number(),
  weight_bytes: z.number(),
  model_bytes: z.number(),
  arena_bytes: z.number(),
  latency_ms: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
  /** Shares of 1 with 95 % limits. */
  accuracy: z.array(
    z.object({
      set: z.string(),
      measure: z.string(),
      value: z.number(),
      low: z.number(),
      high: z.number(),
      counts: z.record(z.string(), z.number()),
      command: z.string(),
      date: z.string(),
    }),
  ),
  /** File under models/; several networks may share one. */
  card: z.string(),
  sha256: z.string(),
})

export const networkChannels = {
  networks: { payload: none, answer: z.object({ board: z.string(), networks: z.array(network) }) },
  /** The card of a network that ships, in Markdown. */
  'network-card': {
    payload: z.object({ network: z.string().max(64) }).strict(),
    answer: z.object({ markdown: z.string() }),
  },
} as const satisfies Contracts
