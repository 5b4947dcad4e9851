// Verification and identification, with what an attempt costs on the board.

import { z } from 'zod'
import { faceInstructions } from '../face/guidance.ts'
import { voiceInstructions } from '../voice/guidance.ts'
import type { Contracts } from './contract.ts'
import { challengeId, presenceReport } from './liveness.ts'
import { attempt, personName } from './presented.ts'
import { servedNetwork } from './scheduler.ts'

const boardReport = z.object({
  latency_ms: z.object({ estimate: z.number(), low: z.number(), high: z.number() }),
  stages: z.array(
    z.object({
      stage: z.string(),
      core: z.number().int(),
      start_ms: z.number(),
      ms: z.number(),
      host_ms: z.number(),
    }),
  ),
  peak_ram_bytes: z.number(),
  flash_bytes: z.number(),
  energy_mj: z.number(),
  /** Where the SuperNet scheduler chose the networks. */
  served: z.array(servedNetwork).optional(),
})

const modalityResult = z.object({ score: z.number(), llr: z.number(), quality: z.number() })

export const decision = z.object({
  person: z.string().nullable(),
  decision: z.enum(['accept', 'reject']),
  reason: z.string(),
  score: z.number(),
  threshold: z.number(),
  modalities: z.object({ face: modalityResult.optional(), voice: modalityResult.optional() }),
  /** What would make the next attempt better, by modality; null where what was presented was good. */
  advice: z.object({
    face: z.enum(faceInstructions).nullable().optional(),
    voice: z.enum(voiceInstructions).nullable().optional(),
  }),
  /** Where the threshold comes from. */
  operating_point: z.object({
    source: z.enum(['shipped', 'measured']),
    stated_fmr: z.number(),
    data: z.string(),
    simulated: z.boolean(),
    chimeric: z.boolean(),
    extrapolated: z.object({ pairs: z.number(), needed: z.number() }).nullable(),
  }),
  simulated: z.boolean(),
  /** The signs of life, where a challenge was part of the attempt. */
  presence: presenceReport.optional(),
  board: boardReport,
})

/** With `challenge` the face is the one that was seen during the challenge. */
export const liveAttempt = attempt.extend({ challenge: challengeId.optional() })

export const authenticationChannels = {
  /** With `pace` the answer comes when the board would have given it. */
  verify: { payload: liveAttempt.extend({ person: personName }).strict(), answer: decision },
  identify: {
    payload: liveAttempt.strict(),
    answer: decision.extend({
      candidates: z.array(z.object({ person: z.string(), score: z.number() })),
      /** Left out, because what is stored of them is damaged. */
      damaged: z.array(z.string()),
    }),
  },
} as const satisfies Contracts

export type Decision = z.infer<typeof decision>
export type BoardReport = z.infer<typeof boardReport>
