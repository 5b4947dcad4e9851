// Confidence by resampling people (resampling.ts): percentile intervals, B. Efron, Annals of Statistics 7, 1979.

import { type ErrorCurve, errorCurve } from './error-curve.ts'
import type { Spread } from './interval.ts'
import { quantile } from './quantile.ts'
import { forEachResample, RESAMPLES, type ResamplingOptions, resampledCurve } from './resampling.ts'
import type { People, Scores } from './scores.ts'

export interface BootstrapOptions extends ResamplingOptions {
  confidence?: number
}

/**
 * Percentile intervals of the figures that `statistics` reads from an error curve.
 *
 * Figures that are NaN in a resample (nobody with genuine comparisons drawn, or no two people who were compared) are
 * left out of the percentiles; null where a figure is NaN in all of them.
 */
export function bootstrapOverPeople(
  scores: Scores,
  people: People,
  statistics: (curve: ErrorCurve) => number[],
  options: BootstrapOptions = {},
): (Spread | null)[] {
  return resampledFigures(scores, people, statistics, options).map(({ spread }) => spread)
}

/** The same with the figures themselves, of the curve at whose thresholds resamples are counted. */
export function resampledFigures(
  scores: Scores,
  people: People,
  statistics: (curve: ErrorCurve) => number[],
  options: BootstrapOptions = {},
): { value: number; spread: Spread | null }[] {
  const { measured, drawn } = drawnFigures(scores, people, statistics, options)
  return measured.map((value, index) => ({
    value,
    spread: percentiles(
      Float64Array.from(drawn, (figures) => figures[index]),
      options.confidence,
    ),
  }))
}

/**
 * The figures measured, and those of each resample. Other scores of the same comparisons meet the same resamples at the
 * same seed, so that figures of both can be subtracted resample by resample.
 */
export function drawnFigures(
  scores: Scores,
  people: People,
  statistics: (curve: ErrorCurve) => number[],
  options: ResamplingOptions = {},
): { measured: number[]; drawn: number[][] } {
  const curve = resampledCurve(errorCurve(scores))
  const drawn: number[][] = []
  forEachResample(scores, people, curve.thresholds, options, (resampled) => {
    drawn.push(statistics(resampled))
  })
  return { measured: statistics(curve), drawn }
}

/** The percentile interval of resampled figures, NaN left out; null where all are. */
export function percentiles(figures: Float64Array, confidence = 0.95): Spread | null {
  const values = figures.filter((value) => !Number.isNaN(value)).sort()
  if (values.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  return {
    low: quantile(values, (1 - confidence) / 2),
    high: quantile(values, (1 + confidence) / 2),
    mean,
    deviation,
  }
}

/**
 * The interval of a figure that is the best of many thresholds, such as a minimum cost: the fewer the people, the lower
 * it comes out by luck, and resamples hold fewer different people. Its percentiles, moved by twice what resamples came
 * out lower: once to where the measured figure lies, once to where it would lie without luck.
 */
export function luckless(value: number, { low, high, mean }: Spread): { low: number; high: number } {
  const luck = 2 * (value - mean)
  return { low: low + luck, high: high + luck }
}

/** Figures of many resamples, one row for each. */
export class ResampledFigures {
  readonly #figures: Float64Array
  readonly #columns: number

  constructor(columns: number, resamples = RESAMPLES) {
    this.#columns = columns
    this.#figures = new Float64Array(columns * resamples)
  }

  set(resample: number, column: number, figure: number): void {
    this.#figures[resample * this.#columns + column] = figure
  }

  /** The percentile interval of one figure. */
  spread(column: number): Spread | null {
    const resamples = this.#figures.length / this.#columns
    return percentiles(
      Float64Array.from({ length: resamples }, (_, row) => this.#figures[row * this.#columns + column]),
    )
  }
}
