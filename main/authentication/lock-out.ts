// Lock-out: five failures in a row are free, then each is followed by a wait of 30 s, 60 s, 120 s ... up to an hour
// ("30 seconds up to an hour": NIST SP 800-63B-3, 5.2.2). Counted per claimed person, and once for all identifications.
// An accepted attempt forgets the failures; attempts during a wait are refused before anything is compared, and are
// no failures. A challenge is counted when its movement is told, before anybody sees it: who then walks away, or kills
// the program, to be asked for another movement has failed once. Waits are measured on the machine's own clock (machine-clock.ts); after a restart of the machine what
// was left is waited from its start.

import { IDENTIFICATION } from '../../enrollment-data/lock-out-log.ts'
import type { Attempt, LockOutState } from '../../enrollment-data/records.ts'
import type { Store } from '../../enrollment-data/store.ts'
import { LockedOutError } from './locked-out.ts'
import { certainlyElapsed, type Moment, machineMoment } from './machine-clock.ts'

/** Failures in a row before the first wait. */
export const FREE_FAILURES = 5
export const FIRST_WAIT_MS = 30_000
export const LONGEST_WAIT_MS = 3_600_000

/** What is left of a wait, in milliseconds. */
export function remainingWait(state: LockOutState | undefined, now: Moment): number {
  return state ? Math.max(0, state.waitMs - certainlyElapsed(state.since, now)) : 0
}

/** One more failure. */
export function afterFailure(state: LockOutState | undefined, now: Moment): LockOutState {
  const failures = (state?.failures ?? 0) + 1
  const waitMs =
    failures < FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES))
  return { failures, waitMs, since: now }
}

/** What is attempted, as far as lock-out is concerned. */
export interface Claim {
  task: Attempt['task']
  /** The claimed person; null for an identification. */
  person: { id: number; name: string } | null
  /** A researcher's trial: lock-out neither refuses nor counts it. */
  trial?: boolean
  /** What was counted when the movement of the attempt's challenge was told. */
  charge?: Charge
  clock?: () => Moment
}

/** A failure counted in advance: the state of its subject from then on, and the number of its row in the log. */
export type Charge = Readonly<LockOutState & { row: number }>

const subjectOf = ({ person }: Claim): number => person?.id ?? IDENTIFICATION
const called = (person: Claim['person']): string => person?.name ?? 'Identification'

/** Refuses an attempt while its wait lasts, and tells the audit log. Throws LockedOutError. */
export function requireUnlocked(store: Store, claim: Claim): void {
  if (claim.trial) return
  const refused = refusal(store, claim, claim.person)
  if (!refused) return
  // The wait goes on from here: a restart of the machine does not begin it again.
  store.transaction(() => tellRefusal(store, claim, refused))
  throw refused.error
}

interface Refusal {
  subject: number
  state: LockOutState
  waitMs: number
  now: Moment
  error: LockedOutError
}

/** The wait that stands in the way of a claim, unless the last failure is the claim's own challenge. */
function refusal(store: Store, claim: Claim, person: Claim['person']): Refusal | null {
  const subject = person?.id ?? IDENTIFICATION
  const state = store.auditLog.trustedLockOut(subject)
  const now = (claim.clock ?? machineMoment)()
  const waitMs = remainingWait(state, now)
  if (!state || waitMs === 0) return null
  if (subject === subjectOf(claim) && isCharged(store, claim)) return null
  return { subject, state, waitMs, now, error: new LockedOutError(called(person), state.failures, waitMs) }
}

/** Whether a claim's challenge stands for its decision: once, and while nothing else of its subject was counted since. */
const isCharged = (store: Store, claim: Claim): boolean =>
  claim.charge !== undefined && store.auditLog.lastCounted(subjectOf(claim)) === claim.charge.row

/**
 * Counts a challenge whose movement is about to be told as a failure, on disk when this returns; undefined in a trial.
 * The one attempt that brings the charge along is not counted again. A refusal is told the audit log. Throws LockedOutError,
 * `audit-changed`.
 */
export function chargeChallenge(store: Store, claim: Claim): Charge | undefined {
  if (claim.trial) return undefined
  const told = store.transaction(() => {
    const refused = refusal(store, claim, claim.person)
    if (refused) {
      tellRefusal(store, claim, refused)
      return refused.error
    }
    const subject = subjectOf(claim)
    const state = afterFailure(store.auditLog.lockOut(subject), (claim.clock ?? machineMoment)())
    store.auditLog.append(claim.person?.id ?? null, { event: 'challenged', task: claim.task, ...state })
    return { ...state, row: store.auditLog.lastCounted(subject)! }
  })
  if (told instanceof LockedOutError) throw told
  return told
}

function tellRefusal(store: Store, { task }: Claim, { subject, state, waitMs, now }: Refusal): void {
  store.auditLog.append(subject === IDENTIFICATION ? null : subject, {
    event: 'refused',
    task,
    reason: 'locked-out',
    waitMs,
    failures: state.failures,
    since: now,
  })
}

/**
 * Counts a decision and tells the audit log of it, in one transaction, before anybody sees it. Of attempts that run
 * side by side, in whichever processes, each is counted before the next is answered: what comes after the last free
 * failure is refused, whatever its decision was. `found` is the person an identification accepts, whose own wait
 * holds for it too. Throws LockedOutError, `person-gone`.
 */
export function settle(
  store: Store,
  claim: Claim,
  attempt: Omit<Attempt, 'trial' | 'failures'>,
  found: { id: number; name: string } | null = null,
): void {
  if (claim.trial) {
    store.log({ ...attempt, trial: true, failures: null })
    return
  }
  const refused = store.transaction(() => {
    const waiting = refusal(store, claim, claim.person) ?? (found && refusal(store, claim, found))
    if (waiting) {
      tellRefusal(store, claim, waiting)
      return waiting
    }
    const before = store.auditLog.lockOut(subjectOf(claim))
    const charged = isCharged(store, claim)
    const state =
      attempt.decision === 'accept'
        ? undefined
        : charged
          ? before
          : afterFailure(before, (claim.clock ?? machineMoment)())
    const { failures = 0, waitMs = 0, since } = state ?? {}
    store.log({
      ...attempt,
      trial: false,
      failures,
      ...(waitMs > 0 && { waitMs, since }),
      ...(charged && { challenged: true }),
    })
    return null
  })
  if (refused) throw refused.error
}

/** Forgets the failures of a person (null: of identification). Throws `store-locked`. */
export function clearLockOut(store: Store, person: { id: number } | null): void {
  store.auditLog.append(person?.id ?? null, { event: 'lock-out-cleared' })
}

/** The failures and the wait of a person (null: of identification) now. */
export function lockOutOf(
  store: Store,
  person: { id: number } | null,
  now: Moment = machineMoment(),
): { failures: number; waitSeconds: number } {
  const state = store.auditLog.lockOut(person?.id ?? IDENTIFICATION)
  return { failures: state?.failures ?? 0, waitSeconds: Math.ceil(remainingWait(state, now) / 1000) }
}
