// One attempt of a researcher's trial run: verified without lock-out, kept with what was declared.

import type { Store } from '../../enrollment-data/store.ts'
import type { Trial, TrialRole, TrialRun } from '../../enrollment-data/trials.ts'
import { VisemeError } from '../errors.ts'
import type { AttemptRequest, Decision } from './attempt.ts'
import { SampleError } from './capture.ts'
import { findPerson } from './names.ts'
import type { System } from './system.ts'
import { trialEndings } from './trial-endings.ts'
import { verify } from './verify.ts'

export interface TrialRequest extends AttemptRequest {
  /** Whom the presenter claims to be. */
  person: string
  role: TrialRole
  /** Kind of attack; needed for that role. */
  attack: string
  /** Who presents, as the researcher calls them; for a genuine attempt the claimed person. */
  presenter: string
}

export interface TrialResult {
  trial: Trial
  /** Of the trial, in the store. */
  number: number
  /** Null where nothing could be acquired. */
  decision: Decision | null
  /** Why nothing could be acquired, and what to do. */
  advice: string | null
}

/** Codes of failures to acquire that are not a sample's. */
const NOT_ACQUIRED = new Set<string>(['no-frontal-face', 'challenge-gone', ...trialEndings])

/**
 * Runs one attempt and adds it to the run; on disk when this returns. `acquire` brings what is presented. Throws
 * `unknown-person`, `presenter-missing`, `attack-missing`, `same-person` (exit 2), VoiceNeededError, where the attempt is
 * to come again with a voice (1), StoreError (4).
 */
export async function runTrial(
  store: Store,
  system: System,
  run: TrialRun,
  declared: Pick<TrialRequest, 'person' | 'role' | 'attack' | 'presenter'>,
  acquire: () => Promise<AttemptRequest>,
): Promise<TrialResult> {
  const person = findPerson(store, declared.person)
  const own = `#${person.id}`
  const { role } = declared
  const presenter = role === 'genuine' ? own : labelOf(store, run, declared.presenter)
  if (role !== 'genuine' && presenter === '') {
    throw declaration('presenter-missing', 'Nobody is declared as the presenter.', 'Say who presents.')
  }
  if (role === 'impostor' && presenter === own) {
    throw declaration(
      'same-person',
      `${person.name} cannot be an impostor of themselves.`,
      'Choose another presenter, or declare the attempt genuine.',
    )
  }
  const attack = role === 'attack' ? declared.attack.trim() : ''
  if (role === 'attack' && attack === '') {
    throw declaration('attack-missing', 'The attack has no kind.', 'Name it: print, replay, mask ...')
  }
  let simulated = person.simulated
  let cascade = false
  const outcome = await decide(async () => {
    const presented = await acquire()
    simulated ||= presented.simulated ?? false
    cascade = presented.cascade ?? false
    return verify(store, system, { ...presented, person: person.name, trial: true })
  })
  const { decision } = outcome
  const trial: Trial = {
    at: new Date().toISOString(),
    role,
    attack,
    claimed: person.id,
    presenter,
    simulated,
    outcome: decision?.decision ?? 'not-acquired',
    reason: decision?.reason ?? outcome.reason,
    score: decision?.score ?? null,
    threshold: decision?.threshold ?? null,
    face: decision?.modalities.face?.llr ?? null,
    voice: decision?.modalities.voice?.llr ?? null,
    cascade,
    withdrawn: outcome.reason === 'attempt-stopped',
  }
  const number = store.trialRuns.add(run.id, trial)
  return { trial, number, decision, advice: outcome.advice }
}

/** An enrolled person is called by number, anybody else as first declared in the run, whatever the case. */
function labelOf(store: Store, run: TrialRun, presenter: string): string {
  const tidy = presenter.normalize('NFC').trim().replace(/\s+/g, ' ')
  const enrolled = tidy === '' ? undefined : store.person(tidy)
  if (enrolled) return `#${enrolled.id}`
  if (tidy.startsWith('#')) {
    throw declaration(
      'presenter-like-a-number',
      'A presenter cannot be called by a name that begins with #: so are those enrolled.',
      'Leave out the #, or name the person enrolled.',
    )
  }
  const key = (label: string) => label.normalize('NFKC').toLowerCase()
  const before = store.trialRuns.trials(run.id).find((trial) => key(trial.presenter) === key(tidy))
  return before?.presenter ?? tidy
}

async function decide(
  attempt: () => Promise<Decision>,
): Promise<{ decision: Decision | null; reason: string; advice: string | null }> {
  try {
    return { decision: await attempt(), reason: '', advice: null }
  } catch (error) {
    const isAcquisition =
      error instanceof SampleError || (error instanceof VisemeError && NOT_ACQUIRED.has(error.code))
    if (!isAcquisition) throw error
    return { decision: null, reason: error.code, advice: `${error.message} ${error.next}` }
  }
}

const declaration = (code: string, message: string, next: string): VisemeError =>
  new VisemeError({ code, message, next, exitCode: 2 })
