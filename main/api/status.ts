// What the program runs with: shell, board, networks, room for people.

import { z } from 'zod'
import type { Contracts } from './contract.ts'
import { none } from './contract.ts'

const enrolments = z.object({ transactions: z.number(), failures: z.number() })

export const statusChannels = {
  status: {
    payload: none,
    answer: z.object({
      shell: z.string(),
      board: z.object({ name: z.string(), settings: z.string() }),
      networks: z.array(z.object({ name: z.string(), task: z.string(), bytes: z.number() })),
      /** Transactions of enrolment so far, and those that failed; of simulated people apart. */
      enrolments: enrolments.extend({ simulated: enrolments }),
      templates: z.object({ bytes: z.number(), stored: z.number(), capacityLeft: z.number() }),
      microphoneProgram: z.string().nullable(),
      needed: z.object({ faces: z.number(), voices: z.number() }),
      /** The design in use; null: the default system. */
      design: z.object({ id: z.string(), cascade: z.boolean() }).nullable(),
    }),
  },
  /** The thresholds in use, and what they rest on, in words. */
  'operating-point': { payload: none, answer: z.object({ text: z.string() }) },
} as const satisfies Contracts
