// What an evaluation is asked for, and what that means: which samples, which comparisons.

import type { Modality } from '../../enrollment-data/records.ts'
import { NEEDED } from '../authentication/enrol.ts'
import type { Fusion } from '../authentication/fusion.ts'
import { VisemeError } from '../errors.ts'
import type { Score } from './as-norm.ts'
import type { CaptureAll } from './capture-task.ts'
import type { DataSample, DataSet } from './data-set.ts'
import type { ProtocolName } from './document.ts'
import type { Pairing } from './protocols/chimeric.ts'
import type { ProtocolSettings } from './protocols/compare.ts'
import type { EnrolSamples } from './protocols/sessions.ts'
import type { Trial } from './trial-list.ts'

export interface EvaluationRequest {
  set: DataSet
  /** The comparisons to make; null where the protocol says. */
  trials: Trial[] | null
  /** By default the given pairs where there are trials, else all pairs. */
  protocol?: ProtocolName
  modalities: Modality[]
  capture: CaptureAll
  /** The shipped calibration; null where it cannot be used, and a note says why. */
  fusion: Fusion | null
  /** What the document says first. */
  notes?: string[]
  /** People to fit the calibration and thresholds on, in place of the shipped ones. */
  development?: DataSet
  /** `shipped` where it can be used and nothing else is given; `cross-validated` fits on the people themselves. */
  calibration?: 'shipped' | 'cross-validated'
  /** People to normalise scores by, and how many of them (AS-norm). */
  cohort?: { set: DataSet; top: number }
  /** Samples of a template; by default 1, of chimeric people 3 faces and 2 voices as in live enrolment. */
  enrolSamples?: EnrolSamples
  /** Chimeric people: who is paired in each draw; else `draws` drawn from `seed`. */
  pairings?: Pairing[]
  draws?: number
  seed?: number
  /** The false-match rate at which groups and attacks are measured, or the next higher one that the data carry. */
  fmr?: number
  /** A false-accept rate to claim. */
  far?: number
  resamples?: number
  onSample?: () => void
}

const DRAWS = 100
/** The samples of an evaluation's three kinds of people. */
export function samplesToCapture(
  request: Pick<
    EvaluationRequest,
    'set' | 'trials' | 'modalities' | 'protocol' | 'development' | 'cohort' | 'pairings' | 'enrolSamples'
  >,
): Record<'test' | 'development' | 'cohort', DataSample[]> {
  const { set, trials, modalities, development, cohort } = request
  const listed = trials && new Set(trials.flatMap(({ enrolled, tested }) => [enrolled, tested]))
  const own = (samples: DataSample[]) => samples.filter(({ modality }) => modalities.includes(modality))
  const test = own(set.samples).filter((sample) => listed?.has(sample) ?? true)
  const chimeric = request.protocol === 'chimeric'
  const isBonaFide = ({ attack }: DataSample) => attack === undefined
  return {
    test: chimeric ? enoughSamples(test.filter(isBonaFide), request) : test,
    development: development ? own(development.samples) : [],
    cohort: cohort ? own(cohort.set.samples) : [],
  }
}

/** Of chimeric people, whom nobody attacks, only those with more samples than a template takes, and only those a list of pairs names. */
function enoughSamples(
  samples: DataSample[],
  { pairings, enrolSamples = NEEDED }: Pick<EvaluationRequest, 'pairings' | 'enrolSamples'>,
): DataSample[] {
  const named = pairings && new Set(pairings.flat().flatMap(({ face, voice }) => [face, voice]))
  const people = Map.groupBy(samples, ({ person, modality }) => JSON.stringify([person, modality]))
  return [...people.values()]
    .filter(([{ person, modality }, ...more]) => {
      return more.length >= enrolSamples[modality] && (named?.has(person) ?? true)
    })
    .flat()
}

/** The protocol's settings, with what the request leaves open. */
export function protocolSettings(
  { trials, modalities, ...request }: EvaluationRequest,
  score: Record<Modality, Score>,
): ProtocolSettings {
  const protocol = request.protocol ?? (trials ? 'given-pairs' : 'all-pairs')
  const single = { face: 1, voice: 1 }
  return {
    protocol,
    modalities,
    trials,
    enrolSamples: request.enrolSamples ?? (protocol === 'chimeric' ? NEEDED : single),
    pairings: request.pairings ?? null,
    draws: request.draws ?? DRAWS,
    seed: request.seed ?? 1,
    score,
  }
}

/** A comparison takes 16 bytes and more; of so many, two modalities and their fusion fill 4 GB. */
const MOST_COMPARISONS = 50_000_000

/** VisemeError `too-many-comparisons` where every sample is compared with every other of a modality, too many of them. */
export function refuseTooMany(samples: DataSample[], protocol: ProtocolName): void {
  if (protocol !== 'all-pairs') return
  for (const [modality, { length }] of Map.groupBy(samples, (sample) => sample.modality)) {
    const pairs = (length * (length - 1)) / 2
    if (pairs <= MOST_COMPARISONS) continue
    throw new VisemeError({
      code: 'too-many-comparisons',
      message: `All pairs of ${length.toLocaleString('en')} ${modality} samples are ${pairs.toLocaleString('en')} comparisons; at most ${MOST_COMPARISONS.toLocaleString('en')} are kept (10,000 samples).`,
      next: 'Compare fewer: --protocol sessions (templates with later sessions), --trials FILE, or fewer samples of each person.',
      exitCode: 2,
    })
  }
}

/** VisemeError `people-shared` where people of two kinds are the same: a fit on them, or a cohort of them, flatters. */
export function refuseShared(samples: DataSample[], what: string, others: DataSample[], whom: string): void {
  const people = new Set(others.map(({ person }) => person))
  const shared = [...new Set(samples.map(({ person }) => person))].filter((person) => people.has(person))
  if (shared.length === 0) return
  const named = `${shared.slice(0, 3).join(', ')}${shared.length > 3 ? ', ...' : ''}`
  throw new VisemeError({
    code: 'people-shared',
    message: `${shared.length} ${what} people are also among ${whom}: ${named}.`,
    next: `Give ${what} people who are not among ${whom}.`,
    exitCode: 2,
  })
}

export function noSamples({ set, trials, modalities }: EvaluationRequest): VisemeError {
  return new VisemeError({
    code: 'no-samples',
    message: `${set.name} holds no ${modalities.join(' or ')} sample${trials ? ' that a comparison of the list needs' : ''}.`,
    next: 'Choose other --modalities, or another data set or list.',
    exitCode: 2,
  })
}
