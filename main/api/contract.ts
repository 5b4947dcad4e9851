// The form of the contract: each channel has a payload and an answer.

import { z } from 'zod'

export type Contracts = Record<string, { payload: z.ZodType; answer: z.ZodType }>

export const none = z.object({}).strict()
