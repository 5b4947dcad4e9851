// Verification and identification, at once or at the board's speed.

import type { Decision } from '../authentication/attempt.ts'
import { identify } from '../authentication/identify.ts'
import { atBoardSpeed } from '../authentication/pace.ts'
import { verify } from '../authentication/verify.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import { present } from './presented.ts'

export function authenticationHandlers({
  store,
  system,
}: Surroundings): Pick<Handlers, 'verify' | 'identify'> {
  return {
    verify: async ({ person, pace, ...inputs }) => {
      const presented = await present(inputs)
      return paced(pace, () => verify(store, system(), { person, ...presented }))
    },

    identify: async ({ pace, ...inputs }) => {
      const presented = await present(inputs)
      return paced(pace, () => identify(store, system(), presented))
    },
  }
}

const paced = <T extends Decision>(pace: boolean, attempt: () => Promise<T>): Promise<T> =>
  pace ? atBoardSpeed(attempt) : attempt()
