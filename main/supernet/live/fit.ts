// Fits models/supernet/calibration.json on development people: every sample goes once through the application's chain and
// is embedded by every SubNet; templates are the largest served one's, single samples of each SubNet are compared with them.

import type { Modality } from '../../../enrollment-data/records.ts'
import { NEEDED } from '../../authentication/enrol.ts'
import { logLikelihoodRatio } from '../../authentication/fusion.ts'
import { VisemeError } from '../../errors.ts'
import { chimericScores, counts, developmentSamples, fittedLine } from '../../evaluation/calibrate.ts'
import { sampleTask } from '../../evaluation/capture-task.ts'
import { pairsCompared } from '../../evaluation/claims.ts'
import type { DataSet } from '../../evaluation/data-set.ts'
import { equalErrorRate } from '../../evaluation/eer.ts'
import { allAttempts, type EnrolledPerson, enrolPerson } from '../../evaluation/enrolled-people.ts'
import { type ErrorCurve, errorCurve } from '../../evaluation/error-curve.ts'
import { fnmrAtFmr } from '../../evaluation/fnmr-at-fmr.ts'
import { readPicture, readRecording } from '../../evaluation/read-sample.ts'
import { type LiveBoard, type LiveSupernet, liveBoard } from './board.ts'
import type { SubnetCalibration, SupernetCalibration } from './calibration.ts'

/** Most attempts of one person, as for the fixed networks. */
const ATTEMPTS_EACH = 10

export interface SupernetFit {
  sets: Record<Modality, DataSet>
  supernets: Record<Modality, LiveSupernet>
  /** Descending, the default one among them. */
  fmrs: readonly number[]
  defaultFmr: number
  draws?: number
  seed?: number
  onSample?: () => void
}

/** Of one sample, the embedding by each SubNet. */
type Embeddings = Float32Array[]

/** Fits a calibration. VisemeError `scores-say-nothing`; samples that cannot be acquired are left out. */
export async function fitSupernets(request: SupernetFit): Promise<SupernetCalibration> {
  const { sets, supernets, fmrs, defaultFmr, draws = 100, seed = 1 } = request
  const board = liveBoard(supernets)
  const people = {
    face: await embedAll(request, board, 'face'),
    voice: await embedAll(request, board, 'voice'),
  }
  const { face, voice } = {
    face: calibrated('face', people.face, supernets.face, fmrs),
    voice: calibrated('voice', people.voice, supernets.voice, fmrs),
  }
  const paired = face.flatMap((f) =>
    voice.map((v) => {
      const lines = { face: f.calibration, voice: v.calibration }
      const { scores, people: drawn } = chimericScores(f.enrolled, v.enrolled, lines, { draws, seed })
      const operating_points = pointsOf(errorCurve(scores), fmrs)
      const names = { face: f.calibration.name, voice: v.calibration.name }
      return { fused: { ...names, operating_points }, counts: counts(scores), people: drawn }
    }),
  )
  // Every SubNet, and every pair of them, sees the same attempts.
  const data = (modality: Modality, [first]: SubnetFit[]) => ({
    name: sets[modality].name,
    people: people[modality].size,
    samples: [...people[modality].values()].reduce((sum, own) => sum + own.length, 0),
    ...first.counts,
    pairs: first.pairs,
  })
  const file = (modality: Modality, subnets: SubnetFit[]) => ({
    supernet: supernets[modality].name,
    sha256: supernets[modality].sha256,
    template: supernets[modality].reference.name,
    subnets: subnets.map(({ calibration }) => calibration),
  })
  const [{ people: drawn, counts: chimeric }] = paired
  return {
    format: 'viseme-supernet-calibration/1',
    default_fmr: defaultFmr,
    face: file('face', face),
    voice: file('voice', voice),
    fused: paired.map(({ fused }) => fused),
    fitted: {
      face: data('face', face),
      voice: data('voice', voice),
      chimeric: {
        draws,
        seed,
        people: drawn,
        ...chimeric,
        pairs: (drawn * (drawn - 1)) / 2,
      },
      enrolment: NEEDED,
    },
  }
}

/** The samples that a fit embeds. */
export const fittedSamples = ({ sets }: Pick<SupernetFit, 'sets'>, modality: Modality) =>
  developmentSamples({ sets, enrolment: NEEDED }, modality)

/** Every person's samples by every SubNet, in order. */
async function embedAll(
  request: SupernetFit,
  { machine, face, voice, onBoard }: LiveBoard,
  modality: Modality,
): Promise<Map<string, Embeddings[]>> {
  const found = new Map<string, Embeddings[]>()
  const inTurn = request.supernets[modality].served.subnets.map(
    (subnet) => () => onBoard[modality].network(subnet),
  )
  for (const sample of fittedSamples(request, modality)) {
    const [source] = sampleTask(sample)[modality]
    machine.reset()
    try {
      const { embeddings } =
        modality === 'face'
          ? face.captureBy(await readPicture(source), inTurn)
          : voice.captureBy(await readRecording(source), inTurn)
      found.set(sample.person, [...(found.get(sample.person) ?? []), embeddings])
    } catch (error) {
      if (!(error instanceof VisemeError)) throw error
    }
    request.onSample?.()
  }
  return found
}

interface SubnetFit {
  calibration: SubnetCalibration
  enrolled: EnrolledPerson[]
  counts: ReturnType<typeof counts>
  pairs: number
}

function calibrated(
  modality: Modality,
  people: ReadonlyMap<string, Embeddings[]>,
  { served, reference }: LiveSupernet,
  fmrs: readonly number[],
): SubnetFit[] {
  const template = served.subnets.indexOf(reference)
  return served.subnets.map(({ name }, s) => {
    const enrolled = enrolledBy(modality, people, template, s)
    const { scores, people: compared } = allAttempts(enrolled)
    const line = fittedLine(modality, scores)
    const ratio = (cosine: number) => logLikelihoodRatio(line, cosine)
    const curve = errorCurve({ genuine: scores.genuine.map(ratio), impostor: scores.impostor.map(ratio) })
    const own = errorCurve(allAttempts(enrolledBy(modality, people, s, s)).scores)
    const calibration: SubnetCalibration = {
      name,
      ...line,
      ...ratesOf(curve, fmrs),
      own_templates: ratesOf(own, fmrs),
    }
    return { calibration, enrolled, counts: counts(scores), pairs: pairsCompared(compared) }
  })
}

/** People enrolled by one SubNet whose attempts are another's. */
function enrolledBy(
  modality: Modality,
  people: ReadonlyMap<string, Embeddings[]>,
  template: number,
  probe: number,
): EnrolledPerson[] {
  return [...people].map(([name, samples]) => {
    const probeOf = new Map(samples.map((embeddings) => [embeddings[template], embeddings[probe]]))
    const probes = (embeddings: Float32Array[]) => embeddings.map((embedding) => probeOf.get(embedding)!)
    const { enrolments, attempts } = enrolPerson(
      name,
      modality,
      '0'.repeat(64),
      samples.map((embeddings) => embeddings[template]),
      { enrol: NEEDED[modality], attempts: ATTEMPTS_EACH },
    )
    return {
      name,
      enrolments: enrolments.map((enrolment) => ({ ...enrolment, attempts: probes(enrolment.attempts) })),
      attempts: probes(attempts),
    }
  })
}

const ratesOf = (curve: ErrorCurve, fmrs: readonly number[]) => ({
  eer: equalErrorRate(curve).value,
  operating_points: pointsOf(curve, fmrs),
})

const pointsOf = (curve: ErrorCurve, fmrs: readonly number[]) =>
  fmrs.map((fmr) => {
    const { threshold, fnmr } = fnmrAtFmr(curve, fmr)
    return { fmr, threshold, fnmr }
  })
