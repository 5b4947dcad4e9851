// Verification and identification, at once or at the board's speed; with a challenge, of the face that met it.

import type { Decision } from '../authentication/attempt.ts'
import type { Presented } from '../authentication/capture.ts'
import { identify } from '../authentication/identify.ts'
import type { PresenceReport } from '../authentication/liveness/presence.ts'
import type { Charge } from '../authentication/lock-out.ts'
import { atBoardSpeed } from '../authentication/pace.ts'
import { verify } from '../authentication/verify.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import type { ChallengeClaim, Challenges } from './liveness.ts'
import { present } from './presented.ts'

export function authenticationHandlers(
  { store, system }: Surroundings,
  challenges: Challenges,
): Pick<Handlers, 'verify' | 'identify'> {
  return {
    verify: async ({ person, pace, challenge, cascade, ...inputs }) => {
      const claim = { person, trial: false }
      const presented = await withPresence(await present(inputs), challenge, claim, challenges)
      return paced(pace, () =>
        decided(challenges, claim, challenge, () =>
          verify(store, system(), { person, cascade, ...presented }),
        ),
      )
    },

    identify: async ({ pace, challenge, cascade, ...inputs }) => {
      const claim = { person: null, trial: false }
      const presented = await withPresence(await present(inputs), challenge, claim, challenges)
      return paced(pace, () =>
        decided(challenges, claim, challenge, () => identify(store, system(), { cascade, ...presented })),
      )
    },
  }
}

/** What was presented, the face being the one of the challenge where there was one. */
export async function withPresence(
  presented: Presented,
  challenge: string | undefined,
  claim: ChallengeClaim,
  challenges: Challenges,
): Promise<Presented & { presence?: PresenceReport; charge?: Charge }> {
  if (challenge === undefined) return presented
  const { frontal, report, charge } = await challenges.finish(
    challenge,
    claim,
    presented.voices[0]?.value ?? null,
  )
  return { ...presented, faces: [{ source: 'camera', value: frontal }], presence: report, charge }
}

/** Runs an attempt; one that is decided, and so counted, lets its claim draw another movement. */
async function decided<T>(
  challenges: Challenges,
  claim: ChallengeClaim,
  challenge: string | undefined,
  attempt: () => Promise<T>,
): Promise<T> {
  const answer = await attempt()
  if (challenge !== undefined) challenges.settled(claim, challenge)
  return answer
}

const paced = <T extends Decision>(pace: boolean, attempt: () => Promise<T>): Promise<T> =>
  pace ? atBoardSpeed(attempt) : attempt()
