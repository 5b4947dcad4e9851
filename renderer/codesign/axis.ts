// An axis: values to places and back, linear or logarithmic, and its ticks.

export interface Axis {
  low: number
  high: number
  logarithmic: boolean
  /** 0 at `low`, 1 at `high`. */
  place(value: number): number
  value(place: number): number
  ticks: number[]
}

/** Positive values that span more than this are told on a logarithmic axis. */
const LOGARITHMIC_FROM = 8

/** An axis around the values that are known; `null` where there are none. */
export function axisOf(values: Iterable<number>): Axis | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  if (low > high) return null
  if (low > 0 && high / low > LOGARITHMIC_FROM) return logarithmic(low / 1.1, high * 1.1)
  const margin = high > low ? 0.04 * (high - low) : Math.abs(high) / 2 || 1
  return linear(low >= 0 ? Math.max(0, low - margin) : low - margin, high + margin)
}

function linear(low: number, high: number): Axis {
  return {
    low,
    high,
    logarithmic: false,
    place: (value) => (value - low) / (high - low),
    value: (place) => low + place * (high - low),
    ticks: evenTicks(low, high),
  }
}

function logarithmic(low: number, high: number): Axis {
  const span = Math.log(high / low)
  const ticks: number[] = []
  const steps = high / low > 1000 ? [1] : [1, 2, 5]
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      const tick = step * 10 ** power
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  }
  return {
    low,
    high,
    logarithmic: true,
    place: (value) => Math.log(value / low) / span,
    value: (place) => low * Math.exp(place * span),
    ticks,
  }
}

/** About five round numbers. */
function evenTicks(low: number, high: number): number[] {
  const raw = (high - low) / 5
  const size = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((each) => each * size).find((each) => each >= raw)!
  const first = Math.ceil(low / step)
  const count = Math.floor(high / step) - first + 1
  return Array.from({ length: count }, (_, index) => (first + index) * step)
}
