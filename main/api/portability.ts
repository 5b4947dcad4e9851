// Other boards: the catalogue, predicted latencies on a board, how far they can be trusted, and which devices order
// networks alike.

import { z } from 'zod'
import { ownDeviceSchema } from '../portability/own-device.ts'
import { omissions, predictors } from '../portability/validation.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() })

const prediction = z.object({
  network: z.string(),
  task: z.string(),
  macs: z.number(),
  weight_bytes: z.number(),
  activation_bytes: z.number(),
  predicted_ms: interval,
  measured_ms: z.number().nullable(),
  problem: z.string().nullable(),
  emulated: z
    .object({
      latency_ms: interval,
      energy_mj: z.number(),
      arena_bytes: z.number(),
      fits: z.boolean(),
    })
    .nullable(),
})

const correlation = z.object({
  /** Null where one side is constant. */
  value: z.number().nullable(),
  low: z.number(),
  high: z.number(),
  pairs: z.number(),
})

const recommended = z.object({
  modality: z.string(),
  face: z.string().nullable(),
  voice: z.string().nullable(),
  seconds: z.number().nullable(),
  eer: z.number(),
  attempt_s: z.number(),
  energy_mj: z.number().nullable(),
  sensors_dollars: z.number(),
  design_id: z.string().nullable(),
})

/** A device of the catalogue, or one's own described; and lines of network,ms, empty where nothing was measured. */
const board = {
  device: z.union([z.string().min(1).max(80), ownDeviceSchema]),
  measured: z.string().max(1_000_000),
}

/** A table of measured latencies may be as large. */
const LARGEST_TABLE = 16 * 1024 * 1024

export const portabilityChannels = {
  'portability-catalogue': {
    payload: none,
    answer: z.object({
      cores: z.array(z.object({ id: z.string(), name: z.string() })),
      devices: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          kind: z.string(),
          emulated: z.boolean(),
          /** Networks of which the catalogue has a measurement on its chip. */
          measured: z.number(),
        }),
      ),
      networks: z.array(z.string()),
    }),
  },
  'portability-predict': {
    payload: z.strictObject({
      ...board,
      coverage: z.number().min(0.5).max(0.95),
    }),
    answer: z.object({
      device: z.object({
        id: z.string(),
        name: z.string(),
        core: z.string(),
        mhz: z.number(),
        kind: z.string(),
      }),
      coverage: z.number(),
      measured: z.number(),
      networks: z.array(prediction),
      benchmarks: z.array(prediction),
      next: z.array(z.object({ network: z.string(), interval_ratio: z.number() })),
    }),
  },
  'portability-recommend': {
    payload: z.strictObject({
      ...board,
      /** Of accuracy, latency, energy and cost. */
      weights: z.array(z.number().min(0).max(1)).length(4),
      /** What the board draws while it computes; null: not known, or as its data say. */
      milliwatts: z.number().positive().max(100_000).nullable(),
    }),
    answer: z.object({
      device: z.object({ id: z.string(), name: z.string() }),
      weights: z.array(z.number()),
      counted: z.array(z.boolean()),
      recommended,
      recommended_by: z.enum(['optimiser', 'search']),
      optimiser_design: z.enum(['recommended', 'none', 'does-not-fit', 'too-far']),
      figures_from: z.enum(['emulation', 'predictions']),
      searched: recommended,
      regret: z.number(),
      designs: z.number(),
      front: z.array(recommended),
      proxy: z.object({ device: z.string(), designs: z.number(), removed: z.number() }),
    }),
  },
  'portability-validation': {
    payload: none,
    answer: z.object({
      errors: z.array(
        z.object({
          predictor: z.enum(predictors),
          left_out: z.enum(omissions),
          median: z.number(),
          p90: z.number(),
          measurements: z.number(),
          chips: z.number(),
        }),
      ),
      coverage: z.array(
        z.object({
          measured: z.number(),
          new_network: z.boolean(),
          stated: z.number(),
          covered: z.number(),
          half_width: z.number(),
          predictions: z.number(),
          chips: z.number(),
        }),
      ),
      points: z.array(
        z.object({
          device: z.string(),
          network: z.string(),
          measured_ms: z.number(),
          predicted_ms: z.number(),
          low_ms: z.number(),
          high_ms: z.number(),
        }),
      ),
    }),
  },
  'portability-matrix': {
    payload: z.strictObject({
      /** A file of measured latencies (JSON or CSV by its name); null: the model's predictions. */
      table: z
        .strictObject({ name: z.string().min(1).max(255), text: z.string().max(LARGEST_TABLE) })
        .nullable(),
    }),
    answer: z.object({
      networks: z.number(),
      devices: z.array(z.string()),
      matrix: z.array(z.array(correlation)),
      clusters: z.array(z.array(z.string())),
      proxies: z.array(z.object({ proxy: z.string(), covers: z.array(z.string()) })),
    }),
  },
} as const satisfies Contracts
