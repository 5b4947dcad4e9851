// Who is enrolled: enrolling, listing, removing with an undo.

import { z } from 'zod'
import { enrolmentModes } from '../authentication/enrolment-modes.ts'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'
import { fileBytes, personName, presented } from './presented.ts'

const person = z.object({
  person: z.string(),
  samples: z.object({ face: z.number().int(), voice: z.number().int() }),
  created: z.string(),
  simulated: z.boolean(),
  model: z.string(),
})

const passphrase = z.string().min(1).max(1024)

export const peopleChannels = {
  'people-list': { payload: none, answer: z.object({ people: z.array(person) }) },
  'people-remove': {
    payload: z.object({ person: personName }).strict(),
    answer: z.object({ undo: z.string() }),
  },
  'people-restore': { payload: z.object({ undo: z.string().max(64) }).strict(), answer: person },
  'people-rename': {
    payload: z.object({ person: personName, to: personName }).strict(),
    answer: person,
  },
  /** Everybody into a file under a passphrase; `path` is a whole one. */
  'people-export': {
    payload: z.object({ path: z.string().trim().min(1).max(1024), passphrase }).strict(),
    answer: z.object({ people: z.number() }),
  },
  /** The people of such a file; those whose name is taken are left out. */
  'people-import': {
    payload: z.object({ bytes: fileBytes, passphrase }).strict(),
    answer: z.object({ imported: z.array(z.string()), skipped: z.array(z.string()) }),
  },
  enrol: {
    payload: presented.extend({ person: personName, mode: z.enum(enrolmentModes).optional() }).strict(),
    answer: z.object({
      person: z.string(),
      samples: z.object({ face: z.number(), voice: z.number() }),
      template_bytes: z.number(),
      capacity_left: z.number(),
      /** Others for whom these samples would be accepted: possibly the same person. */
      resembles: z.array(z.object({ person: z.string(), score: z.number() })),
      disagreements: z.array(
        z.object({
          modality: z.enum(['face', 'voice']),
          index: z.number(),
          score: z.number(),
          threshold: z.number(),
        }),
      ),
    }),
  },
  /** A live enrolment that was given up: a failure to enrol, and why. */
  'enrolment-given-up': {
    payload: z.object({ reason: z.enum(['no-usable-face', 'no-usable-voice']) }).strict(),
    answer: none,
  },
} as const satisfies Contracts

export type Person = z.infer<typeof person>
