// How far the clock and energy models are from what others measured. Errors are relative, estimate over published.

import type { PreparedModel } from '../inference/interpreter.ts'
import { assess } from './assess.ts'
import { boards } from './boards.ts'
import { CYCLES_PER_CALL } from './costs.ts'
import { FACTOR_NAMES, FITTED_FACTORS, type FittedFactor } from './kernel-costs.ts'
import { networkLatency } from './latency.ts'
import { boardOptions } from './options.ts'
import type { PublishedPoint } from './published.ts'
import { otherPoints, publishedPoints } from './published.ts'

/** A published point; where it cannot be estimated, `reason` says why and the estimates are null. */
export interface CalibrationPoint {
  id: string
  what: string
  published_ms: number
  estimate_ms: number | null
  low_ms: number | null
  high_ms: number | null
  error: number | null
  /** The parameter fitted to this point among others, if any. */
  fitted_parameter: string | null
  /** Error of the model fitted without this point: that of the model itself where nothing was fitted to the point. */
  leave_one_out_error: number | null
  published_energy_mj: number | null
  estimate_energy_mj: number | null
  energy_error: number | null
  reason: string | null
  source: string
}

export interface Calibration {
  /** Parameters fitted to whole-model points of the ESP32 itself, and of all chips. */
  fitted_parameters: { esp32: number; all: number }
  /** Root mean square over the points that are estimated. */
  rms_error: number
  rms_leave_one_out_error: number
  points: CalibrationPoint[]
}

/** Compares every published point; `prepared` gives a model of conformance/ by its file name. */
export function calibrate(prepared: (model: string) => PreparedModel): Calibration {
  const parametersOf = (points: readonly PublishedPoint[]): number =>
    new Set(points.flatMap(({ fitted }) => fitted ?? [])).size
  const points = publishedPoints.map((point) => comparePoint(point, prepared))
  return {
    fitted_parameters: {
      esp32: parametersOf(publishedPoints.filter(({ board }) => boards[board].chip === 'ESP32')),
      all: parametersOf(publishedPoints),
    },
    rms_error: rms(points.map(({ error }) => error!)),
    rms_leave_one_out_error: rms(points.map((point) => point.leave_one_out_error!)),
    points: [...points, ...otherPoints.map(unestimated)].sort(
      (left, right) => rank(left.id) - rank(right.id),
    ),
  }
}

/** The value a factor takes if it is fitted to every point that names it but `without`. */
export function refit(
  factor: FittedFactor,
  prepared: (model: string) => PreparedModel,
  without?: PublishedPoint,
): number {
  let above = 0
  let below = 0
  for (const point of publishedPoints) {
    if (point.fitted !== factor || point === without) continue
    const { scaled, fixed } = partsOf(point, prepared)
    // Least squares of (scaled * f + fixed) / published - 1.
    above += (scaled / point.latencyMs) * (1 - fixed / point.latencyMs)
    below += (scaled / point.latencyMs) ** 2
  }
  return above / below
}

/** Milliseconds of a point's estimate that grow with its fitted factor, for a factor of 1, and those that do not. */
function partsOf(
  point: PublishedPoint,
  prepared: (model: string) => PreparedModel,
): { scaled: number; fixed: number } {
  const board = boards[point.board]
  const options = boardOptions(board, point.options)
  const { operators, estimate } = networkLatency(prepared(point.model), board, options)
  const kernels = operators.reduce((sum, { kernel }) => sum + kernel - CYCLES_PER_CALL, 0)
  const factor = point.fitted === undefined ? 1 : FITTED_FACTORS[point.fitted]
  const perMs = options.cpuMhz * 1000
  return { scaled: kernels / factor / perMs, fixed: (estimate - kernels) / perMs }
}

function comparePoint(point: PublishedPoint, prepared: (model: string) => PreparedModel): CalibrationPoint {
  const { latency_ms, energy_mj } = assess(prepared(point.model), boards[point.board], point.options)
  const error = latency_ms.estimate / point.latencyMs - 1
  const leftOut = (factor: FittedFactor): number => {
    const { scaled, fixed } = partsOf(point, prepared)
    return (scaled * refit(factor, prepared, point) + fixed) / point.latencyMs - 1
  }
  return {
    id: point.id,
    what: point.what,
    published_ms: point.latencyMs,
    estimate_ms: latency_ms.estimate,
    low_ms: latency_ms.low,
    high_ms: latency_ms.high,
    error,
    fitted_parameter: point.fitted === undefined ? null : FACTOR_NAMES[point.fitted],
    leave_one_out_error: point.fitted === undefined ? error : leftOut(point.fitted),
    published_energy_mj: point.energyMj ?? null,
    estimate_energy_mj: energy_mj,
    energy_error: point.energyMj === undefined ? null : energy_mj / point.energyMj - 1,
    reason: null,
    source: point.source,
  }
}

const unestimated = ({
  id,
  what,
  latencyMs,
  reason,
  source,
}: (typeof otherPoints)[number]): CalibrationPoint => ({
  id,
  what,
  published_ms: latencyMs,
  estimate_ms: null,
  low_ms: null,
  high_ms: null,
  error: null,
  fitted_parameter: null,
  leave_one_out_error: null,
  published_energy_mj: null,
  estimate_energy_mj: null,
  energy_error: null,
  reason,
  source,
})

const rank = (id: string): number => Number.parseInt(id.slice(1), 10)

const rms = (errors: readonly number[]): number =>
  Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)
