// Every channel between the window and the main process: name, payload, answer. The one contract with renderer/;
// each part of it lies in api/.

import type { z } from 'zod'
import { authenticationChannels } from './api/authentication.ts'
import { boardChannels } from './api/board.ts'
import { codesignChannels } from './api/codesign.ts'
import type { Contracts } from './api/contract.ts'
import { livenessChannels } from './api/liveness.ts'
import { measureChannels } from './api/measure.ts'
import { networkChannels } from './api/networks.ts'
import { pathChannels } from './api/paths.ts'
import { peopleChannels } from './api/people.ts'
import { portabilityChannels } from './api/portability.ts'
import { presentedChannels } from './api/presented.ts'
import { protectionChannels } from './api/protection.ts'
import { schedulerChannels } from './api/scheduler.ts'
import { statusChannels } from './api/status.ts'
import { supernetChannels } from './api/supernet.ts'
import { trialChannels } from './api/trials.ts'

export type { BoardReport, Decision } from './api/authentication.ts'
export type { Inspection } from './api/board.ts'
export type { MeasureRequest, OperatingPointUse, PastRun } from './api/measure.ts'
export type { Choosable } from './api/paths.ts'
export type { Person } from './api/people.ts'
export type { FaceInput, VoiceInput } from './api/presented.ts'

export const channels = {
  ...statusChannels,
  ...pathChannels,
  ...protectionChannels,
  ...peopleChannels,
  ...presentedChannels,
  ...authenticationChannels,
  ...livenessChannels,
  ...trialChannels,
  ...boardChannels,
  ...networkChannels,
  ...measureChannels,
  ...supernetChannels,
  ...portabilityChannels,
  ...codesignChannels,
  ...schedulerChannels,
} as const satisfies Contracts

export type Channel = keyof typeof channels
export type Payload<C extends Channel> = z.infer<(typeof channels)[C]['payload']>
export type Answer<C extends Channel> = z.infer<(typeof channels)[C]['answer']>

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
  /** Of an attempt that lock-out refused: when the next one will be compared. */
  retryAfterSeconds?: number
}
