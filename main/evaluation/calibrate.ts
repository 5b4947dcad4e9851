// Fits models/fusion.json on development people: each modality's cosine to log-likelihood ratio, and thresholds at
// stated false-match rates for the face alone, the voice alone and both. Samples are compared as in live
// authentication: a template of several samples, each further sample one attempt. Both modalities of one person are
// not in the data, so the threshold of the sum is found on chimeric people: faces and voices paired at random.

import { type Modality, modalities } from '../../enrollment-data/records.ts'
import { comparisonsNeeded } from '../authentication/comparisons-needed.ts'
import type { Calibration, Fusion } from '../authentication/fusion.ts'
import { logLikelihoodRatio } from '../authentication/fusion.ts'
import { VisemeError } from '../errors.ts'
import { type CaptureAll, sampleTask, succeeded } from './capture-task.ts'
import { pairsCompared } from './claims.ts'
import type { DataSample, DataSet } from './data-set.ts'
import { equalErrorRate } from './eer.ts'
import { allAttempts, chimericAttempts, type EnrolledPerson, enrolPerson } from './enrolled-people.ts'
import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { contentsOf } from './fitted-samples.ts'
import { fnmrAtFmr } from './fnmr-at-fmr.ts'
import { fitWeights, type RatioPairs, type Weights } from './fusion-weights.ts'
import { growingFloats } from './growing-array.ts'
import { fitLogLikelihoodRatio } from './logistic.ts'
import { drawWithoutReplacement, seededIntegers } from './random.ts'
import type { Scores } from './scores.ts'

const ATTEMPTS_EACH = 10
/** Samples more than needed of a person, in place of those that cannot be acquired. */
const SPARE = 2

export interface CalibrationRequest {
  sets: Record<Modality, DataSet>
  capture: CaptureAll
  /** SHA-256 of the embedding networks. */
  networks: Record<Modality, string>
  /** Samples of a template, as enrolment asks for. */
  enrolment: Record<Modality, number>
  /** False-match rates to find thresholds for, the default one among them. */
  fmrs: number[]
  defaultFmr: number
  /** Most attempts of one person: a few people with very many pictures must not outweigh the others. */
  attemptsEach?: number
  /** Random pairings of voices with faces. */
  draws?: number
  seed?: number
  onSample?: () => void
}

/** Fits a calibration. VisemeError `too-few-development-people`, `fmr-not-carried`. */
export async function calibrate(request: CalibrationRequest): Promise<Fusion> {
  const { networks, enrolment, draws = 100, seed = 1 } = request
  const { face, voice } = await enrolAll(request)
  const attempts = { face: allAttempts(face.people), voice: allAttempts(voice.people) }
  const cosines = { face: attempts.face.scores, voice: attempts.voice.scores }
  const pairs = { face: pairsCompared(attempts.face.people), voice: pairsCompared(attempts.voice.people) }
  const calibration = { face: fittedLine('face', cosines.face), voice: fittedLine('voice', cosines.voice) }
  const ratios = (modality: Modality): Scores => {
    const ratio = (score: number) => logLikelihoodRatio(calibration[modality], score)
    return { genuine: cosines[modality].genuine.map(ratio), impostor: cosines[modality].impostor.map(ratio) }
  }
  const chimeric = chimericScores(face.people, voice.people, calibration, { draws, seed })
  const curves = {
    face: errorCurve(ratios('face')),
    voice: errorCurve(ratios('voice')),
    fused: errorCurve(chimeric.scores),
  }
  // Live decisions need a threshold for the default rate even where few people are to be had: comparisons are enough
  // for one. `pairs` says how many pairs of people they are of, and thereby whether they carry the rate.
  const comparisons = Math.min(...Object.values(curves).map(({ impostor }) => impostor))
  const carried = request.fmrs.filter((fmr) => comparisonsNeeded(fmr) <= comparisons)
  if (!carried.includes(request.defaultFmr)) {
    throw new VisemeError({
      code: 'fmr-not-carried',
      message: `A threshold for FMR ${request.defaultFmr} needs ${comparisonsNeeded(request.defaultFmr)} impostor comparisons; there are ${comparisons}.`,
      next: 'Choose a higher rate with --fmr, or give more development people.',
      exitCode: 2,
    })
  }
  const thresholdAt = (fmr: number) => (evidence: keyof typeof curves) => {
    const { threshold, fnmr } = fnmrAtFmr(curves[evidence], fmr)
    return { threshold, fnmr }
  }
  return {
    format: 'viseme-fusion/1',
    calibration,
    operating_points: carried
      .sort((a, b) => b - a)
      .map((fmr) => {
        const at = thresholdAt(fmr)
        return { fmr, face: at('face'), voice: at('voice'), fused: at('fused') }
      }),
    default_fmr: request.defaultFmr,
    weights: chimeric.weights,
    equal_error: {
      face: equalError(curves.face),
      voice: equalError(curves.voice),
      fused: equalError(curves.fused),
    },
    fitted: {
      networks,
      face: { ...face.data, ...counts(cosines.face), pairs: pairs.face },
      voice: { ...voice.data, ...counts(cosines.voice), pairs: pairs.voice },
      chimeric: {
        draws,
        people: chimeric.people,
        seed,
        ...counts(chimeric.scores),
        pairs: (chimeric.people * (chimeric.people - 1)) / 2,
      },
      enrolment,
      contents: await contentsOf(everySample(request.sets)),
    },
  }
}

/** All samples of the development people, those beyond what is captured as well. */
const everySample = (sets: Record<Modality, DataSet>): DataSample[] =>
  modalities.flatMap((modality) => sets[modality].samples.filter((sample) => sample.modality === modality))

/** The samples of one modality that a calibration captures. */
export function developmentSamples(
  {
    sets,
    enrolment,
    attemptsEach = ATTEMPTS_EACH,
  }: Pick<CalibrationRequest, 'sets' | 'enrolment' | 'attemptsEach'>,
  modality: Modality,
): DataSample[] {
  const byPerson = Map.groupBy(
    sets[modality].samples.filter((sample) => sample.modality === modality),
    ({ person }) => person,
  )
  const most = enrolment[modality] + attemptsEach + SPARE
  return [...byPerson.values()].flatMap((own) => own.slice(0, most))
}

/** Captures everybody and enrols those who have enough samples. */
async function enrolAll(request: CalibrationRequest) {
  const samples = [...developmentSamples(request, 'face'), ...developmentSamples(request, 'voice')]
  const results = await request.capture(samples.map(sampleTask), () => request.onSample?.())
  const acquired = samples.flatMap(({ person, modality }, i) => {
    const [captured] = results[i][modality]
    return succeeded(captured) ? [{ person, modality, embedding: captured.embedding }] : []
  })
  const enrolled = (modality: Modality) => {
    const own = acquired.filter((sample) => sample.modality === modality)
    return enrolModality(
      request,
      modality,
      Map.groupBy(own, ({ person }) => person),
    )
  }
  return { face: enrolled('face'), voice: enrolled('voice') }
}

function enrolModality(
  { sets, enrolment, networks, attemptsEach = ATTEMPTS_EACH }: CalibrationRequest,
  modality: Modality,
  acquired: Map<string, { embedding: Float32Array }[]>,
) {
  const enrol = enrolment[modality]
  const people = [...acquired].map(([name, samples]) =>
    enrolPerson(
      name,
      modality,
      networks[modality],
      samples.map(({ embedding }) => embedding),
      { enrol, attempts: attemptsEach },
    ),
  )
  const { name } = sets[modality]
  if (people.filter(({ enrolments }) => enrolments.length > 0).length < 2) {
    throw new VisemeError({
      code: 'too-few-development-people',
      message: `${name} has fewer than two people with ${enrol + 1} usable ${modality} samples.`,
      next: `Give a set with more people and at least ${enrol + 1} samples of each.`,
      exitCode: 2,
    })
  }
  const samples = [...acquired.values()].reduce((sum, own) => sum + own.length, 0)
  return { people, data: { name, people: people.length, samples } }
}

/** The line from cosine to log-likelihood ratio. VisemeError `scores-say-nothing`. */
export function fittedLine(modality: Modality, scores: Scores): Calibration {
  const line = fitLogLikelihoodRatio(scores)
  if (line.slope > 0) return line
  throw new VisemeError({
    code: 'scores-say-nothing',
    message: `The ${modality} cosines of the same person are not higher than those of different people.`,
    next: 'Check the network and the labels of the development data.',
    exitCode: 2,
  })
}

/** Fused scores over `draws` pairings of every enrolled voice with a face of its own (or the other way round). */
export function chimericScores(
  faces: EnrolledPerson[],
  voices: EnrolledPerson[],
  calibration: Record<Modality, Calibration>,
  { draws, seed }: { draws: number; seed: number },
): { scores: Scores; weights: Weights; people: number } {
  const integer = seededIntegers(seed)
  const enrolled = {
    face: faces.filter(({ enrolments }) => enrolments.length > 0),
    voice: voices.filter(({ enrolments }) => enrolments.length > 0),
  }
  const people = Math.min(enrolled.face.length, enrolled.voice.length)
  const draw = (modality: Modality) =>
    drawWithoutReplacement(integer, people, enrolled[modality].length).map((person) => {
      const { enrolments } = enrolled[modality][person]
      return enrolments[integer(enrolments.length)]
    })
  const ratios = () => ({ face: growingFloats(), voice: growingFloats() })
  const genuine = ratios()
  const impostor = ratios()
  for (let i = 0; i < draws; i++) {
    const drawnVoices = draw('voice')
    const pairs = draw('face').map((face, k) => ({ face, voice: drawnVoices[k] }))
    for (const { genuine: same, cosines } of chimericAttempts(pairs)) {
      const kind = same ? genuine : impostor
      kind.face.push(logLikelihoodRatio(calibration.face, cosines.face))
      kind.voice.push(logLikelihoodRatio(calibration.voice, cosines.voice))
    }
  }
  const values = ({ face, voice }: typeof genuine) => ({ face: face.values(), voice: voice.values() })
  const sum = ({ face, voice }: RatioPairs) => face.map((ratio, i) => ratio + voice[i])
  const pairs = { genuine: values(genuine), impostor: values(impostor) }
  return {
    scores: { genuine: sum(pairs.genuine), impostor: sum(pairs.impostor) },
    weights: fitWeights(pairs.genuine, pairs.impostor),
    people,
  }
}

function equalError(curve: ErrorCurve): { threshold: number; eer: number } {
  const { threshold, value } = equalErrorRate(curve)
  return { threshold, eer: value }
}

/** How many there are of each kind. */
export const counts = ({ genuine, impostor }: Scores) => ({
  genuine: genuine.length,
  impostor: impostor.length,
})
