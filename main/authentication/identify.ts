// Identification among the people enrolled, open set: nobody of them is a possible answer.

import type { Person } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { VisemeError } from '../errors.ts'
import {
  type AttemptRequest,
  adviceOf,
  attemptRow,
  boardCost,
  compare,
  type Decision,
  type DecisionReason,
  isDamaged,
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
import type { System } from './system.ts'

/** How many of the best candidates are told. */
const LISTED = 5

/** The JSON document of `viseme identify`: `person` is null when nobody reaches the threshold. */
export interface Identification extends Decision {
  /** Best first; fused log-likelihood ratios. */
  candidates: { person: string; score: number }[]
  /** People not compared, because their templates were made by another network. */
  outdated: string[]
  /** People not compared, because what is stored of them is damaged. */
  damaged: string[]
}

/** Throws `nobody-enrolled`. */
export function requireSomebody(store: Store): void {
  if (store.count() > 0) return
  throw new VisemeError({
    code: 'nobody-enrolled',
    message: 'Nobody is enrolled, so nobody can be recognised.',
    next: 'Enrol somebody first.',
    exitCode: 2,
  })
}

/**
 * Compares what is presented with everybody's template and names the best candidate if its score reaches the
 * threshold of verification plus ln N. N candidates give an impostor N chances; calibrated likelihood ratios obey
 * P(LLR >= t | impostor) <= exp(-t), so adding ln N keeps for the best of N the bound that one comparison has.
 * Throws LockedOutError (exit 1), `nobody-enrolled`, `nothing-presented`, `template-outdated`, SampleError (2),
 * `template-damaged` where nobody's can be read, `store-locked`, StoreError (4).
 */
export async function identify(
  store: Store,
  whole: System,
  request: AttemptRequest,
): Promise<Identification> {
  requireSomebody(store)
  const system = whole.forAttempt(request)
  const people = store.people()
  const { fusion } = system
  const claim: Claim = { ...request, task: 'identify', person: null }
  requireUnlocked(store, claim)
  const rank = (probe: Probe) => {
    const outdated = people.filter((person) => outdatedIn(system, person, probe).length > 0)
    if (outdated.length === people.length) refuseOutdated(outdated.map(({ name }) => name))
    const score = (person: Person) => {
      const cosines = compare(store, system, probe, person)
      return { person, cosines, fused: fuse(fusion, cosines) }
    }
    const damaged: { person: Person; failure: VisemeError }[] = []
    const ranked = people
      .filter((person) => !outdated.includes(person))
      .flatMap((person) => {
        try {
          return [score(person)]
        } catch (failure) {
          if (!isDamaged(failure)) throw failure
          damaged.push({ person, failure })
          return []
        }
      })
      .sort((a, b) => b.fused.score - a.fused.score)
    if (ranked.length === 0) throw damaged[0].failure
    return { probe, outdated, damaged, ranked, chances: Math.log(ranked.length) }
  }
  const decided = (
    { probe, outdated, damaged, ranked }: ReturnType<typeof rank>,
    threshold: number,
    reason?: DecisionReason,
  ): Identification => {
    const [best] = ranked
    const suspicion = suspicionOf(request.presence, best.fused)
    const accepted = best.fused.score >= threshold && !suspicion
    const usual = accepted ? 'score-reaches-threshold' : 'score-below-threshold'
    const decision: Omit<Decision, 'person'> = {
      decision: accepted ? 'accept' : 'reject',
      reason: suspicion ?? reason ?? usual,
      score: best.fused.score,
      threshold,
      modalities: modalityResults(probe, best.cosines, best.fused),
      advice: adviceOf(probe),
      operating_point: system.operatingPointOf(best.fused.evidence),
      simulated: (request.simulated ?? false) || best.person.simulated,
      ...(request.presence && { presence: request.presence }),
      board: boardCost(system),
    }
    settle(
      store,
      claim,
      attemptRow(system, 'identify', best.person.id, decision),
      accepted ? best.person : null,
    )
    return {
      person: accepted ? best.person.name : null,
      ...decision,
      candidates: ranked
        .slice(0, LISTED)
        .map(({ person, fused }) => ({ person: person.name, score: fused.score })),
      outdated: outdated.map(({ name }) => name),
      damaged: damaged.map(({ person }) => person.name),
    }
  }
  return system.attempt(async () => {
    if (!(request.cascade || system.cascade) || request.faces.length === 0) {
      const all = rank(await takeProbe(system, request))
      return decided(all, all.ranked[0].fused.threshold + all.chances)
    }
    const first = rank(await takeProbe(system, { ...request, voices: [] }))
    const { score } = first.ranked[0].fused
    const verdict = faceVerdict(fusion, score, first.ranked.length)
    const { accept, reject } = cascadeBounds(fusion, first.ranked.length)
    if (verdict === 'accept') return decided(first, accept, 'face-suffices')
    if (verdict === 'reject') return decided(first, reject, 'face-too-unlike')
    if (request.voices.length === 0) {
      // Counted as a failure, as in verify.ts.
      const [best] = first.ranked
      const row = attemptRow(system, 'identify', best.person.id, {
        decision: 'reject',
        reason: 'voice-needed',
        score,
        threshold: accept,
        modalities: modalityResults(first.probe, best.cosines, best.fused),
        advice: {},
        simulated: (request.simulated ?? false) || best.person.simulated,
        board: boardCost(system),
      })
      settle(store, claim, row)
      throw new VoiceNeededError()
    }
    const voice = await takeProbe(system, { ...request, faces: [] })
    const both = rank({ ...first.probe, ...voice })
    return decided(both, cascaded(both.ranked[0].fused).threshold + both.chances)
  })
}
