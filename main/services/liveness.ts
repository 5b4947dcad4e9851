// Challenges under way; each is forgotten after a minute, with the pictures it kept. The movement drawn for a claim stays
// the same until an attempt on it is decided, so that stopping never draws another one; and telling it counts as a failure
// until an attempt is accepted, so that ending the program draws no other one for nothing.

import { randomUUID } from 'node:crypto'
import { drawAction, type HeadAction } from '../authentication/liveness/challenge.ts'
import { Presence, type PresenceReport } from '../authentication/liveness/presence.ts'
import { type Charge, type Claim, chargeChallenge, requireUnlocked } from '../authentication/lock-out.ts'
import { findPerson } from '../authentication/names.ts'
import { VisemeError } from '../errors.ts'
import { faceInstruction } from '../face/guidance.ts'
import type { Image } from '../face/image.ts'
import type { Samples } from '../voice/samples.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import { imageOf } from './presented.ts'

/** A challenge and its attempt take seconds. */
const OLDEST_MS = 60_000
/** The attempt follows the last frame within this. */
const PATIENCE_MS = 8_000

/** What a challenge is for: the claimed person's name, null for an identification; in a researcher's trial or not. */
export interface ChallengeClaim {
  person: string | null
  trial: boolean
}

export interface Challenges {
  handlers: Pick<Handlers, 'challenge-begin' | 'challenge-frame'>
  /**
   * Ends a challenge, shortly after its last frame: the frame to be compared, what the presentation shows, and what
   * lock-out counted when the movement was told. It serves one attempt. Throws `challenge-gone`, `no-frontal-face`.
   */
  finish(challenge: string, claim: ChallengeClaim, voice: Samples | null): Promise<Finished>
}

export interface Finished {
  frontal: Image
  report: PresenceReport
  charge: Charge | undefined
  /** To be told that the attempt was decided, and counted: the next one on its claim draws anew. */
  settled(): void
}

interface Running {
  presence: Presence
  /** When the last frame came. */
  last: number
  subject: string
  claim: Claim
  charge?: Charge
}

export function livenessChallenges({ system, store }: Pick<Surroundings, 'system' | 'store'>): Challenges {
  const running = new Map<string, Running>()
  const drawn = new Map<string, HeadAction>()
  const subjectOf = ({ person, trial }: ChallengeClaim): string =>
    `${trial ? 'trial' : 'attempt'} ${person === null ? 'anybody' : findPerson(store, person).id}`
  const claimOf = ({ person, trial }: ChallengeClaim): Claim => ({
    task: person === null ? 'identify' : 'verify',
    person: person === null ? null : findPerson(store, person),
    trial,
  })
  const now = () => performance.now()
  const find = (challenge: string) => {
    const found = running.get(challenge)
    if (found) return found
    throw new VisemeError({
      code: 'challenge-gone',
      message: 'This challenge is over.',
      next: 'Begin the attempt again.',
      exitCode: 2,
    })
  }
  return {
    handlers: {
      'challenge-begin': async ({ camera, ...claim }) => {
        const attempt = claimOf(claim)
        requireUnlocked(store, attempt)
        const challenge = randomUUID()
        const subject = subjectOf(claim)
        const action = drawn.get(subject) ?? drawAction()
        drawn.set(subject, action)
        running.set(challenge, {
          presence: new Presence(action, camera, now()),
          last: now(),
          subject,
          claim: attempt,
        })
        setTimeout(() => running.delete(challenge), OLDEST_MS).unref()
        return { challenge }
      },

      'challenge-frame': async ({ challenge, face }) => {
        const found = find(challenge)
        const image = await imageOf(face)
        found.last = now()
        const inspection = await system().attempt(async () => system().face.inspect(image))
        const progress = found.presence.see(image, inspection, found.last)
        if (progress.stage === 'acting') {
          try {
            found.charge ??= chargeChallenge(store, found.claim)
          } catch (error) {
            // Whoever is refused is shown nothing more of the face.
            running.delete(challenge)
            throw error
          }
        }
        return {
          progress,
          box: inspection.detection?.box ?? null,
          instruction: faceInstruction(inspection.quality, inspection.problem),
        }
      },
    },

    finish: async (challenge, claim, voice) => {
      const found = find(challenge)
      const { presence, last, subject, charge } = found
      if (subject !== subjectOf(claim)) {
        throw new VisemeError({
          code: 'challenge-of-another-claim',
          message: 'This challenge was begun for another claim.',
          next: 'Begin the attempt again.',
          exitCode: 2,
        })
      }
      if (!presence.frontal || now() - last > PATIENCE_MS) {
        throw new VisemeError({
          code: 'no-frontal-face',
          message: presence.frontal
            ? 'The attempt came too long after its challenge.'
            : 'No good picture of the face was seen during the challenge.',
          next: 'Look straight into the camera and try again.',
          exitCode: 2,
        })
      }
      running.delete(challenge)
      const at = now()
      const report = await system().attempt(async () => {
        const { face, voice: chain, fusion } = system()
        const heard = voice && { samples: voice, levelDb: chain.inspect(voice).quality.levelDb }
        return presence.assess(fusion, (image) => face.capture(image).embedding, heard, at)
      })
      return { frontal: presence.frontal, report, charge, settled: () => void drawn.delete(subject) }
    },
  }
}
