// The challenge of an attempt: begun, followed frame by frame, and named by the attempt it belongs to.

import { z } from 'zod'
import { headActions } from '../authentication/liveness/challenge.ts'
import { passiveChecks, presenceChecks } from '../authentication/liveness/checks.ts'
import { faceInstructions } from '../face/guidance.ts'
import type { Contracts } from './contract.ts'
import { faceInput, personName } from './presented.ts'

export const challengeId = z.string().max(64)

/** What is known of a presentation as a sign of life. */
export const presenceReport = z.object({
  passed: z.boolean(),
  action: z.enum(headActions),
  checks: z.array(
    z.object({
      check: z.enum([...passiveChecks, ...presenceChecks]),
      passed: z.boolean(),
      value: z.number().nullable(),
      limit: z.number().nullable(),
    }),
  ),
})

const progress = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('waiting') }),
  z.object({
    stage: z.literal('acting'),
    action: z.enum(headActions),
    msLeft: z.number(),
    msLimit: z.number(),
  }),
  z.object({ stage: z.literal('passed') }),
  z.object({
    stage: z.literal('failed'),
    reason: z.enum(['no-steady-face', 'other-movement', 'too-late', 'face-lost']),
  }),
])

export const livenessChannels = {
  /**
   * `camera`: what the system calls it; `person`: who is claimed, null for an identification. The movement is drawn now,
   * or is that of the last attempt on this claim where none was decided; it is told once the face looks straight.
   */
  'challenge-begin': {
    payload: z
      .object({ camera: z.string().max(512), person: personName.nullable(), trial: z.boolean() })
      .strict(),
    answer: z.object({ challenge: challengeId }),
  },
  'challenge-frame': {
    payload: z.object({ challenge: challengeId, face: faceInput }).strict(),
    answer: z.object({
      progress,
      box: z.object({ x1: z.number(), y1: z.number(), x2: z.number(), y2: z.number() }).nullable(),
      /** The one thing to change while the face is awaited; null where it is good. */
      instruction: z.enum(faceInstructions).nullable(),
    }),
  },
} as const satisfies Contracts
