// The measurements the latency model learns from: the catalogue's, of the benchmark networks.

import { benchmarkNetworks } from './benchmark-networks.ts'
import { catalogue } from './catalogue.ts'
import type { Measurement } from './latency-model.ts'

/** One per device and network that was measured, in the order of the catalogue. */
export function catalogueMeasurements(): Measurement[] {
  const networks = benchmarkNetworks()
  return catalogue().devices.flatMap((device) =>
    networks.flatMap(({ id, features }) => {
      const ms = device.measured_ms[id]
      return ms === undefined ? [] : [{ device, network: id, features, ms }]
    }),
  )
}
