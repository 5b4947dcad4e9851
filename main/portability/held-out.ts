// What the latency model says of chips, and of networks, that it was not shown: the errors that its intervals and its
// validation rest on. Logarithms are natural: 0.69 is a factor of two.

import type { Measurement, Prediction } from './latency-model.ts'
import { predictLatencies } from './latency-model.ts'

export interface HeldOut extends Prediction {
  truth: Measurement
  /** log(truth / prediction). */
  error: number
}

/** What is kept from the model while a measurement is predicted. */
export interface Omission {
  /** The whole chip, but for this many of its other networks; null: only the measurement's network. */
  measured: number | null
  /** Every measurement of the network on other devices. */
  network: boolean
}

const withError = (truth: Measurement, prediction: Prediction): HeldOut => ({
  ...prediction,
  truth,
  error: Math.log(truth.ms / prediction.ms),
})

/**
 * Every measurement predicted under an omission, in groups of one chip each: those of it that `measured` networks were
 * measured of, in every way to choose them. Chips with too few measurements give an empty group.
 */
export function holdOut(measurements: readonly Measurement[], { measured, network }: Omission): HeldOut[][] {
  return chipsOf(measurements).map((chip) => {
    const own = measurements.filter(({ device }) => device.chip === chip)
    const others = measurements.filter(({ device }) => device.chip !== chip)
    if (!network && measured === 0) {
      const { each } = predictLatencies(others, own)
      return own.map((truth, at) => withError(truth, each[at]))
    }
    return own.flatMap((truth) => {
      const rest = own.filter((other) => other !== truth)
      const shown = others.filter((other) => !network || other.network !== truth.network)
      return subsets(rest, measured ?? rest.length).map((known) => {
        const { each } = predictLatencies([...shown, ...known], [truth])
        return withError(truth, each[0])
      })
    })
  })
}

/** Chips in the order in which they first occur. */
export const chipsOf = (measurements: readonly Measurement[]): string[] => [
  ...new Set(measurements.map(({ device }) => device.chip)),
]

function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]]
  if (items.length < size) return []
  const [first, ...rest] = items
  return [...subsets(rest, size - 1).map((chosen) => [first, ...chosen]), ...subsets(rest, size)]
}
