// The emulated board: its options, what networks ask of it, how good its clock is.

import { z } from 'zod'
import {
  arenaPlaces,
  bufferPlaces,
  builds,
  flashModes,
  kernelLibraries,
  psramClocks,
  watchdogModes,
  weightPlaces,
} from '../board/options.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'
import { fileBytes } from './presented.ts'

const region = z.object({
  region: z.string(),
  capacity: z.number(),
  used: z.number(),
  largest_free: z.number(),
})

export const boardChoice = z
  .object({
    board: z.string().max(64),
    cpuMhz: z.number().optional(),
    flash: z.enum(flashModes).optional(),
    psram: z.enum(psramClocks).optional(),
    arena: z.enum(arenaPlaces).optional(),
    weights: z.enum(weightPlaces).optional(),
    frame: z.enum(bufferPlaces).optional(),
    audio: z.enum(bufferPlaces).optional(),
    kernels: z.enum(kernelLibraries).optional(),
    build: z.enum(builds).optional(),
    watchdog: z.enum(watchdogModes).optional(),
  })
  .strict()

const block = z.object({ name: z.string(), region: z.string(), offset: z.number(), bytes: z.number() })
const problem = z.object({ code: z.string(), message: z.string() })

/** What a network (or, without operators, the whole system) asks of a board. */
const inspection = z.object({
  title: z.string(),
  fits: z.boolean(),
  problems: z.array(problem),
  warnings: z.array(problem),
  /** What the estimates rest on where nothing was counted. */
  assumptions: z.array(z.string()),
  memory: z.array(region),
  blocks: z.array(block),
  flash: z.object({
    capacity: z.number(),
    used: z.number(),
    partitions: z.array(z.object({ name: z.string(), offset: z.number(), bytes: z.number() })),
  }),
  network: z
    .object({
      model_bytes: z.number(),
      arena_used_bytes: z.number(),
      latency_ms: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
      energy_mj: z.number(),
      operators: z.array(
        z.object({
          index: z.number(),
          op: z.string(),
          macs: z.number(),
          weight_bytes: z.number(),
          cycles: z.number(),
          weight_stall_cycles: z.number(),
          activation_stall_cycles: z.number(),
          weight_traffic_bytes: z.number(),
        }),
      ),
      stack: z.object({ needed: z.number(), capacity: z.number().nullable() }),
      arena: z.array(
        z.object({
          name: z.string(),
          offset: z.number(),
          bytes: z.number(),
          first: z.number(),
          last: z.number(),
        }),
      ),
    })
    .nullable(),
})

const calibrationPoint = z.object({
  id: z.string(),
  what: z.string(),
  published_ms: z.number(),
  estimate_ms: z.number().nullable(),
  low_ms: z.number().nullable(),
  high_ms: z.number().nullable(),
  error: z.number().nullable(),
  fitted_parameter: z.string().nullable(),
  leave_one_out_error: z.number().nullable(),
  energy_error: z.number().nullable(),
  /** Why there is no estimate. */
  reason: z.string().nullable(),
  source: z.string(),
})

export const boardChannels = {
  boards: {
    payload: none,
    answer: z.object({
      boards: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          clocks: z.array(z.number()),
          flash: z.array(z.string()),
          psram: z.boolean(),
          camera: z.boolean(),
          microphone: z.boolean(),
        }),
      ),
      networks: z.array(z.string()),
    }),
  },
  /** The clock model against published measurements, as `viseme calibration` last found it. */
  calibration: { payload: none, answer: z.object({ points: z.array(calibrationPoint) }) },
  /** A network of the zoo, a .tflite from the user's disk, a design, or (none of them) the whole system. */
  inspect: {
    payload: z
      .object({
        choice: boardChoice,
        network: z.string().max(64).optional(),
        file: z.object({ name: z.string().max(512), bytes: fileBytes }).optional(),
        /** The networks of a design of the space, all together. */
        design: z.string().max(256).optional(),
      })
      .strict(),
    answer: inspection,
  },
} as const satisfies Contracts

export type Inspection = z.infer<typeof inspection>
