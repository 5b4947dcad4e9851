// A SuperNet served on a board: a stream of queries under every cache, and in detail under one.

import { z } from 'zod'
import { flashModes, weightPlaces } from '../board/options.ts'
import { policies } from '../supernet/policy.ts'
import { caches, streamKinds } from '../supernet/settings.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

const summary = z.object({
  queries: z.number(),
  latency_ms: z.number(),
  load_ms: z.number(),
  accuracy: z.number(),
  deadline_misses: z.number(),
  deadline_misses_with_loads: z.number(),
  accuracy_misses: z.number(),
  off_chip_bytes: z.number(),
  buffer_bytes: z.number(),
  off_chip_mj: z.number(),
  loads: z.number(),
})

export const supernetChannels = {
  supernets: {
    payload: none,
    answer: z.object({
      supernets: z.array(z.string()),
      boards: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  },
  'supernet-serve': {
    payload: z
      .object({
        supernet: z.string().max(64),
        board: z.string().max(64),
        flash: z.enum(flashModes).optional(),
        weights: z.enum(weightPlaces).optional(),
        /** Share of the board's free internal RAM. */
        bufferShare: z.number().min(0).max(1),
        period: z.number().int().min(1).max(1000),
        policy: z.enum(policies),
        cache: z.enum(caches),
        stream: z.enum(streamKinds),
        queries: z.number().int().min(10).max(2000),
        seed: z.number().int().min(0).max(1_000_000),
        /** A stream in a CSV file, in place of a generated one. */
        recorded: z
          .object({ name: z.string().max(512), csv: z.string().max(1_000_000) })
          .strict()
          .optional(),
      })
      .strict(),
    answer: z.object({
      buffer_bytes: z.number(),
      free_bytes: z.number(),
      accuracy_set: z.string(),
      policy: z.enum(policies),
      period: z.number(),
      caches: z.array(z.object({ cache: z.enum(caches), summary })),
      detail: z.object({
        cache: z.enum(caches),
        queries: z.array(
          z.object({
            accuracy: z.number(),
            latency_ms: z.number(),
            subnet: z.number(),
            cached: z.number(),
            ms: z.number(),
            load_ms: z.number(),
          }),
        ),
      }),
      subgraphs: z.array(z.object({ name: z.string(), bytes: z.number() })),
      subnets: z.array(
        z.object({
          name: z.string(),
          accuracy: z.number(),
          bytes: z.number(),
          latency_ms: z.number(),
          served: z.number(),
        }),
      ),
    }),
  },
} as const satisfies Contracts
