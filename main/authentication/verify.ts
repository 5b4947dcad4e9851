// Verification: is this the person it is claimed to be?

import type { Store } from '../../enrollment-data/store.ts'
import {
  type AttemptRequest,
  attemptRow,
  boardCost,
  compare,
  type Decision,
  modalityResults,
  outdatedIn,
  refuseOutdated,
  takeProbe,
} from './attempt.ts'
import { fuse } from './fusion.ts'
import { type Claim, requireUnlocked, settle } from './lock-out.ts'
import { findPerson } from './names.ts'
import type { System } from './system.ts'

export interface VerificationRequest extends AttemptRequest {
  /** The claimed person's name. */
  person: string
}

/**
 * Compares what is presented with the claimed person's template. The decision is counted and in the audit log before
 * this returns. Throws LockedOutError (exit 1), `unknown-person`, `nothing-presented`, `template-outdated`,
 * SampleError (2), `template-damaged`, `store-locked`, StoreError (4).
 */
export async function verify(store: Store, system: System, request: VerificationRequest): Promise<Decision> {
  const person = findPerson(store, request.person)
  const { fusion } = system
  const claim: Claim = { ...request, task: 'verify', person }
  requireUnlocked(store, claim)
  return system.attempt(async () => {
    const probe = await takeProbe(system, request)
    if (outdatedIn(system, person, probe).length > 0) refuseOutdated([person.name])
    const cosines = compare(store, system, probe, person)
    const fused = fuse(fusion, cosines)
    const decision: Decision = {
      person: person.name,
      decision: fused.accepted ? 'accept' : 'reject',
      reason: fused.accepted ? 'score-reaches-threshold' : 'score-below-threshold',
      score: fused.score,
      threshold: fused.threshold,
      modalities: modalityResults(probe, cosines, fused),
      simulated: (request.simulated ?? false) || person.simulated,
      board: boardCost(system),
    }
    settle(store, claim, attemptRow(system, 'verify', person.id, decision))
    return decision
  })
}
