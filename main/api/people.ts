// Who is enrolled: enrolling, listing, removing with an undo.

import { z } from 'zod'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'
import { personName, presented } from './presented.ts'

const person = z.object({
  person: z.string(),
  samples: z.object({ face: z.number().int(), voice: z.number().int() }),
  created: z.string(),
  simulated: z.boolean(),
  model: z.string(),
})

export const peopleChannels = {
  'people-list': { payload: none, answer: z.object({ people: z.array(person) }) },
  'people-remove': {
    payload: z.object({ person: personName }).strict(),
    answer: z.object({ undo: z.string() }),
  },
  'people-restore': { payload: z.object({ undo: z.string().max(64) }).strict(), answer: person },
  enrol: {
    payload: presented.extend({ person: personName }).strict(),
    answer: z.object({
      person: z.string(),
      samples: z.object({ face: z.number(), voice: z.number() }),
      template_bytes: z.number(),
      capacity_left: z.number(),
    }),
  },
} as const satisfies Contracts

export type Person = z.infer<typeof person>
