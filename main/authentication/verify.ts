// Verification: is this the person it is claimed to be?

import type { Store } from '../../enrollment-data/store.ts'
import {
  type AttemptRequest,
  adviceOf,
  attemptRow,
  boardCost,
  compare,
  type Decision,
  type DecisionReason,
  modalityResults,
  outdatedIn,
  type Probe,
  refuseOutdated,
  suspicionOf,
  takeProbe,
} from './attempt.ts'
import { cascadeBounds, cascaded, faceVerdict, VoiceNeededError } from './cascade.ts'
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
 * this returns; with `cascade` the voice is looked at only where the face is unsure. Throws LockedOutError, VoiceNeededError (exit 1), `unknown-person`, `nothing-presented`, `template-outdated`,
 * SampleError (2), `template-damaged`, `store-locked`, StoreError (4).
 */
export async function verify(store: Store, whole: System, request: VerificationRequest): Promise<Decision> {
  const system = whole.forAttempt(request)
  const person = findPerson(store, request.person)
  const { fusion } = system
  const claim: Claim = { ...request, task: 'verify', person }
  requireUnlocked(store, claim)
  /** What a probe shows of the claimed person. */
  const judged = (probe: Probe) => {
    if (outdatedIn(system, person, probe).length > 0) refuseOutdated([person.name])
    const cosines = compare(store, system, probe, person)
    return { probe, cosines, fused: fuse(fusion, cosines) }
  }
  const decided = (
    { probe, cosines, fused }: ReturnType<typeof judged>,
    reason?: DecisionReason,
  ): Decision => {
    const suspicion = suspicionOf(request.presence, fused)
    const usual = fused.accepted ? 'score-reaches-threshold' : 'score-below-threshold'
    const decision: Decision = {
      person: person.name,
      decision: fused.accepted && !suspicion ? 'accept' : 'reject',
      reason: suspicion ?? reason ?? usual,
      score: fused.score,
      threshold: fused.threshold,
      modalities: modalityResults(probe, cosines, fused),
      advice: adviceOf(probe),
      operating_point: system.operatingPointOf(fused.evidence),
      simulated: (request.simulated ?? false) || person.simulated,
      ...(request.presence && { presence: request.presence }),
      board: boardCost(system),
    }
    settle(store, claim, attemptRow(system, 'verify', person.id, decision))
    return decision
  }
  return system.attempt(async () => {
    if (!(request.cascade || system.cascade) || request.faces.length === 0)
      return decided(judged(await takeProbe(system, request)))
    const first = judged(await takeProbe(system, { ...request, voices: [] }))
    const verdict = faceVerdict(fusion, first.fused.score)
    const { accept, reject } = cascadeBounds(fusion)
    if (verdict !== 'unsure') {
      const accepted = verdict === 'accept'
      const fused = { ...first.fused, accepted, threshold: accepted ? accept : reject }
      return decided({ ...first, fused }, accepted ? 'face-suffices' : 'face-too-unlike')
    }
    if (request.voices.length === 0) {
      // Counted as a failure, which the acceptance that follows forgets: else a face could be tried without end.
      const row = attemptRow(system, 'verify', person.id, {
        decision: 'reject',
        reason: 'voice-needed',
        score: first.fused.score,
        threshold: accept,
        modalities: modalityResults(first.probe, first.cosines, first.fused),
        advice: {},
        simulated: (request.simulated ?? false) || person.simulated,
        board: boardCost(system),
      })
      settle(store, claim, row)
      throw new VoiceNeededError()
    }
    const voice = await takeProbe(system, { ...request, faces: [] })
    const both = judged({ ...first.probe, ...voice })
    return decided({ ...both, fused: cascaded(both.fused) })
  })
}
