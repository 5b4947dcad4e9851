// Verification and identification, at once or at the board's speed; with a challenge, of the face that met it.

import type { Decision } from '../authentication/attempt.ts'
import type { Presented } from '../authentication/capture.ts'
import { identify } from '../authentication/identify.ts'
import type { PresenceReport } from '../authentication/liveness/presence.ts'
import type { Charge } from '../authentication/lock-out.ts'
import { atBoardSpeed } from '../authentication/pace.ts'
import { verify } from '../authentication/verify.ts'
import { VisemeError } from '../errors.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import type { ChallengeClaim, Challenges } from './liveness.ts'
import { present } from './presented.ts'

export function authenticationHandlers(
  { store, system }: Surroundings,
  challenges: Challenges,
): Pick<Handlers, 'verify' | 'identify'> {
  return {
    verify: async ({ person, pace, challenge, ...inputs }) => {
      const asked = { challenge, cascade: inputs.cascade, person, trial: false }
      const { presented, settled } = await withPresence(await present(inputs), asked, challenges)
      return paced(pace, () => decided(settled, () => verify(store, system(), { person, ...presented })))
    },

    identify: async ({ pace, challenge, ...inputs }) => {
      const asked = { challenge, cascade: inputs.cascade, person: null, trial: false }
      const { presented, settled } = await withPresence(await present(inputs), asked, challenges)
      return paced(pace, () => decided(settled, () => identify(store, system(), presented)))
    },
  }
}

/** What an attempt is asked to be made of: for which claim, with which challenge if any, as a cascade or not. */
interface Asked extends ChallengeClaim {
  challenge: string | undefined
  cascade: boolean | undefined
}

interface Prepared {
  presented: Presented & { cascade?: boolean; presence?: PresenceReport; charge?: Charge }
  /** To be told when the attempt was decided. */
  settled(): void
}

/**
 * What was presented, the face being the one of the challenge where there was one. Throws `cascade-with-challenge`: the
 * voice would be recorded after the movement, and anybody could be the one who speaks.
 */
export async function withPresence(
  presented: Presented,
  { challenge, cascade, ...claim }: Asked,
  challenges: Challenges,
): Promise<Prepared> {
  if (challenge === undefined) return { presented: { ...presented, cascade }, settled: () => {} }
  if (cascade) {
    throw new VisemeError({
      code: 'cascade-with-challenge',
      message: 'With a movement of the head the voice is recorded at the same time, not afterwards.',
      next: 'Ask for both at once, or leave the movement out.',
      exitCode: 2,
    })
  }
  const voice = presented.voices[0]?.value ?? null
  const { frontal, report, charge, settled } = await challenges.finish(challenge, claim, voice)
  const faces = [{ source: 'camera', value: frontal }]
  return { presented: { ...presented, faces, presence: report, charge }, settled }
}

/** Runs an attempt; one that is decided, and so counted, lets its claim draw another movement. */
async function decided<T>(settled: () => void, attempt: () => Promise<T>): Promise<T> {
  const answer = await attempt()
  settled()
  return answer
}

const paced = <T extends Decision>(pace: boolean, attempt: () => Promise<T>): Promise<T> =>
  pace ? atBoardSpeed(attempt) : attempt()
