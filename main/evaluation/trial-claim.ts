// Whether a trial run carries its claim "FAR <= x": the exact one-sided 95 % bound over independent attempts, false
// accepts included. Attempts that share a person are not independent; a run is taken to hold as many independent ones
// as it has different people on the side, claimed or presenting, that has fewer.

import type { Trial } from '../../enrollment-data/trials.ts'
import { clopperPearson } from './interval.ts'

export interface TrialClaim {
  far: number
  carried: boolean
  /** Impostor attempts from which something was acquired, and those of them accepted. */
  comparisons: number
  false_accepts: number
  /** Different people claimed or presenting, whichever are fewer, and those with a false accept on the worse side. */
  independent: number
  independent_errors: number
  /** Independent attempts that carry the claim with as many errors as there are. */
  needed: number
  still_needed: number
  /** In words; null where the claim is carried. */
  reason: string | null
}

/** Upper limit of the one-sided 95 % interval of errors among independent attempts (Clopper-Pearson). */
const upperBound = (errors: number, independent: number): number =>
  independent === 0 ? 1 : clopperPearson(errors, independent, 0.9).high

/** The fewest independent attempts with that many errors whose one-sided 95 % bound is at most `far`. */
export function attemptsNeeded(far: number, errors: number): number {
  let [few, enough] = [errors, Math.max(1, errors)]
  while (upperBound(errors, enough) > far) [few, enough] = [enough, enough * 2]
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2)
    if (upperBound(errors, middle) > far) few = middle
    else enough = middle
  }
  return enough
}

/** Judges the claim by a run's impostor attempts. */
export function judgeTrialClaim(far: number, impostor: readonly Trial[]): TrialClaim {
  const acquired = impostor.filter(({ outcome }) => outcome !== 'not-acquired')
  const accepted = acquired.filter(({ outcome }) => outcome === 'accept')
  const claimed = (trials: readonly Trial[]) => new Set(trials.map((trial) => trial.claimed)).size
  const presenting = (trials: readonly Trial[]) => new Set(trials.map((trial) => trial.presenter)).size
  const independent = Math.min(claimed(acquired), presenting(acquired))
  const errors = Math.min(independent, Math.max(claimed(accepted), presenting(accepted)))
  const needed = attemptsNeeded(far, errors)
  // Where few people make many errors, their share of attempts tells more than their share of people.
  const isObserved = accepted.length <= far * acquired.length
  const carried = independent >= needed && isObserved
  return {
    far,
    carried,
    comparisons: acquired.length,
    false_accepts: accepted.length,
    independent,
    independent_errors: errors,
    needed,
    still_needed: Math.max(0, needed - independent),
    reason: carried
      ? null
      : !isObserved
        ? `${accepted.length} of ${acquired.length} impostor attempts were accepted: more than FAR <= ${far} allows`
        : `FAR <= ${far} needs ${needed} independent impostor attempts (one-sided 95 %), each of another presenter against ` +
          `another claimed person, with ${errors} accepted; there are ${independent} in ${acquired.length} attempts`,
  }
}
