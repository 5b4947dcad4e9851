// From one proxy to one target: measure some networks, adapt, measure more until the samples themselves say that the
// order is right or the budget ends; then the designs worth having on the target.

import { hypervolume } from '../codesign/hypervolume.ts'
import type { Objectives } from '../codesign/pareto.ts'
import { paretoFront } from '../codesign/pareto.ts'
import type { Adaptation } from './adapt.ts'
import { adapt, predictAdapted } from './adapt.ts'
import { nasBenchMacs, operationGroups } from './encoding.ts'
import type { LatencyTable } from './latency-table.ts'
import { latenciesOf } from './latency-table.ts'
import { MONOTONE } from './monotonicity.ts'
import { predictLinear, proxyWeights } from './proxy.ts'

/** A table whose networks are encoded, ready to adapt from `proxy`. */
export interface ProxyDevice {
  device: string
  encoding: readonly (readonly number[])[]
  groups: readonly number[]
  weights: Float64Array
  /** What the proxy predicts without adaptation, ms on the proxy. */
  predicted: Float64Array
  /** What a network is worth beside its speed; null where nothing says so. */
  merit: readonly number[] | null
}

/** Throws RangeError where the table has no encoding. */
export function proxyOf(table: LatencyTable, device: string): ProxyDevice {
  const { encoding } = table
  if (encoding === null) throw new RangeError('the table does not encode its networks')
  const weights = proxyWeights(encoding, latenciesOf(table, device))
  return {
    device,
    encoding,
    groups: operationGroups(encoding),
    weights,
    predicted: predictLinear(encoding, weights),
    merit: table.merit ?? nasBenchMacs(encoding),
  }
}

/** Adapts to the measured `networks` (indices) of the target. */
export function adaptTo(
  { weights, encoding, groups }: ProxyDevice,
  networks: readonly number[],
  latencyMs: readonly number[],
): Adaptation {
  return adapt(weights, { rows: networks.map((at) => encoding[at]), latencyMs }, groups)
}

export interface GrownAdaptation {
  adaptation: Adaptation
  /** Networks measured, in the order in which they were. */
  measured: number[]
  /** After each round: how many, and what leave-one-out says of the order. */
  rounds: { samples: number; srcc: number }[]
}

/** How the number of samples grows. */
export interface Budget {
  first: number
  step: number
  most: number
}

/**
 * Measures `first` networks of `order`, then `step` more at a time, until the cross-validated rank correlation reaches
 * 0.9 in two rounds one after the other (few samples reach it by chance) or `most` are measured. `measure` gives the
 * latency of a network on the target, ms.
 */
export function growAdaptation(
  proxy: ProxyDevice,
  order: readonly number[],
  measure: (network: number) => number,
  { first, step, most }: Budget,
): GrownAdaptation {
  const measured: number[] = []
  const latencies: number[] = []
  const rounds: GrownAdaptation['rounds'] = []
  for (let wanted = first; ; wanted = Math.min(most, wanted + step)) {
    for (const network of order.slice(measured.length, wanted)) {
      measured.push(network)
      latencies.push(measure(network))
    }
    const adaptation = adaptTo(proxy, measured, latencies)
    rounds.push({ samples: measured.length, srcc: adaptation.crossValidatedSrcc })
    const reached = rounds.length > 1 && rounds.slice(-2).every(({ srcc }) => srcc >= MONOTONE)
    if (reached || measured.length >= Math.min(most, order.length)) return { adaptation, measured, rounds }
  }
}

/** What the networks are predicted to take on the target, ms. */
export const predictOnTarget = ({ encoding }: ProxyDevice, adaptation: Adaptation): Float64Array =>
  predictAdapted(adaptation, encoding)

/** Designs that are fast or worth more: indices among `networks` on the front of (latency, -merit). */
export function designs(
  networks: readonly number[],
  latencyMs: ArrayLike<number>,
  merit: readonly number[],
): number[] {
  const objectives = networks.map((at): Objectives => [latencyMs[at], -merit[at]])
  return paretoFront(objectives).map((index) => networks[index])
}

/**
 * Share of the true front's hypervolume that `chosen` reach when they run on the target, up to the slowest network of
 * least merit; 1 where they are as good as knowing every latency.
 */
export function hypervolumeShare(
  chosen: readonly number[],
  networks: readonly number[],
  trueMs: ArrayLike<number>,
  merit: readonly number[],
): number {
  const objectives = (at: number): Objectives => [trueMs[at], -merit[at]]
  const all = networks.map(objectives)
  const worst = [0, 1].map((axis) => Math.max(...all.map((values) => values[axis])))
  const reference = worst.map((value) => value + 1e-9 * (1 + Math.abs(value)))
  return hypervolume(chosen.map(objectives), reference) / hypervolume(all, reference)
}
