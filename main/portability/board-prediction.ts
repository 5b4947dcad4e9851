// "I have this board": the latency of every network on it with intervals, from the catalogue's measurements and from any
// made on the board itself, and what to measure next to know more.

import { benchmarkNetworks } from './benchmark-networks.ts'
import type { Device } from './catalogue.ts'
import { conformalFactor } from './conformal.ts'
import { holdOut } from './held-out.ts'
import { type Measurement, type Pair, predictLatencies } from './latency-model.ts'
import { catalogueMeasurements } from './measurements.ts'
import type { NetworkFeatures } from './network-features.ts'
import { expectedSpreads, mostTelling } from './telling-networks.ts'
import { type Emulated, emulated, type ZooNetworkCost } from './zoo-networks.ts'

export interface LatencyPrediction {
  network: string
  task: string
  macs: number
  weight_bytes: number
  activation_bytes: number
  /** Interval of the stated coverage; of a network that was measured on the board, the measurement. */
  predicted_ms: { estimate: number; low: number; high: number }
  measured_ms: number | null
  /** Why it cannot run there, by sizes alone; null where nothing says so. */
  problem: string | null
  /** From the emulated board; null for all other devices. */
  emulated: Emulated | null
}

export interface BoardPrediction {
  device: { id: string; name: string; core: string; mhz: number; kind: string }
  /** Share of boards and networks that the intervals cover. */
  coverage: number
  /** Measurements of this chip that the predictions rest on: the catalogue's or one's own. */
  measured: number
  networks: LatencyPrediction[]
  benchmarks: LatencyPrediction[]
  /** Most telling first, each given those before it: by what the intervals' logarithmic widths would shrink on average. */
  next: { network: string; interval_ratio: number }[]
}

/** A latency measured on one's own board. */
export interface OwnMeasurement {
  network: string
  ms: number
}

export interface PredictionRequest {
  device: Device
  own: readonly OwnMeasurement[]
  coverage: number
}

const NEXT = 3
/** With more measurements of a chip than this its intervals are calibrated as with so many: too few chips have more. */
export const MOST_CALIBRATED = 2

/** Latencies of `zoo` on a device; deterministic. `own` names networks of `zoo` or of the benchmark. */
export function predictBoard(
  zoo: readonly ZooNetworkCost[],
  { device: asked, own, coverage }: PredictionRequest,
): BoardPrediction {
  // One's own kernels may differ from the catalogue's: with own measurements, the chip's published ones are a relative's.
  const device = own.length > 0 ? { ...asked, chip: 'own' } : asked
  const benchmarks = benchmarkNetworks()
  const featuresOf = new Map<string, NetworkFeatures>(
    [...zoo, ...benchmarks].map(({ id, features }) => [id, features]),
  )
  const pairOf = (network: string): Pair => ({ device, network, features: featuresOf.get(network)! })
  const measurements = [
    ...catalogueMeasurements(),
    ...own.map(({ network, ms }): Measurement => ({ ...pairOf(network), ms })),
  ]
  const known = measurements.filter((one) => one.device.chip === device.chip)
  const ownOf = new Map(own.map(({ network, ms }) => [network, ms]))
  const ids = [...featuresOf.keys()]
  const { each, covariance } = predictLatencies(measurements, ids.map(pairOf))

  const row = (id: string, task: string, isBenchmark: boolean): LatencyPrediction => {
    const at = ids.indexOf(id)
    const { work, macs, activationBytes } = featuresOf.get(id)!
    const measured = known.find(({ network }) => network === id)?.ms ?? null
    const reach = Math.exp(intervalFactor(known.length, !isBenchmark, coverage) * each[at].spread)
    const { ms } = each[at]
    const cost = zoo.find((network) => network.id === id)
    return {
      network: id,
      task,
      macs,
      weight_bytes: work.at(-1) ?? 0,
      activation_bytes: activationBytes,
      predicted_ms:
        measured === null
          ? { estimate: ms, low: ms / reach, high: ms * reach }
          : { estimate: measured, low: measured, high: measured },
      measured_ms: measured,
      problem: cost ? sizeProblem(cost, device) : null,
      emulated: cost && own.length === 0 ? emulated(cost, device) : null,
    }
  }
  const candidates = ids.map((_, at) => at).filter((at) => !ownOf.has(ids[at]))
  return {
    device: {
      id: asked.id,
      name: asked.name,
      core: asked.core.name,
      mhz: asked.mhz,
      kind: asked.kind,
    },
    coverage,
    measured: known.length,
    networks: zoo.map(({ id, task }) => row(id, task, false)),
    benchmarks: benchmarks.map(({ id, name }) => row(id, name, true)),
    next: mostTelling(covariance, ids.length, candidates, NEXT).map(({ index, before, after }, more) => {
      const reach = (count: number) => intervalFactor(count, true, coverage)
      const factor = reach(known.length + more + 1) / reach(known.length + more)
      return {
        network: ids[index],
        interval_ratio: (factor * expectedSpreads(after)) / expectedSpreads(before),
      }
    }),
  }
}

const factors = new Map<string, number>()

/** By how many spreads an interval reaches: calibrated on left-out chips of which as many networks were measured. */
function intervalFactor(measured: number, newNetwork: boolean, coverage: number): number {
  const count = Math.min(measured, MOST_CALIBRATED)
  const key = `${count} ${newNetwork} ${coverage}`
  const known = factors.get(key)
  if (known !== undefined) return known
  const groups = holdOut(catalogueMeasurements(), { measured: count, network: newNetwork })
  const factor = conformalFactor(
    groups.map((group) => group.map(({ error, spread }) => Math.abs(error) / spread)),
    coverage,
  )
  factors.set(key, factor)
  return factor
}

const KIB = 1024

function sizeProblem(
  { model_bytes, arena_bytes }: ZooNetworkCost,
  { flash_kb, ram_kb, external_ram_kb }: Device,
): string | null {
  const kb = (bytes: number) => `${Math.ceil(bytes / KIB)} KB`
  if (flash_kb !== null && model_bytes > flash_kb * KIB) {
    return `the file needs ${kb(model_bytes)} of ${flash_kb} KB of flash`
  }
  const ram = Math.max(ram_kb ?? 0, external_ram_kb)
  if (ram_kb !== null && arena_bytes > ram * KIB)
    return `its arena needs ${kb(arena_bytes)} of ${ram} KB of RAM`
  return null
}
