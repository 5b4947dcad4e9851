// Paths from the system's file dialogs.

import { z } from 'zod'
import type { Contracts } from './contract.ts'

/** What can be chosen: folders and files that are there, and `people-file`, a file to be written. */
export const choosable = [
  'folder',
  'manifest',
  'trials',
  'scores',
  'measurement',
  'report-folder',
  'people-file',
] as const

export const pathChannels = {
  /** Null where the dialog was left without a path, or there is none. */
  'choose-path': {
    payload: z.object({ what: z.enum(choosable) }).strict(),
    answer: z.object({ path: z.string().nullable() }),
  },
} as const satisfies Contracts

export type Choosable = (typeof choosable)[number]
