// Axes of plots: from a quantity to a place on the drawing and back, with the ticks that readers expect.

import { DET_TICKS } from '../det.ts'
import { probit } from '../probit.ts'

export interface Axis {
  low: number
  high: number
  ticks: { value: number; label: string }[]
  /** Place of a value, 0 at `low` to 1 at `high`; values beyond are placed on the edge. */
  share(value: number): number
  /** The value at a place. */
  value(share: number): number
}

/** A DET axis ends here unless its data lie above. */
const DET_HIGH = 0.5
/** Least distance of ticks, as a share of the axis. */
const LABEL_SHARE = 0.08

/** A rate as labels have it: 0.001 is "0.1 %". */
export const percentLabel = (rate: number): string => `${Number((100 * rate).toPrecision(6))} %`

const clamp = (share: number) => Math.min(1, Math.max(0, share))

/** Normal-deviate axis for rates counted among `trials`: from the tick at or below one error among them. */
export function deviateAxis(trials: number): Axis {
  const low = DET_TICKS.findLast((tick) => tick <= 1 / Math.max(1, trials)) ?? DET_TICKS[0]
  const first = Math.min(low, 0.05)
  const [from, to] = [probit(first), probit(DET_HIGH)]
  const span = to - from
  // Labels that would touch are left out, from the left.
  let last = Number.NEGATIVE_INFINITY
  const ticks = DET_TICKS.filter((tick) => {
    const place = (probit(tick) - from) / span
    const shown = tick >= first && tick <= DET_HIGH && place - last >= LABEL_SHARE
    if (shown) last = place
    return shown
  })
  return {
    low: first,
    high: DET_HIGH,
    ticks: ticks.map((value) => ({ value, label: percentLabel(value) })),
    share: (value) => clamp((probit(Math.min(1, Math.max(0, value))) - from) / span),
    value: (share) => normalDistribution(from + clamp(share) * span),
  }
}

/** Logarithmic axis for rates counted among `trials`, to 1. */
export function logarithmicAxis(trials: number): Axis {
  const decades = Math.max(1, Math.min(7, Math.ceil(Math.log10(Math.max(2, trials)))))
  const low = 10 ** -decades
  return {
    low,
    high: 1,
    ticks: Array.from({ length: decades + 1 }, (_, i) => 10 ** (i - decades)).map((value) => ({
      value,
      label: percentLabel(value),
    })),
    share: (value) => clamp(1 + Math.log10(Math.max(value, low)) / decades),
    value: (share) => 10 ** (decades * (clamp(share) - 1)),
  }
}

/** Linear axis with about six round ticks. */
export function linearAxis(low: number, high: number, label = roundLabel): Axis {
  const width = high > low ? high - low : 1
  const step = roundStep(width / 6)
  const ticks: Axis['ticks'] = []
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + width * 1e-9; i++) {
    ticks.push({ value: i * step, label: label(i * step) })
  }
  return {
    low,
    high,
    ticks,
    share: (value) => clamp((value - low) / width),
    value: (share) => low + clamp(share) * width,
  }
}

const roundLabel = (value: number) => String(Number(value.toPrecision(6)))

/** The least of 1, 2, 5 times a power of ten that is at least `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  return ([1, 2, 5].find((times) => times * power >= step) ?? 10) * power
}

/** Standard normal distribution function, by bisection of its quantile: for reading places of a drawing. */
function normalDistribution(deviate: number): number {
  let [low, high] = [0, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (probit(middle) < deviate) low = middle
    else high = middle
  }
  return (low + high) / 2
}
