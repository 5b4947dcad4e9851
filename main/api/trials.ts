// Researchers' trial runs.

import { z } from 'zod'
import { trialRoles } from '../../enrollment-data/trials.ts'
import { trialEndings } from '../authentication/trial-endings.ts'
import { decision, liveAttempt } from './authentication.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'
import { personName } from './presented.ts'

const runName = z.string().trim().min(1, 'a name is needed').max(64, 'a name has at most 64 characters')
const folder = z.string().trim().min(1).max(1024)

const run = z.object({
  name: z.string(),
  created: z.string(),
  claim: z.number(),
  rawFolder: z.string().nullable(),
  trials: z.number(),
})

const rate = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  errors: z.number(),
  trials: z.number(),
})

const summary = z.object({
  genuine: z.number(),
  impostor: z.number(),
  not_acquired: z.number(),
  withdrawn: z.number(),
  voice_needed: rate.nullable(),
  frr: rate.nullable(),
  far: rate.nullable(),
  attacks: z.array(z.object({ kind: z.string(), accepted: rate })),
  claim: z.object({
    far: z.number(),
    carried: z.boolean(),
    comparisons: z.number(),
    false_accepts: z.number(),
    independent: z.number(),
    independent_errors: z.number(),
    needed: z.number(),
    still_needed: z.number(),
    reason: z.string().nullable(),
  }),
  simulated: z.boolean(),
})

const trial = z.object({
  at: z.string(),
  role: z.enum(trialRoles),
  attack: z.string(),
  claimed: z.string(),
  presenter: z.string(),
  outcome: z.enum(['accept', 'reject', 'not-acquired']),
  reason: z.string(),
  score: z.number().nullable(),
  withdrawn: z.boolean(),
})

/** A run, its figures, and its last trials with the names of those enrolled, newest first. */
const standing = z.object({ run, summary, last: z.array(trial) })

export const trialChannels = {
  'trial-runs': { payload: none, answer: z.object({ runs: z.array(run) }) },
  /** `rawFolder`: an absolute path where pictures and recordings are kept; null keeps none. */
  'trial-begin': {
    payload: z
      .object({ name: runName, claim: z.number().gt(0).lt(1), rawFolder: folder.nullable() })
      .strict(),
    answer: standing,
  },
  'trial-standing': { payload: z.object({ run: runName }).strict(), answer: standing },
  trial: {
    payload: liveAttempt
      .extend({
        run: runName,
        person: personName,
        role: z.enum(trialRoles),
        attack: z.string().max(64),
        presenter: z.string().max(64),
        /** Where a live attempt ended before anything was presented: it is kept all the same. */
        ended: z.enum(trialEndings).optional(),
      })
      .strict(),
    /** `warning`: why pictures and recordings of the trial, which counts, could not be kept. */
    answer: standing.extend({
      decision: decision.nullable(),
      advice: z.string().nullable(),
      warning: z.string().nullable(),
    }),
  },
  /** Takes the last trial of a run back: it stays, marked as withdrawn. */
  'trial-undo': { payload: z.object({ run: runName }).strict(), answer: standing },
  'trial-export': {
    payload: z.object({ run: runName, folder }).strict(),
    answer: z.object({ files: z.array(z.string()) }),
  },
} as const satisfies Contracts

export type TrialStanding = z.infer<typeof standing>
