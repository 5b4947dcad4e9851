// What a person presents: pictures and speech, live, from files or simulated.

import { z } from 'zod'
import { faceInstructions, wantedPoses } from '../face/guidance.ts'
import { voiceInstructions } from '../voice/guidance.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

export const personName = z
  .string()
  .trim()
  .min(1, 'a name is needed')
  .max(64, 'a name has at most 64 characters')
const simulatedSeed = z.number().int().min(0).max(0xffffffff)
export const fileBytes = z
  .instanceof(Uint8Array)
  .refine((bytes) => bytes.length > 0 && bytes.length <= 64 * 1024 * 1024, 'a file has 1 byte to 64 MB')

/** A picture: a camera frame as RGB bytes, or a picture file as it lies on the user's disk. */
export const faceInput = z.discriminatedUnion('kind', [
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
export const voiceInput = z.discriminatedUnion('kind', [
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
export const presented = z.object({
  faces: z.array(faceInput).max(16),
  voices: z.array(voiceInput).max(16),
  simulated: z.boolean(),
})

/** With `cascade` the voice is asked for only where the face is unsure: the failure `voice-needed`. */
export const attempt = presented.extend({ pace: z.boolean(), cascade: z.boolean().optional() })

const point = z.object({ x: z.number(), y: z.number() })
const landmarks = z.tuple([point, point, point, point, point])

/** A measured quantity behind an instruction: good from `low` to `high`. */
const meter = z.object({
  name: z.enum(['distance', 'light', 'turn', 'sharpness', 'stillness', 'level', 'noise', 'speech']),
  value: z.number(),
  unit: z.string(),
  min: z.number(),
  low: z.number(),
  high: z.number(),
  max: z.number(),
})

/** What earlier samples are recognised by when they are presented again. */
const fingerprint = z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 16_384)
const fingerprints = z.array(fingerprint).max(32)

const sampleCheck = {
  quality: z.number(),
  /** Why the sample cannot be used, null where it can. */
  advice: z.string().nullable(),
  meters: z.array(meter),
  fingerprint,
}

const faceCheck = z.object({
  ...sampleCheck,
  box: z.object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() }).nullable(),
  landmarks: landmarks.nullable(),
  /** The one thing to change before the picture is good; null where it is. */
  instruction: z.enum(faceInstructions).nullable(),
})

const voiceCheck = z.object({
  ...sampleCheck,
  speechSeconds: z.number(),
  levelDb: z.number(),
  snrDb: z.number(),
  instruction: z.enum(voiceInstructions).nullable(),
})

export const presentedChannels = {
  /** `before`: landmarks of the frame before, for stillness; `others`: fingerprints of samples taken already. */
  'face-check': {
    payload: z
      .object({
        face: faceInput,
        wanted: z.enum(wantedPoses).optional(),
        before: landmarks.optional(),
        others: fingerprints.optional(),
      })
      .strict(),
    answer: faceCheck,
  },
  'voice-check': {
    payload: z.object({ voice: voiceInput, others: fingerprints.optional() }).strict(),
    answer: voiceCheck,
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
} as const satisfies Contracts

export type FaceInput = z.infer<typeof faceInput>
export type VoiceInput = z.infer<typeof voiceInput>
