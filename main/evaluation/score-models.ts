// Ways to make one score of a face and a voice, and what each gains over the plain sum of log-likelihood ratios, which
// decides. Measured on chimeric development people (faces and voices of different people, paired at random), each
// comparison judged by parameters fitted on others: leave-two-out over the people of the modality that has fewer.

import type { Modality } from '../../enrollment-data/records.ts'
import { VisemeError } from '../errors.ts'
import type { Acquired } from './acquire.ts'
import { normalisedScore, type Score } from './as-norm.ts'
import { drawnFigures, percentiles } from './bootstrap.ts'
import { type CalibrationRequest, developmentSamples } from './calibrate.ts'
import { fitsOnOthers, rowsAmong } from './calibrator.ts'
import { carries, evidenceOf } from './claims.ts'
import { scoresAndPeople, TableBuilder } from './comparison-table.ts'
import { cosine } from './comparisons.ts'
import type { DataSample } from './data-set.ts'
import { equalErrorRate } from './eer.ts'
import type { ErrorCurve } from './error-curve.ts'
import { fnmrAtFmr } from './fnmr-at-fmr.ts'
import { countedOverPeople, type Interval, intervalOverPeople } from './interval.ts'
import { holding } from './metric-intervals.ts'
import { chimeric, type Eligible, eligiblePeople, type Pairing } from './protocols/chimeric.ts'
import { type Presentation, templateOf } from './protocols/presentation.ts'
import type { EnrolSamples } from './protocols/sessions.ts'
import { drawWithoutReplacement, seededIntegers } from './random.ts'
import {
  fitModels,
  KNOWN,
  type Known,
  perTable,
  SCORE_MODELS,
  type ScoreModel,
  type Tables,
} from './score-model-fits.ts'
import { type People, peopleCompared, type Scores } from './scores.ts'

/** People of a cohort, and how many most similar of them AS-norm takes: half, chosen before anything was measured. */
const COHORT_PEOPLE = 64
const COHORT_TOP = 32
/** Two left out of so many leave three to fit on. */
const FEWEST_PEOPLE = 5

export interface ScoreModelsRequest {
  /** Samples of development people. */
  acquired: Acquired[]
  /** Samples of people who do not exist: a cohort that may ship. */
  simulated: Acquired[]
  enrolSamples: EnrolSamples
  /** The false-match rate at which FNMR is told. */
  fmr: number
  /** How often the people of the larger set are dealt anew to those of the smaller. */
  rounds: number
  seed: number
  resamples?: number
}

export interface MeasuredModel {
  model: ScoreModel
  eer: Interval
  fnmr: Interval
  false_non_matches: number
  /** Less the figure of the plain sum, both resampled together. */
  eer_less_sum: Interval
  fnmr_less_sum: Interval
}

export interface ScoreModelsDocument {
  people: Record<Modality, number>
  genuine: number
  impostor: number
  /** Of these, not the same two samples of the smaller set with another partner's. */
  distinct: { genuine: number; impostor: number }
  fmr: number
  /** Different pairs of people among the impostor attempts, and whether they carry that rate. */
  pairs: number
  carried: boolean
  rounds: number
  draws: number
  seed: number
  cohorts: Record<'simulated' | 'development', Record<Modality, number>> & { simulated_bytes: number }
  models: MeasuredModel[]
}

type SideScore = (modality: Modality, enrolled: Presentation, tested: Presentation) => number

/** The samples it takes: of everybody who can be enrolled, and of people for a cohort. */
export function scoreModelSamples(
  request: Pick<CalibrationRequest, 'sets' | 'enrolment'>,
  modality: Modality,
): DataSample[] {
  const people = [...Map.groupBy(developmentSamples(request, modality), ({ person }) => person).values()]
  const needed = request.enrolment[modality]
  const enough = people.filter((own) => own.length > needed)
  const others = people.filter((own) => own.length > 1 && own.length <= needed)
  return [...enough, ...others.slice(0, COHORT_PEOPLE)].flat()
}

/** Measures all score models. VisemeError `too-few-development-people`, `scores-say-nothing`. */
export function measureScoreModels(request: ScoreModelsRequest): ScoreModelsDocument {
  const { acquired, enrolSamples, fmr, rounds, seed, resamples } = request
  const people = {
    face: eligiblePeople(acquired, 'face', enrolSamples),
    voice: eligiblePeople(acquired, 'voice', enrolSamples),
  }
  const fewer: Modality = people.face.size < people.voice.size ? 'face' : 'voice'
  const groupOf = new Map([...people[fewer].keys()].map((name, group) => [name, group]))
  if (groupOf.size < FEWEST_PEOPLE) throw tooFewPeople(fewer, groupOf.size)
  const cohorts = {
    simulated: cohortsOf(request.simulated, { face: new Map(), voice: new Map() }),
    development: cohortsOf(acquired, people),
  }
  for (const modality of ['face', 'voice'] as const) {
    if (cohorts.simulated[modality].size < 2) throw tooFewInCohort(modality)
  }
  const known: Record<Known, SideScore> = {
    cosine: (modality, enrolled, tested) => cosine(enrolled.vectors[modality]!, tested.vectors[modality]!),
    simulated: normalisedByOthers(cohorts.simulated, fewer),
    development: normalisedByOthers(cohorts.development, fewer),
    quality: sharedQuality,
  }
  const integer = seededIntegers(seed)
  const all = new TableBuilder<Presentation>()
  const scores = perModel(() => ({ genuine: [] as number[], impostor: [] as number[] }))
  let draws = 0
  for (let round = 0; round < rounds; round++) {
    const pairings = dealt(people, fewer, integer)
    draws += pairings.length
    const builders = KNOWN.map(() => new TableBuilder<Presentation>())
    for (const pairing of pairings) {
      chimeric(pairing, people, enrolSamples, fewer, (enrolled, tested) => {
        all.add(enrolled, tested, {})
        KNOWN.forEach((name, k) => {
          const of = (modality: Modality) => known[name](modality, enrolled, tested)
          builders[k].add(enrolled, tested, { face: of('face'), voice: of('voice') })
        })
      })
    }
    const tables = perTable((name) => builders[KNOWN.indexOf(name)].table())
    judge(tables, groupOf, (model, kind, score) => scores[model][kind].push(score))
  }
  const found = perModel((model): Scores => {
    const { genuine, impostor } = scores[model]
    return { genuine: Float64Array.from(genuine), impostor: Float64Array.from(impostor) }
  })
  const compared = scoresAndPeople({ table: all.table(), scores: { ...found.sum, attack: NONE } }).people
  const evidence = evidenceOf(found.sum.impostor.length, compared)
  const size = ({ face, voice }: Cohorts) => ({ face: face.size, voice: voice.size })
  const shipped = size(cohorts.simulated)
  return {
    people: { face: people.face.size, voice: people.voice.size },
    genuine: found.sum.genuine.length,
    impostor: found.sum.impostor.length,
    distinct: compared.distinct!,
    fmr,
    pairs: evidence.pairs!,
    carried: carries(fmr, evidence),
    rounds,
    draws,
    seed,
    cohorts: {
      simulated: shipped,
      development: size(cohorts.development),
      simulated_bytes: (shipped.face + shipped.voice) * request.simulated[0].embedding.length,
    },
    models: measuredModels(found, compared, fmr, { resamples, seed }),
  }
}

const NONE = new Float64Array()
const perModel = <T>(of: (model: ScoreModel) => T) =>
  Object.fromEntries(SCORE_MODELS.map((model) => [model, of(model)])) as Record<ScoreModel, T>

/** Tells the score of every comparison by every model, each fitted on everybody but the two compared. */
function judge(
  tables: Tables,
  groupOf: ReadonlyMap<string, number>,
  tell: (model: ScoreModel, kind: 'genuine' | 'impostor', score: number) => void,
): void {
  const fits = fitsOnOthers(groupOf, groupOf.size, (outside) =>
    fitModels(perTable((name) => rowsAmong(tables[name], outside))),
  )
  const groups = tables.cosine.sides.map(({ person }) => groupOf.get(person)!)
  for (const kind of ['genuine', 'impostor'] as const) {
    const { enrolled, tested } = tables.cosine[kind]
    enrolled.forEach((side, row) => {
      const models = fits[groups[side]][groups[tested[row]]]
      for (const model of SCORE_MODELS) tell(model, kind, models[model](tables, kind, row))
    })
  }
}
/** Everybody of the larger set, shuffled and dealt to those of the smaller: nobody has two partners in one round. */
function dealt(
  people: Record<Modality, Eligible>,
  fewer: Modality,
  integer: (limit: number) => number,
): Pairing[] {
  const more = fewer === 'face' ? 'voice' : 'face'
  const [own, others] = [[...people[fewer].keys()], [...people[more].keys()]]
  const order = drawWithoutReplacement(integer, others.length, others.length)
  return Array.from({ length: Math.floor(others.length / own.length) }, (_, draw) =>
    own.map((name, k) => {
      const pair = { [fewer]: name, [more]: others[order[draw * own.length + k]] }
      return pair as Record<Modality, string>
    }),
  )
}

/** Unit vectors by person, at the int8 of a template. */
type Cohorts = Record<Modality, Map<string, Float32Array>>

/** COHORT_PEOPLE people of each modality, those who are measured only where there are too few others. */
function cohortsOf(acquired: Acquired[], measured: Record<Modality, Eligible>): Cohorts {
  const of = (modality: Modality) => {
    const own = acquired.filter(({ sample }) => sample.modality === modality && sample.attack === undefined)
    const everybody = [...Map.groupBy(own, ({ sample }) => sample.person)]
    const others = everybody.filter(([name]) => !measured[modality].has(name))
    const last = everybody.filter(([name]) => measured[modality].has(name))
    return new Map(
      [...others, ...last].slice(0, COHORT_PEOPLE).map(([name, samples]) => {
        const held = { face: [], voice: [], [modality]: samples }
        return [name, templateOf(name, name, '', held).vectors[modality]!]
      }),
    )
  }
  return { face: of('face'), voice: of('voice') }
}

/** AS-norm by the people of a cohort other than the two compared. */
function normalisedByOthers(cohorts: Cohorts, fewer: Modality): SideScore {
  const known = new Map<string, Score>()
  return (modality, enrolled, tested) => {
    const whose = ({ person, chimeric }: Presentation) => (modality === fewer ? person : chimeric!.partner)
    const own = [whose(enrolled), whose(tested)].filter((name) => cohorts[modality].has(name))
    const key = JSON.stringify([modality, own])
    const others = () =>
      [...cohorts[modality]].flatMap(([name, vector]) => (own.includes(name) ? [] : [vector]))
    const score = known.get(key) ?? normalisedScore(others(), COHORT_TOP)
    known.set(key, score)
    return score(enrolled.vectors[modality]!, tested.vectors[modality]!)
  }
}

/** Geometric mean of the qualities of both sides, that of a template the mean of its samples. */
const sharedQuality: SideScore = (modality, enrolled, tested) => {
  const mean = ({ held }: Presentation) => {
    const own = held.filter(({ sample }) => sample.modality === modality)
    return own.reduce((sum, { quality }) => sum + quality, 0) / own.length
  }
  return Math.sqrt(mean(enrolled) * mean(tested))
}

function measuredModels(
  scores: Record<ScoreModel, Scores>,
  people: People,
  fmr: number,
  options: { resamples?: number; seed: number },
): MeasuredModel[] {
  const compared = peopleCompared(people).genuine
  const figures = (curve: ErrorCurve) => [equalErrorRate(curve).value, fnmrAtFmr(curve, fmr).fnmr]
  const resampled = perModel((model) => drawnFigures(scores[model], people, figures, options))
  return SCORE_MODELS.map((model) => {
    const { measured, drawn } = resampled[model]
    const spread = (figure: number) => percentiles(Float64Array.from(drawn, (one) => one[figure]))
    const lessSum = (figure: number): Interval => {
      const value = measured[figure] - resampled.sum.measured[figure]
      const differences = drawn.map((one, i) => one[figure] - resampled.sum.drawn[i][figure])
      return { value, ...holding(value, percentiles(Float64Array.from(differences))!) }
    }
    const genuine = scores[model].genuine.length
    const misses = Math.round(measured[1] * genuine)
    const rate = countedOverPeople(misses, genuine, compared, spread(1), people.distinct?.genuine)
    return {
      model,
      eer: intervalOverPeople(measured[0], compared, spread(0)),
      fnmr: { value: rate.value, low: rate.low, high: rate.high },
      false_non_matches: misses,
      eer_less_sum: lessSum(0),
      fnmr_less_sum: lessSum(1),
    }
  })
}

function tooFewPeople(modality: Modality, people: number): VisemeError {
  return new VisemeError({
    code: 'too-few-development-people',
    message: `Score models are judged by fits on others, of at least ${FEWEST_PEOPLE} people; ${people} have enough ${modality} samples.`,
    next: 'Give a set with more people, or more samples of each.',
    exitCode: 2,
  })
}

function tooFewInCohort(modality: Modality): VisemeError {
  return new VisemeError({
    code: 'too-few-cohort-people',
    message: `The cohort has a ${modality} of fewer than two people.`,
    next: 'Give a larger one with --cohort, e.g. simulated:64:2.',
    exitCode: 2,
  })
}
