// A table of predicted latencies, for a first look at which devices would order the networks alike: all networks on the
// devices of which at least two networks were measured. What it shows is the model's opinion, not a measurement.

import { benchmarkNetworks } from './benchmark-networks.ts'
import { catalogue } from './catalogue.ts'
import { predictLatencies } from './latency-model.ts'
import type { LatencyTable } from './latency-table.ts'
import { catalogueMeasurements } from './measurements.ts'
import type { ZooNetworkCost } from './zoo-networks.ts'

const FEWEST = 2

/** Predicted latencies of `zoo` and the benchmark networks, ms. */
export function predictedTable(zoo: readonly ZooNetworkCost[]): LatencyTable {
  const networks = [...zoo, ...benchmarkNetworks()]
  const measurements = catalogueMeasurements()
  const devices = catalogue().devices.filter(({ measured_ms }) => Object.keys(measured_ms).length >= FEWEST)
  return {
    devices: devices.map(({ id }) => id),
    latencyMs: new Map(
      devices.map((device) => {
        const pairs = networks.map(({ id, features }) => ({ device, network: id, features }))
        return [device.id, predictLatencies(measurements, pairs).each.map(({ ms }) => ms)]
      }),
    ),
    networks: networks.map(({ id }) => id),
    encoding: null,
    merit: null,
  }
}
