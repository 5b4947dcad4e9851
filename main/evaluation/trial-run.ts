// A researcher's trial run in figures: FAR and FRR of its attempts with intervals, what attacks achieved, how many
// attempts its claim still needs; and as files: a score file as `viseme metrics` reads it, CSV, JSON.

import type { Trial, TrialRun } from '../../enrollment-data/trials.ts'
import { type CountedRate, clopperPearson } from './interval.ts'
import { rateOverPeople } from './rate-over-people.ts'
import { judgeTrialClaim, type TrialClaim } from './trial-claim.ts'

export interface TrialSummary {
  genuine: number
  impostor: number
  /** Attempts from which nothing could be acquired, of all roles. */
  not_acquired: number
  /** Attempts that were taken back or stopped, of all roles: in none of the other figures. */
  withdrawn: number
  /** Of the attempts in a cascade that were decided, those in which the voice was needed. Null without any. */
  voice_needed: CountedRate | null
  /** Genuine attempts not accepted, those not acquired included; resampled over presenters. Null without any. */
  frr: CountedRate | null
  /** Impostors' attempts accepted; resampled over presenters. Null without any. */
  far: CountedRate | null
  /** Attacks accepted, by kind. */
  attacks: { kind: string; accepted: CountedRate }[]
  claim: TrialClaim
  simulated: boolean
}

/** How an enrolled person is called in what is exported: by number, which names nobody. */
export const personLabel = (id: number): string => `#${id}`

/** The trials that count: those not withdrawn. */
const counting = (trials: readonly Trial[]): Trial[] => trials.filter(({ withdrawn }) => !withdrawn)

/** Figures of a run. */
export function summariseTrials(
  { claim: far }: Pick<TrialRun, 'claim'>,
  all: readonly Trial[],
): TrialSummary {
  const trials = counting(all)
  const cascades = trials.filter(({ cascade, outcome }) => cascade && outcome !== 'not-acquired')
  const of = (role: Trial['role']) => trials.filter((trial) => trial.role === role)
  const [genuine, impostor, attacks] = [of('genuine'), of('impostor'), of('attack')]
  const kinds = [...new Set(attacks.map(({ attack }) => attack))].sort()
  return {
    genuine: genuine.length,
    impostor: impostor.length,
    not_acquired: trials.filter(({ outcome }) => outcome === 'not-acquired').length,
    withdrawn: all.length - trials.length,
    voice_needed: rateByPresenter(cascades, ({ voice }) => voice !== null),
    frr: rateByPresenter(genuine, ({ outcome }) => outcome !== 'accept'),
    far: rateByPresenter(impostor, ({ outcome }) => outcome === 'accept'),
    attacks: kinds.map((kind) => {
      const own = attacks.filter(({ attack }) => attack === kind)
      const accepted = own.filter(({ outcome }) => outcome === 'accept').length
      return { kind, accepted: clopperPearson(accepted, own.length) }
    }),
    claim: judgeTrialClaim(far, impostor),
    simulated: trials.some((trial) => trial.simulated),
  }
}

function rateByPresenter(trials: readonly Trial[], isError: (trial: Trial) => boolean): CountedRate | null {
  const byPresenter = Map.groupBy(trials, ({ presenter }) => presenter)
  return rateOverPeople(
    [...byPresenter.values()].map((own) => ({ errors: own.filter(isError).length, trials: own.length })),
  )
}

/** Reasons that reject an attempt whatever its score. */
const SUSPECTED = new Set(['attack-suspected', 'voice-against'])

/**
 * Genuine and impostor attempts, one line each: `claimed presenter score target|nontarget` (Kaldi). -inf where nothing
 * could be acquired or the signs of life were missing, or the voice spoke against the face: they match nobody, whatever the samples score. Attacks are
 * neither and left out, and so is what was withdrawn.
 */
export function scoreLines(trials: readonly Trial[]): string {
  const word = (name: string) => name.replaceAll(/\s/g, '%20') || '?'
  return counting(trials)
    .filter(({ role }) => role !== 'attack')
    .map(({ claimed, presenter, score, role, reason }) => {
      const label = role === 'genuine' ? 'target' : 'nontarget'
      const counted = SUSPECTED.has(reason) ? null : score
      return `${personLabel(claimed)} ${word(presenter)} ${counted ?? '-inf'} ${label}\n`
    })
    .join('')
}

const COLUMNS = [
  'at',
  'role',
  'attack',
  'claimed',
  'presenter',
  'simulated',
  'outcome',
  'reason',
  'score',
  'threshold',
  'face',
  'voice',
  'cascade',
  'withdrawn',
] as const satisfies (keyof Trial)[]

/** Every attempt of a run as CSV with a heading; scores are natural-log likelihood ratios. */
export function trialsCsv(trials: readonly Trial[]): string {
  const cell = (value: string | number | boolean | null) => {
    // A presenter's label that a spreadsheet would take for a formula is made text.
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value ?? '')
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = trials.map((trial) => COLUMNS.map((column) => cell(trial[column])).join(','))
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`
}

/** The run, its figures and its attempts as one document. */
export function trialsDocument(run: TrialRun, trials: readonly Trial[]) {
  const { name, created, claim } = run
  return { run: { name, created, claim }, summary: summariseTrials(run, trials), trials }
}
