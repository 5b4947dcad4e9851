// The figures of a score file, and of a second one of other people where there is one.

import { VisemeError } from '../errors.ts'
import { type Claim, judgeClaim } from './claims.ts'
import { fitLogLikelihoodRatio, type Line } from './logistic.ts'
import { measure, type SystemMetrics } from './metrics.ts'
import type { DetectionCosts } from './min-dcf.ts'
import type { ScoreFile } from './score-file.ts'
import type { ScoreFormat } from './score-line.ts'
import type { Scores } from './scores.ts'

export interface ScoreMetricsOptions {
  /** A false-accept rate to claim. */
  far?: number
  /** The scores are natural-log likelihood ratios. */
  areRatios?: boolean
  costs?: DetectionCosts
  seed?: number
  resamples?: number
}

/** The JSON document of `viseme metrics`. */
export interface ScoreMetrics extends SystemMetrics {
  format: ScoreFormat
  /** How people were told apart, or why they were not. */
  people_source: string
  claim: Claim | null
  /** The line from scores to log-likelihood ratios, fitted on the development file. */
  calibration: Line | null
}

/** Measures a score file. VisemeError where genuine or impostor comparisons are missing in either file. */
export function measureScoreFile(
  { format, scores, people, peopleSource }: ScoreFile,
  development: ScoreFile | null,
  { far, areRatios = false, costs, seed, resamples }: ScoreMetricsOptions,
): ScoreMetrics {
  const calibration = development === null || areRatios ? null : calibrated(development.scores)
  const ratios = areRatios ? scores : calibration ? asRatios(scores, calibration) : undefined
  return {
    format,
    people_source: peopleSource,
    ...measure(scores, {
      people: people ?? undefined,
      ratios,
      costs,
      development: development?.scores,
      fmrs: far === undefined ? [] : [far],
      seed,
      resamples,
    }),
    claim: far === undefined ? null : judgeClaim(far, scores.impostor.length, people),
    calibration,
  }
}

function calibrated(development: Scores): Line {
  const { genuine, impostor } = development
  if (genuine.length === 0 || impostor.length === 0) {
    throw new VisemeError({
      code: 'one-sided-scores',
      message: `The development file has ${genuine.length} genuine and ${impostor.length} impostor comparisons; both kinds are needed.`,
      next: 'Give a development file with both kinds of comparisons.',
      exitCode: 2,
    })
  }
  const line = fitLogLikelihoodRatio(development)
  if (line.slope > 0) return line
  throw new VisemeError({
    code: 'scores-say-nothing',
    message: 'The genuine scores of the development file are not higher than the impostor ones.',
    next: 'Check its labels; distances must be negated to become scores.',
    exitCode: 2,
  })
}

function asRatios({ genuine, impostor }: Scores, { offset, slope }: Line): Scores {
  const ratio = (score: number) => offset + slope * score
  return { genuine: genuine.map(ratio), impostor: impostor.map(ratio) }
}
