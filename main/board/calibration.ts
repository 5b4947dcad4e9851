// How far the clock and energy models are from what others measured. Errors are relative, estimate over published.

import type { PreparedModel } from '../inference/interpreter.ts'
import { assess } from './assess.ts'
import { boards } from './boards.ts'
import type { PublishedPoint } from './published.ts'
import { publishedPoints } from './published.ts'

/**
 * Parameters of the model that were fitted to whole-model times: none. Kernel terms come from counted instructions,
 * memory from its clocks; so leaving a point out changes no estimate, and the leave-one-out error is the error.
 */
const FITTED_PARAMETERS = 0

export interface CalibrationPoint {
  id: string
  what: string
  published_ms: number
  estimate_ms: number
  low_ms: number
  high_ms: number
  error: number
  leave_one_out_error: number
  published_energy_mj: number | null
  estimate_energy_mj: number
  energy_error: number | null
  source: string
}

export interface Calibration {
  fitted_parameters: number
  points: CalibrationPoint[]
}

/** Compares every published point; `prepared` gives a model of conformance/ by its file name. */
export function calibrate(prepared: (model: string) => PreparedModel): Calibration {
  return {
    fitted_parameters: FITTED_PARAMETERS,
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
    leave_one_out_error: error,
    published_energy_mj: point.energyMj ?? null,
    estimate_energy_mj: energy_mj,
    energy_error: point.energyMj === undefined ? null : energy_mj / point.energyMj - 1,
    source: point.source,
  }
}
