// Every channel between the window and the main process: name, payload, answer. The one contract with renderer/.

import { z } from 'zod'
import {
  arenaPlaces,
  builds,
  flashModes,
  kernelLibraries,
  psramClocks,
  watchdogModes,
} from './board/options.ts'

const personName = z.string().trim().min(1, 'a name is needed').max(64, 'a name has at most 64 characters')
const simulatedSeed = z.number().int().min(0).max(0xffffffff)
const fileBytes = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length > 0 && bytes.length <= 64 * 1024 * 1024, 'a file has 1 byte to 64 MB')

/** A picture: a camera frame as RGB bytes, or a picture file as it lies on the user's disk. */
const faceInput = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('frame'),
      width: z.number().int().min(16).max(4096),
      height: z.number().int().min(16).max(4096),
      data: z.instanceof(Uint8Array),
    })
    .refine((frame) => frame.data.length === frame.width * frame.height * 3, 'a frame has 3 bytes a pixel'),
  z.object({ kind: z.literal('file'), name: z.string().max(512), bytes: fileBytes }),
])

/** Speech: mono samples at 16 kHz, or a sound file as it lies on the user's disk. */
const voiceInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('samples'),
    samples: z
      .instanceof(Float32Array)
      .refine(
        (samples) => samples.length > 0 && samples.length <= 16_000 * 120,
        'at most two minutes of speech',
      )
      .refine((samples) => samples.every(Number.isFinite), 'samples are finite numbers'),
  }),
  z.object({ kind: z.literal('file'), name: z.string().max(512), bytes: fileBytes }),
])

/** What a person presents: own pictures and recordings, or a simulated person's. */
const presented = z.object({
  faces: z.array(faceInput).max(16),
  voices: z.array(voiceInput).max(16),
  simulated: z.boolean(),
})

const attempt = presented.extend({ pace: z.boolean() })

const region = z.object({
  region: z.string(),
  capacity: z.number(),
  used: z.number(),
  largest_free: z.number(),
})

const boardReport = z.object({
  latency_ms: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
  stages: z.array(
    z.object({ stage: z.string(), core: z.number().int(), start_ms: z.number(), ms: z.number() }),
  ),
  peak_ram_bytes: z.number(),
  flash_bytes: z.number(),
  energy_mj: z.number(),
})

const modalityResult = z.object({ score: z.number(), llr: z.number(), quality: z.number() })

const decision = z.object({
  person: z.string().nullable(),
  decision: z.enum(['accept', 'reject']),
  reason: z.string(),
  score: z.number(),
  threshold: z.number(),
  modalities: z.object({ face: modalityResult.optional(), voice: modalityResult.optional() }),
  simulated: z.boolean(),
  board: boardReport,
})

const faceCheck = z.object({
  box: z.object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() }).nullable(),
  quality: z.number(),
  /** What to change, null when the picture is good enough. */
  advice: z.string().nullable(),
})

const voiceCheck = z.object({
  speechSeconds: z.number(),
  levelDb: z.number(),
  snrDb: z.number(),
  quality: z.number(),
  advice: z.string().nullable(),
})

const person = z.object({
  person: z.string(),
  samples: z.object({ face: z.number().int(), voice: z.number().int() }),
  created: z.string(),
  simulated: z.boolean(),
  model: z.string(),
})

const boardChoice = z
  .object({
    board: z.string().max(64),
    cpuMhz: z.number().optional(),
    flash: z.enum(flashModes).optional(),
    psram: z.enum(psramClocks).optional(),
    arena: z.enum(arenaPlaces).optional(),
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
        }),
      ),
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
  estimate_ms: z.number(),
  low_ms: z.number(),
  high_ms: z.number(),
  error: z.number(),
  fitted_parameter: z.string().nullable(),
  energy_error: z.number().nullable(),
  source: z.string(),
})

const none = z.object({}).strict()

export const channels = {
  status: {
    payload: none,
    answer: z.object({
      shell: z.string(),
      board: z.object({ name: z.string(), settings: z.string() }),
      networks: z.array(z.object({ name: z.string(), task: z.string(), bytes: z.number() })),
      templates: z.object({ bytes: z.number(), stored: z.number(), capacityLeft: z.number() }),
      operatingPoint: z.string(),
      microphoneProgram: z.string().nullable(),
      needed: z.object({ faces: z.number(), voices: z.number() }),
    }),
  },
  'people-list': { payload: none, answer: z.object({ people: z.array(person) }) },
  'people-remove': {
    payload: z.object({ person: personName }).strict(),
    answer: z.object({ undo: z.string() }),
  },
  'people-restore': { payload: z.object({ undo: z.string().max(64) }).strict(), answer: person },
  'face-check': { payload: z.object({ face: faceInput }).strict(), answer: faceCheck },
  'voice-check': { payload: z.object({ voice: voiceInput }).strict(), answer: voiceCheck },
  enrol: {
    payload: presented.extend({ person: personName }).strict(),
    answer: z.object({
      person: z.string(),
      samples: z.object({ face: z.number(), voice: z.number() }),
      template_bytes: z.number(),
      capacity_left: z.number(),
    }),
  },
  /** With `pace` the answer comes when the board would have given it. */
  verify: { payload: attempt.extend({ person: personName }).strict(), answer: decision },
  identify: {
    payload: attempt.strict(),
    answer: decision.extend({ candidates: z.array(z.object({ person: z.string(), score: z.number() })) }),
  },
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
        }),
      ),
      networks: z.array(z.string()),
    }),
  },
  /** The clock model against published measurements, as `viseme calibration` last found it. */
  calibration: { payload: none, answer: z.object({ points: z.array(calibrationPoint) }) },
  /** A network of the zoo, a .tflite from the user's disk, or (neither) the whole system. */
  inspect: {
    payload: z
      .object({
        choice: boardChoice,
        network: z.string().max(64).optional(),
        file: z.object({ name: z.string().max(512), bytes: fileBytes }).optional(),
      })
      .strict(),
    answer: inspection,
  },
  'record-microphone': {
    payload: z.object({ seconds: z.number().min(0.5).max(30) }).strict(),
    answer: z.object({ samples: z.instanceof(Float32Array) }),
  },
  /** Ends a recording early; what was heard so far is its answer. */
  'stop-microphone': { payload: none, answer: none },
  'simulated-person': {
    payload: z
      .object({
        seed: simulatedSeed,
        session: z.number().int().min(0).max(999),
        faces: z.number().int().min(0).max(8),
        voices: z.number().int().min(0).max(8),
      })
      .strict(),
    answer: z.object({ name: z.string(), faces: z.array(faceInput), voices: z.array(voiceInput) }),
  },
} as const satisfies Record<string, { payload: z.ZodType; answer: z.ZodType }>

export type Channel = keyof typeof channels
export type Payload<C extends Channel> = z.infer<(typeof channels)[C]['payload']>
export type Answer<C extends Channel> = z.infer<(typeof channels)[C]['answer']>
export type FaceInput = z.infer<typeof faceInput>
export type VoiceInput = z.infer<typeof voiceInput>
export type Decision = z.infer<typeof decision>
export type BoardReport = z.infer<typeof boardReport>
export type Inspection = z.infer<typeof inspection>
export type Person = z.infer<typeof person>

/** What a handler tells while it works: `done` of `total`, and what is being done. */
export interface Progress {
  done: number
  total: number
  what: string
  /** Sound level, 0 to 1, while recording. */
  level?: number
}

/** How a failure crosses the bridge. */
export interface FailureMessage {
  code: string
  message: string
  next: string
}
