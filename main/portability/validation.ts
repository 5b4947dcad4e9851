// How far predicted latencies are from measured ones on chips and networks that were left out, beside three simpler
// predictors, and how often the intervals cover. Errors are |log(measured / predicted)|: 0.69 is a factor of two.

import { boards } from '../board/boards.ts'
import { networkLatency } from '../board/latency.ts'
import { boardOptions } from '../board/options.ts'
import { benchmarkNetworks } from './benchmark-networks.ts'
import { MOST_CALIBRATED } from './board-prediction.ts'
import { conformalFactor, coverage } from './conformal.ts'
import { chipsOf, holdOut } from './held-out.ts'
import type { Measurement } from './latency-model.ts'
import { catalogueMeasurements } from './measurements.ts'

export const predictors = [
  'latency model',
  'MACs alone',
  'MACs over clock',
  'clock-scaled ESP32',
  'analytical clock',
] as const
export type PredictorName = (typeof predictors)[number]

/** What was left out: the chip; the network, of chips that have others; or both. */
export const omissions = ['chip', 'network', 'chip and network'] as const
export type OmissionName = (typeof omissions)[number]

export interface ErrorRow {
  predictor: PredictorName
  left_out: OmissionName
  median: number
  p90: number
  measurements: number
  chips: number
}

export interface CoverageRow {
  /** Networks measured on the chip before. */
  measured: number
  /** Whether the network was left out too. */
  new_network: boolean
  stated: number
  /** Measured on each chip with the intervals that the others give; every chip weighs the same. */
  covered: number
  /** Factor from the estimate to either end of the interval, median. */
  half_width: number
  predictions: number
  chips: number
}

export interface PredictedPoint {
  device: string
  network: string
  measured_ms: number
  predicted_ms: number
  low_ms: number
  high_ms: number
}

export interface Validation {
  errors: ErrorRow[]
  coverage: CoverageRow[]
  /** Every measurement, its chip left out. */
  points: PredictedPoint[]
}

/** How often `validate` calls `onStep`. */
export const VALIDATION_STEPS = 3 + MOST_CALIBRATED + 1

/** Validates the model on the catalogue's measurements; deterministic. */
export function validate(share: number, onStep: (done: number) => void = () => undefined): Validation {
  const measurements = catalogueMeasurements()
  let done = 0
  const step = <T>(value: T): T => {
    onStep(++done)
    return value
  }
  const model = {
    chip: step(holdOut(measurements, { measured: 0, network: false })),
    network: step(holdOut(measurements, { measured: null, network: true }).filter((chip) => chip.length > 1)),
    'chip and network': step(holdOut(measurements, { measured: 0, network: true })),
  }
  const errors = omissions.flatMap((left_out): ErrorRow[] => [
    errorRow(
      'latency model',
      left_out,
      model[left_out].map((chip) => chip.map(({ error }) => error)),
    ),
    ...predictors
      .slice(1)
      .map((predictor) => errorRow(predictor, left_out, simpleErrors(measurements, predictor, left_out))),
  ])
  const rows = Array.from({ length: MOST_CALIBRATED + 1 }, (_, measured) => {
    const groups =
      measured === 0 ? model['chip and network'] : holdOut(measurements, { measured, network: true })
    return step(coverageRow(groups, measured, share))
  })
  const scores = model.chip.map((chip) => chip.map(({ error, spread }) => Math.abs(error) / spread))
  return {
    errors: errors.filter(({ measurements }) => measurements > 0),
    coverage: [coverageRow(model.chip, 0, share, false), ...rows],
    points: model.chip.flatMap((chip, at) => {
      const factor = conformalFactor(without(scores, at), share)
      return chip.map(({ truth, ms, spread }) => ({
        device: truth.device.id,
        network: truth.network,
        measured_ms: truth.ms,
        predicted_ms: ms,
        low_ms: ms / Math.exp(factor * spread),
        high_ms: ms * Math.exp(factor * spread),
      }))
    }),
  }
}

const without = <T>(items: readonly T[], at: number): T[] => items.filter((_, other) => other !== at)

function coverageRow(
  groups: readonly (readonly { error: number; spread: number }[])[],
  measured: number,
  share: number,
  new_network = true,
): CoverageRow {
  const told = groups.filter(({ length }) => length > 0)
  const scores = told.map((chip) => chip.map(({ error, spread }) => Math.abs(error) / spread))
  const factors = scores.map((_, at) => conformalFactor(without(scores, at), share))
  const covered = scores.map((chip, at) => coverage([chip], factors[at]))
  const widths = told.flatMap((chip, at) => chip.map(({ spread }) => Math.exp(factors[at] * spread)))
  return {
    measured,
    new_network,
    stated: share,
    covered: covered.reduce((sum, value) => sum + value, 0) / covered.length,
    half_width: quantile(widths, 0.5),
    predictions: groups.flat().length,
    chips: told.length,
  }
}

function errorRow(
  predictor: PredictorName,
  left_out: OmissionName,
  chips: readonly (readonly number[])[],
): ErrorRow {
  const all = chips.flat().map(Math.abs)
  return {
    predictor,
    left_out,
    median: quantile(all, 0.5),
    p90: quantile(all, 0.9),
    measurements: all.length,
    chips: chips.filter(({ length }) => length > 0).length,
  }
}

/** The value that a share of `values` does not exceed, linear between neighbours; NaN where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const low = Math.floor(at)
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low])
}

const PROXY = 'esp32'

/** Cycles of the LX6 of the ESP-EYE with ESP-NN's kernels, by main/board's clock. */
function analyticalCycles(): Map<string, number> {
  const board = boards['esp-eye-no-psram']
  const arena = { usedBytes: 0, headBytes: 0, tailBytes: 0, plan: [] }
  return new Map(
    benchmarkNetworks().map(({ id, operators }) => [
      id,
      networkLatency({ operators, arena }, board, boardOptions(board)).estimate,
    ]),
  )
}

/**
 * Errors of a predictor that is a known quantity times one constant: the median over what is shown. With only the network
 * left out, the constant is the chip's own. A proxy predicts no network that was not measured on it, nor itself.
 */
function simpleErrors(
  measurements: readonly Measurement[],
  predictor: PredictorName,
  left_out: OmissionName,
): number[][] {
  const cycles = analyticalCycles()
  const proxy = new Map(
    measurements.filter(({ device }) => device.chip === PROXY).map(({ network, ms }) => [network, ms]),
  )
  const quantity = ({ network, features, device }: Measurement): number | null => {
    if (predictor === 'MACs alone') return features.macs
    if (predictor === 'MACs over clock') return features.macs / device.mhz
    if (predictor === 'analytical clock') return cycles.get(network)! / device.mhz
    return device.chip === PROXY || left_out !== 'chip' ? null : proxy.get(network)! / device.mhz
  }
  const excess = (one: Measurement): number => Math.log(one.ms / (quantity(one) ?? Number.NaN))
  return chipsOf(measurements).map((chip) =>
    measurements
      .filter((one) => one.device.chip === chip && quantity(one) !== null)
      .flatMap((one) => {
        const shown = measurements.filter(
          (other) =>
            quantity(other) !== null &&
            (left_out === 'network' ? other.device.chip === chip : other.device.chip !== chip) &&
            (left_out === 'chip' || other.network !== one.network),
        )
        return shown.length === 0 ? [] : [excess(one) - quantile(shown.map(excess), 0.5)]
      }),
  )
}
