// How far the clock and energy models are from what others measured. Errors are relative, estimate over published.

import type { PreparedModel } from '../inference/interpreter.ts'
import { assess } from './assess.ts'
import { boards } from './boards.ts'
import type { PublishedPoint } from './published.ts'
import { publishedPoints } from './published.ts'

export interface CalibrationPoint {
  id: string
  what: string
  published_ms: number
  estimate_ms: number
  low_ms: number
  high_ms: number
  error: number
  /** The parameter fitted to this point, if any. */
  fitted_parameter: string | null
  /**
   * Error of the model fitted without this point: no parameter is shared between points, so it is the error where
   * nothing was fitted to the point, and unknown (null) where the point is all that determines a parameter.
   */
  leave_one_out_error: number | null
  published_energy_mj: number | null
  estimate_energy_mj: number
  energy_error: number | null
  source: string
}

export interface Calibration {
  /** Parameters fitted to whole-model points of the ESP32 itself, and of all chips. */
  fitted_parameters: { esp32: number; all: number }
  points: CalibrationPoint[]
}

/** Compares every published point; `prepared` gives a model of conformance/ by its file name. */
export function calibrate(prepared: (model: string) => PreparedModel): Calibration {
  const fitted = publishedPoints.filter((point) => point.fitted !== undefined)
  return {
    fitted_parameters: {
      esp32: fitted.filter(({ board }) => boards[board].chip === 'ESP32').length,
      all: fitted.length,
    },
    points: publishedPoints.map((point) => comparePoint(point, prepared(point.model))),
  }
}

function comparePoint(point: PublishedPoint, network: PreparedModel): CalibrationPoint {
  const { latency_ms, energy_mj } = assess(network, boards[point.board], point.options)
  const error = latency_ms.estimate / point.latencyMs - 1
  return {
    id: point.id,
    what: point.what,
    published_ms: point.latencyMs,
    estimate_ms: latency_ms.estimate,
    low_ms: latency_ms.low,
    high_ms: latency_ms.high,
    error,
    fitted_parameter: point.fitted ?? null,
    leave_one_out_error: point.fitted === undefined ? error : null,
    published_energy_mj: point.energyMj ?? null,
    estimate_energy_mj: energy_mj,
    energy_error: point.energyMj === undefined ? null : energy_mj / point.energyMj - 1,
    source: point.source,
  }
}
