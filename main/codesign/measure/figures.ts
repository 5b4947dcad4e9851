// Error rates of one design from its comparisons. Calibration and thresholds are fitted on the development people, and
// held against the test people as they are; intervals come from resampling people.

import { TWO_CHANCES } from '../../authentication/cascade.ts'
import { percentiles } from '../../evaluation/bootstrap.ts'
import { pairsCompared } from '../../evaluation/claims.ts'
import type { Comparisons } from '../../evaluation/comparisons.ts'
import { equalErrorRate } from '../../evaluation/eer.ts'
import { errorCurve } from '../../evaluation/error-curve.ts'
import { fnmrAtFmr } from '../../evaluation/fnmr-at-fmr.ts'
import { type Interval, intervalOverPeople } from '../../evaluation/interval.ts'
import type { Line } from '../../evaluation/logistic.ts'
import { shareOverPeople } from '../../evaluation/rate-over-people.ts'
import { halfTotalsAt } from '../../evaluation/rates-at.ts'
import { forEachResample } from '../../evaluation/resampling.ts'
import { type People, peopleCompared, type Scores } from '../../evaluation/scores.ts'
import { refusal } from '../accuracy.ts'
import { faceBounds } from '../cascade-bounds.ts'
import { type Accuracy, type RatesAt, STATED_FMRS } from '../points.ts'
import type { ChimericComparisons } from './comparisons.ts'

const RESAMPLES = 250
/** Thresholds at which resampled curves are counted: an interval needs no more. */
const POINTS = 400
const resampling = { resamples: RESAMPLES, seed: 1 }

/** Log-likelihood ratios of comparisons. */
export interface Ratios {
  scores: Scores
  people: People
}

export const ratiosBy = ({ offset, slope }: Line, { genuine, impostor }: Scores): Scores => ({
  genuine: genuine.map((score) => offset + slope * score),
  impostor: impostor.map((score) => offset + slope * score),
})

/** Thresholds of the stated FMRs on development people. */
export function thresholdsOf({ scores }: Pick<Ratios, 'scores'>): { threshold: number; fnmr: number }[] {
  const curve = errorCurve(scores)
  return STATED_FMRS.map((fmr) => fnmrAtFmr(curve, fmr))
}

interface About {
  set: string
  chimeric: boolean
  fta: Accuracy['fta']
}

/** Rates of a design that decides by one score at each of these thresholds. */
export function accuracyAt(ratios: Ratios, thresholds: readonly number[], about: About): Accuracy {
  const counts = countsOf(ratios.people, ratios.scores)
  const found = measuredAt(ratios, thresholds)
  return {
    ...about,
    eer: eerOf(ratios),
    rates: found.map((rates, at) => ({
      stated_fmr: STATED_FMRS[at],
      threshold: thresholds[at],
      ...rates,
      asks_voice: null,
      refused: refusal(STATED_FMRS[at], evidenceFrom(counts)),
    })),
    counts,
  }
}

/** Both likelihood ratios of chimeric comparisons, in the same order. */
export interface PairedRatios {
  face: Scores
  voice: Scores
  people: People
}

export const sumOf = ({ face, voice, people }: PairedRatios): Ratios => ({
  scores: {
    genuine: face.genuine.map((ratio, at) => ratio + voice.genuine[at]),
    impostor: face.impostor.map((ratio, at) => ratio + voice.impostor[at]),
  },
  people,
})

/** Rates of a cascade (authentication/cascade.ts) whose bounds follow from the thresholds of the face and of the sum. */
export function cascadeAccuracy(
  pairs: PairedRatios,
  face: readonly { threshold: number; fnmr: number }[],
  sum: readonly { threshold: number }[],
  about: About,
): Accuracy {
  const { people } = pairs
  const summed = sumOf(pairs).scores
  const counts = countsOf(people, summed)
  const rates = STATED_FMRS.map((stated_fmr, at): RatesAt & { scores: Scores } => {
    const { accept, reject } = faceBounds(face, at)
    const decided = (kind: 'genuine' | 'impostor') =>
      summed[kind].map((score, i) => {
        const ratio = pairs.face[kind][i]
        if (ratio >= accept) return Number.POSITIVE_INFINITY
        return ratio < reject ? Number.NEGATIVE_INFINITY : score
      })
    const scores = { genuine: decided('genuine'), impostor: decided('impostor') }
    const threshold = sum[at].threshold + TWO_CHANCES
    const [measured] = measuredAt({ scores, people }, [threshold])
    const asks = Array.from({ length: people.count }, () => ({ hits: 0, trials: 0 }))
    pairs.face.genuine.forEach((ratio, i) => {
      const person = asks[people.genuine[i]]
      person.trials++
      if (ratio >= reject && ratio < accept) person.hits++
    })
    const { value, low, high } = shareOverPeople(asks)
    const refused = refusal(stated_fmr, evidenceFrom(counts))
    return { stated_fmr, threshold, ...measured, asks_voice: { value, low, high }, refused, scores }
  })
  return {
    ...about,
    eer: eerOf({ scores: rates[rates.length - 1].scores, people }),
    rates: rates.map(({ scores: _, ...own }) => own),
    counts,
  }
}

const countsOf = (people: People, scores: Scores): Accuracy['counts'] => ({
  people: peopleCompared(people).impostor,
  genuine: scores.genuine.length,
  impostor: scores.impostor.length,
  pairs: pairsCompared(people),
})

const evidenceFrom = ({ people, impostor, pairs }: Accuracy['counts']) => ({
  comparisons: impostor,
  people,
  pairs,
})

/** FNMR and FMR at thresholds, and everybody's own reject rate. */
function measuredAt(
  { scores, people }: Ratios,
  thresholds: readonly number[],
): Pick<RatesAt, 'fnmr' | 'fmr' | 'person_reject_rates'>[] {
  const comparisons: Comparisons = { scores, people }
  return halfTotalsAt(comparisons, [...thresholds], resampling)!.map(({ fnmr, fmr }, at) => ({
    fnmr: plain(fnmr),
    fmr: plain(fmr),
    person_reject_rates: rejectRates(scores.genuine, people, thresholds[at]),
  }))
}

const plain = ({ value, low, high }: Interval): Interval => ({ value, low, high })

function rejectRates(genuine: Float64Array, people: People, threshold: number): number[] {
  const rejected = new Float64Array(people.count)
  const trials = new Float64Array(people.count)
  genuine.forEach((score, at) => {
    const person = people.genuine[at]
    trials[person]++
    if (score < threshold) rejected[person]++
  })
  return [...rejected.keys()]
    .filter((person) => trials[person] > 0)
    .map((person) => rejected[person] / trials[person])
}

function eerOf({ scores, people }: Ratios): Interval {
  const curve = errorCurve(scores)
  const every = Math.max(1, Math.floor(curve.thresholds.length / POINTS))
  const points = curve.thresholds.filter((_, at) => at % every === 0 || at === curve.thresholds.length - 1)
  const drawn = new Float64Array(RESAMPLES)
  forEachResample(scores, people, points, resampling, (resampled, at) => {
    drawn[at] = equalErrorRate(resampled).value
  })
  return plain(
    intervalOverPeople(equalErrorRate(curve).value, peopleCompared(people).genuine, percentiles(drawn)),
  )
}

/** Likelihood ratios of chimeric comparisons by the lines of both modalities. */
export const pairedRatios = (
  { face, voice, people }: ChimericComparisons,
  lines: { face: Line; voice: Line },
): PairedRatios => ({ face: ratiosBy(lines.face, face), voice: ratiosBy(lines.voice, voice), people })
