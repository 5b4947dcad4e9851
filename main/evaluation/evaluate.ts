// An evaluation: samples of a data set through the board's chains, comparisons, error rates per system.

import type { Modality } from '../../enrollment-data/records.ts'
import { type Fusion, logLikelihoodRatio } from '../authentication/fusion.ts'
import { VisemeError } from '../errors.ts'
import { type CaptureAll, type Captured, sampleTask, succeeded } from './capture-task.ts'
import { ComparisonList, cosine } from './comparisons.ts'
import type { DataSample, DataSet } from './data-set.ts'
import { type GroupRates, groupRates } from './groups.ts'
import type { CountedRate } from './interval.ts'
import { type MetricsOptions, measure, type SystemMetrics } from './metrics.ts'
import { rateOverPeople } from './rate-over-people.ts'
import type { Scores } from './scores.ts'
import type { SystemName } from './systems.ts'
import type { Trial } from './trial-list.ts'

export interface EvaluationRequest {
  set: DataSet
  /** Null compares all pairs. */
  trials: Trial[] | null
  modalities: Modality[]
  capture: CaptureAll
  /** Null leaves out the fused system and Cllr; `note` says why. */
  fusion: Fusion | null
  note?: string
  resamples?: number
  seed?: number
  onSample?: () => void
  /** Told of every comparison as it is scored: cosine, or the fused log-likelihood ratio. */
  onScore?: (system: SystemName, enrolled: string, tested: string, score: number, genuine: boolean) => void
}

export interface SkippedSample {
  sample: string
  modality: Modality
  person: string
  /** `read`: not a picture or sound file; `capture`: a failure to acquire. */
  stage: 'read' | 'capture'
  code: string
  message: string
}

/** The JSON document of `viseme evaluate`, less what only the command knows (networks, board). */
export interface Evaluation {
  dataset: string
  protocol: 'all-pairs' | 'given-pairs'
  people: number
  samples: number
  simulated: false
  /** Failures to acquire, of the samples that could be read. */
  fta: Record<Modality, CountedRate | null>
  /** People with samples of a modality none of which could be acquired, of all people. */
  fte: CountedRate | null
  skipped: SkippedSample[]
  /** Listed comparisons that fell to a skipped sample. */
  trials_skipped: number
  groups: GroupRates[]
  systems: Record<SystemName, SystemMetrics | null>
  /** Why a system or figure is missing, and what limits the figures. */
  notes: string[]
}

/** A sample that was acquired. */
interface Acquired {
  sample: DataSample
  embedding: Float32Array
}

/**
 * Evaluates a data set. Samples that fail are counted and listed, and their comparisons left out.
 * VisemeError `no-samples` where none is of these modalities, `nothing-acquired` where all fail.
 */
export async function evaluate(request: EvaluationRequest): Promise<Evaluation> {
  const { set, trials, modalities, fusion, onScore = () => {}, resamples, seed } = request
  const wanted = samplesWanted(request)
  if (wanted.length === 0) throw noSamples(request)
  const results = await request.capture(wanted.map(sampleTask), request.onSample)
  const captured = new Map(wanted.map((sample, i) => [sample, results[i][sample.modality][0]]))
  const acquired = wanted.flatMap((sample): Acquired[] => {
    const one = captured.get(sample)
    return one && succeeded(one) ? [{ sample, embedding: one.embedding }] : []
  })
  if (acquired.length === 0) throw nothingAcquired(wanted, captured)
  const notes = request.note === undefined ? [] : [request.note]
  const groups: GroupRates[] = []
  let trialsSkipped = 0

  const system = (modality: Modality): SystemMetrics | null => {
    if (!modalities.includes(modality)) return null
    const own = acquired.filter(({ sample }) => sample.modality === modality)
    const list = new ComparisonList()
    const pairs: [Acquired, Acquired, number][] = []
    const hasGroups = own.some(({ sample }) => Object.keys(sample.groups).length > 0)
    const add = (enrolled: Acquired, tested: Acquired) => {
      const score = cosine(enrolled.embedding, tested.embedding)
      const genuine = enrolled.sample.person === tested.sample.person
      list.add(enrolled.sample.person, tested.sample.person, score)
      onScore(modality, enrolled.sample.name, tested.sample.name, score, genuine)
      if (hasGroups) pairs.push([enrolled, tested, score])
    }
    if (trials) trialsSkipped += addTrials(trials, modality, own, add)
    else addAllPairs(own, add)
    const { scores, people } = list.comparisons()
    const ratios = fusion ? asRatios(scores, fusion, modality) : undefined
    const metrics = measured(modality, scores, { people, ratios, resamples, seed }, notes)
    if (metrics && hasGroups) {
      groups.push(
        ...groupRates(
          modality,
          pairs.map(([a, b, score]) => [a.sample, b.sample, score]),
          metrics.eer_threshold,
        ),
      )
    }
    return metrics
  }

  const fused = (): SystemMetrics | null => {
    if (!modalities.includes('face') || !modalities.includes('voice')) return null
    if (trials || !fusion) {
      notes.push(
        trials
          ? 'fused: a list compares single samples, so nothing is fused; leave --trials out to fuse the sessions'
          : 'fused: no error rates without a fitted fusion',
      )
      return null
    }
    const list = new ComparisonList()
    const attempts = pairedAttempts(acquired)
    const ratio = (modality: Modality, a: Attempt, b: Attempt) =>
      logLikelihoodRatio(fusion.calibration[modality], cosine(a[modality].embedding, b[modality].embedding))
    addAllPairs(attempts, (enrolled, tested) => {
      const score = ratio('face', enrolled, tested) + ratio('voice', enrolled, tested)
      list.add(enrolled.person, tested.person, score)
      onScore('fused', enrolled.name, tested.name, score, enrolled.person === tested.person)
    })
    const { scores, people } = list.comparisons()
    return measured('fused', scores, { people, ratios: scores, resamples, seed }, notes)
  }

  const systems = { face: system('face'), voice: system('voice'), fused: fused() }
  return {
    dataset: set.name,
    protocol: trials ? 'given-pairs' : 'all-pairs',
    people: new Set(wanted.map(({ person }) => person)).size,
    samples: wanted.length,
    simulated: false,
    fta: { face: failureToAcquire(captured, 'face'), voice: failureToAcquire(captured, 'voice') },
    fte: failureToEnrol(captured),
    skipped: wanted.flatMap((sample) => skipped(sample, captured.get(sample))),
    trials_skipped: trialsSkipped,
    groups,
    systems,
    notes,
  }
}

/** Samples of the modalities asked for that some comparison needs. */
export function samplesWanted({
  set,
  trials,
  modalities,
}: Pick<EvaluationRequest, 'set' | 'trials' | 'modalities'>) {
  const listed = trials && new Set(trials.flatMap(({ enrolled, tested }) => [enrolled, tested]))
  return set.samples.filter((sample) => modalities.includes(sample.modality) && (listed?.has(sample) ?? true))
}

function addAllPairs<T>(items: T[], add: (enrolled: T, tested: T) => void): void {
  for (let i = 0; i < items.length; i++) {
    for (let j = i + 1; j < items.length; j++) add(items[i], items[j])
  }
}

/** Returns how many listed comparisons lack a sample. */
function addTrials(
  trials: Trial[],
  modality: Modality,
  own: Acquired[],
  add: (enrolled: Acquired, tested: Acquired) => void,
): number {
  const bySample = new Map(own.map((one) => [one.sample, one]))
  let missing = 0
  for (const trial of trials) {
    if (trial.enrolled.modality !== modality) continue
    const enrolled = bySample.get(trial.enrolled)
    const tested = bySample.get(trial.tested)
    if (enrolled && tested) add(enrolled, tested)
    else missing++
  }
  return missing
}

/** A face and a voice of one person in one session. */
interface Attempt extends Record<Modality, Acquired> {
  person: string
  name: string
}

/** The k-th face of each session with its k-th voice; what has no counterpart is left out. */
function pairedAttempts(acquired: Acquired[]): Attempt[] {
  const sessions = Map.groupBy(acquired, ({ sample }) => JSON.stringify([sample.person, sample.session]))
  return [...sessions.values()].flatMap((samples) => {
    const faces = samples.filter(({ sample }) => sample.modality === 'face')
    const voices = samples.filter(({ sample }) => sample.modality === 'voice')
    return faces.slice(0, voices.length).map((face, k) => ({
      person: face.sample.person,
      name: `${face.sample.name}+${voices[k].sample.name}`,
      face,
      voice: voices[k],
    }))
  })
}

function asRatios({ genuine, impostor }: Scores, fusion: Fusion, modality: Modality): Scores {
  const ratio = (score: number) => logLikelihoodRatio(fusion.calibration[modality], score)
  return { genuine: genuine.map(ratio), impostor: impostor.map(ratio) }
}

/** The figures of a system, or null and a note where there are no genuine or no impostor comparisons. */
function measured(
  system: SystemName,
  scores: Scores,
  options: MetricsOptions,
  notes: string[],
): SystemMetrics | null {
  const { genuine, impostor } = scores
  if (genuine.length > 0 && impostor.length > 0) return measure(scores, options)
  notes.push(
    `${system}: ${genuine.length} genuine and ${impostor.length} impostor comparisons give no error rates`,
  )
  return null
}

function failureToAcquire(captured: Map<DataSample, Captured>, modality: Modality): CountedRate | null {
  const readable = [...captured].filter(
    ([sample, one]) => sample.modality === modality && (succeeded(one) || one.failed === 'capture'),
  )
  const people = Map.groupBy(readable, ([{ person }]) => person)
  return rateOverPeople(
    [...people.values()].map((own) => ({
      errors: own.filter(([, one]) => !succeeded(one)).length,
      trials: own.length,
    })),
  )
}

function failureToEnrol(captured: Map<DataSample, Captured>): CountedRate | null {
  const people = Map.groupBy(captured, ([{ person }]) => person)
  return rateOverPeople(
    [...people.values()].map((own) => {
      const modalities = Map.groupBy(own, ([{ modality }]) => modality)
      const enrolled = [...modalities.values()].every((samples) => samples.some(([, one]) => succeeded(one)))
      return { errors: enrolled ? 0 : 1, trials: 1 }
    }),
  )
}

function noSamples({ set, trials, modalities }: EvaluationRequest): VisemeError {
  return new VisemeError({
    code: 'no-samples',
    message: `${set.name} holds no ${modalities.join(' or ')} sample${trials ? ' that a comparison of the list needs' : ''}.`,
    next: 'Choose other --modalities, or another data set or list.',
    exitCode: 2,
  })
}

function nothingAcquired(wanted: DataSample[], captured: Map<DataSample, Captured>): VisemeError {
  const [first] = wanted.flatMap((sample) => skipped(sample, captured.get(sample)))
  return new VisemeError({
    code: 'nothing-acquired',
    message: `None of ${wanted.length} samples could be acquired; ${first.sample}: ${first.message}`,
    next: 'Check that the samples show one face each, or hold speech.',
    exitCode: 2,
  })
}

function skipped(sample: DataSample, captured: Captured | undefined): SkippedSample[] {
  if (!captured || succeeded(captured)) return []
  const { failed, code, message } = captured
  return [
    { sample: sample.name, modality: sample.modality, person: sample.person, stage: failed, code, message },
  ]
}
