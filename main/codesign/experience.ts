// What the person notices: seconds of looking, speaking and waiting, attempts until one is accepted, and the time that
// takes. Everybody has a reject rate of their own, so the mean is taken over people and not over the mean rate.
//
// With reject rate p and lock-out after F failures in a row (main/authentication/lock-out.ts), attempts being alike:
//   attempts  sum over k = 0 .. F - 1 of p^k = (1 - p^F) / (1 - p)      locked out  p^F
//   time      attempts * seconds of an attempt + p^F * the first wait
// A sample that gives no embedding costs its time and is presented again; lock-out does not count it.

import { FIRST_WAIT_MS, FREE_FAILURES } from '../authentication/lock-out.ts'
import type { Design } from './design.ts'
import type { Accuracy, DesignPoint, Experience, RatesAt } from './points.ts'

export interface Transaction {
  attempts: number
  lockedOut: number
}

/** Attempts until acceptance or lock-out of somebody who is rejected at a rate of `reject`. */
export function transactionOf(reject: number): Transaction {
  let attempts = 0
  for (let failures = 0; failures < FREE_FAILURES; failures++) attempts += reject ** failures
  return { attempts, lockedOut: reject ** FREE_FAILURES }
}

/** Seconds until acceptance, the first wait included for who is locked out; mean over people. */
export function timeToSuccess(
  rejectRates: readonly number[],
  attemptSeconds: number,
): Transaction & { seconds: number } {
  const mean = (of: (transaction: Transaction) => number): number =>
    rejectRates.reduce((sum, rate) => sum + of(transactionOf(rate)), 0) / rejectRates.length
  const attempts = mean((transaction) => transaction.attempts)
  const lockedOut = mean((transaction) => transaction.lockedOut)
  return { attempts, lockedOut, seconds: attempts * attemptSeconds + (lockedOut * FIRST_WAIT_MS) / 1000 }
}

type Timing = Pick<DesignPoint, 'latency_ms' | 'attempt_ms' | 'energy_mj' | 'face_only'>

/** The experience at each threshold of the development people; empty where nothing was measured. */
export function experienceOf(
  design: Design,
  timing: Timing,
  development: Accuracy | null,
  lookingSeconds: number,
): Experience[] {
  return (development?.rates ?? []).map((rates) =>
    atRates(design, timing, development!, rates, lookingSeconds),
  )
}

function atRates(
  { face, voice }: Design,
  { latency_ms, attempt_ms, energy_mj, face_only }: Timing,
  { fta }: Accuracy,
  { stated_fmr, person_reject_rates, asks_voice }: RatesAt,
  lookingSeconds: number,
): Experience {
  const asks = asks_voice?.value ?? (voice ? 1 : 0)
  /** Of a cascade with the voice as often as it is asked for. */
  const mean = (whole: number, faceOnly: number | undefined): number =>
    faceOnly === undefined ? whole : faceOnly + asks * (whole - faceOnly)
  const attempt = mean(attempt_ms.estimate, face_only?.attempt_ms.estimate) / 1000
  const acquired = (1 - (fta.face ?? 0)) * (1 - asks * (fta.voice ?? 0))
  const { attempts, lockedOut, seconds: whole } = timeToSuccess(person_reject_rates, attempt / acquired)
  return {
    stated_fmr,
    looking_s: face ? lookingSeconds : 0,
    speaking_s: asks * (voice?.seconds ?? 0),
    waiting_s: mean(latency_ms.estimate, face_only?.latency_ms.estimate) / 1000,
    attempt_s: attempt,
    attempts: attempts / acquired,
    time_to_success_s: whole,
    locked_out: lockedOut,
    asks_voice: asks,
    energy_mj: mean(energy_mj, face_only?.energy_mj),
  }
}
