// Error rates with intervals along a whole curve, from one resampling of people: the band of a DET plot, and the rates
// that a movable threshold shows. Both are plain data of a stated number of points.

import { ResampledFigures } from './bootstrap.ts'
import type { Comparisons } from './comparisons.ts'
import { type DetPoint, detIndices, detPoint } from './det.ts'
import { type ErrorCurve, errorCurve } from './error-curve.ts'
import { fnmrAtFmr } from './fnmr-at-fmr.ts'
import { type CountedRate, clopperPearson, countedOverPeople, falseMatchesOverPeople } from './interval.ts'
import { forEachResample, RESAMPLES, type ResamplingOptions, resampledCurve } from './resampling.ts'
import { type People, peopleCompared, type Scores } from './scores.ts'

/** A point of the DET with the 95 % interval of the FNMR at its FMR (which is not that at its threshold). */
export interface BandPoint extends DetPoint {
  low: number
  high: number
}

/** Both rates of accepting at `threshold` or above, with their 95 % intervals. */
export interface ThresholdRates {
  threshold: number
  fmr: CountedRate
  fnmr: CountedRate
}

export interface ErrorBands {
  genuine: number
  impostor: number
  /** People behind the comparisons; null where they are not known and comparisons are taken as independent. */
  people: number | null
  /** From "accept all" to "reject all", evenly spaced along the normal deviates. */
  det: BandPoint[]
  /** At the thresholds of `det`, ascending; the last threshold is Infinity. */
  rates: ThresholdRates[]
}

export interface BandOptions extends ResamplingOptions {
  /** Most points of either list. */
  points?: number
}

/**
 * The bands of a system's comparisons: percentile intervals over people where they are known (with the exact bound over
 * people where no error was seen), Clopper-Pearson over comparisons elsewhere. VisemeError on NaN; of a kind without
 * comparisons nothing is known: rate NaN, interval 0 to 1.
 */
export function errorBands({ scores, people }: Comparisons, options: BandOptions = {}): ErrorBands {
  const curve = resampledCurve(errorCurve(scores))
  const { genuine, impostor } = curve
  const shown = detIndices(curve, options.points)
  const rates = shown.map(
    (i): ThresholdRates => ({
      threshold: curve.thresholds[i],
      fmr: clopperPearson(curve.falseMatches[i], impostor),
      fnmr: clopperPearson(curve.falseNonMatches[i], genuine),
    }),
  )
  const det = shown.map((i, k): BandPoint => {
    const { low, high } = rates[k].fnmr
    return { ...detPoint(curve, i), low, high }
  })
  if (people === null) return { genuine, impostor, people: null, det, rates }

  const { distinct } = people
  const spreads = resampledRates(scores, people, curve, shown, options)
  const { genuine: genuinePeople, impostor: impostorPeople } = peopleCompared(people)
  return {
    genuine,
    impostor,
    people: people.count,
    det: det.map((point, k) => {
      const { errors } = rates[k].fnmr
      const { low, high } = countedOverPeople(
        errors,
        genuine,
        genuinePeople,
        spreads.fnmrAtFmr.spread(k),
        distinct?.genuine,
      )
      return { ...point, low, high }
    }),
    rates: rates.map(({ threshold, fmr, fnmr }, k) => ({
      threshold,
      fmr: falseMatchesOverPeople(
        fmr.errors,
        impostor,
        impostorPeople,
        spreads.fmr.spread(k),
        distinct?.impostor,
      ),
      fnmr: countedOverPeople(fnmr.errors, genuine, genuinePeople, spreads.fnmr.spread(k), distinct?.genuine),
    })),
  }
}

function resampledRates(
  scores: Scores,
  people: People,
  curve: ErrorCurve,
  shown: number[],
  options: BandOptions,
) {
  const { resamples = RESAMPLES } = options
  const fmr = new ResampledFigures(shown.length, resamples)
  const fnmr = new ResampledFigures(shown.length, resamples)
  const atFmr = new ResampledFigures(shown.length, resamples)
  const statedFmrs = shown.map((i) => curve.falseMatches[i] / curve.impostor)
  forEachResample(scores, people, curve.thresholds, options, (drawn, row) => {
    shown.forEach((i, k) => {
      fmr.set(row, k, drawn.falseMatches[i] / drawn.impostor)
      fnmr.set(row, k, drawn.falseNonMatches[i] / drawn.genuine)
      atFmr.set(row, k, fnmrAtFmr(drawn, statedFmrs[k]).fnmr)
    })
  })
  return { fmr, fnmr, fnmrAtFmr: atFmr }
}
