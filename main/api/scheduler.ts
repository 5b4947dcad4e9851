// Attempts under the SuperNet scheduler: on or off, what surrounds the next attempt, and what attempts have recorded.

import { z } from 'zod'
import { policies } from '../supernet/policy.ts'
import { securityLevels } from '../supernet/surroundings.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

const modality = z.enum(['face', 'voice'])

/** Set by the user: a PC has no board's battery. `allowedMs`: time for each network; null is what battery and load leave. */
const situation = z
  .object({
    policy: z.enum(policies),
    security: z.enum(securityLevels),
    battery: z.number().min(0).max(1),
    load: z.number().min(0).max(1),
    allowedMs: z.number().min(1).max(60_000).nullable(),
  })
  .strict()

const state = z.object({
  on: z.boolean(),
  recording: z.boolean(),
  situation,
  /** Attempts recorded so far. */
  recorded: z.number(),
  /** What the next attempt with usual samples would get, while it is on. */
  networks: z.array(
    z.object({
      modality,
      subnet: z.string(),
      accuracy: z.number(),
      accuracy_bound: z.number(),
      allowed_ms: z.number(),
      runs: z.number(),
      ms: z.number(),
      buffer_bytes: z.number(),
      cached: z.string(),
      cached_bytes: z.number(),
      decides_in: z.number(),
    }),
  ),
})

export const schedulerChannels = {
  scheduler: { payload: none, answer: state },
  /** Switching on starts the board with the SuperNets; the buffers' state stays until the window closes. */
  'scheduler-set': {
    payload: z.object({ on: z.boolean(), recording: z.boolean(), situation }).strict(),
    answer: state,
  },
  /** The attempts recorded, as a stream for `supernet serve`; nothing of the people in it. */
  'scheduler-recording': { payload: none, answer: z.object({ csv: z.string() }) },
  'scheduler-export': {
    payload: z.object({ folder: z.string().min(1).max(4096) }).strict(),
    answer: z.object({ file: z.string() }),
  },
  'scheduler-forget': { payload: none, answer: state },
} as const satisfies Contracts

/** Of one network that answered an attempt (main/authentication/served-network.ts). */
export const servedNetwork = z.object({
  modality,
  subnet: z.string(),
  accuracy: z.number(),
  accuracy_bound: z.number(),
  ms: z.number(),
  allowed_ms: z.number(),
  runs: z.number(),
  buffer_bytes: z.number(),
  off_chip_bytes: z.number(),
  saved_ms: z.number(),
  cached: z.string(),
  cached_bytes: z.number(),
  load_ms: z.number(),
  decides_in: z.number(),
})

export type SchedulerState = z.infer<typeof state>
