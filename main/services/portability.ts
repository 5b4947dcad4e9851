// Other boards. The networks of the zoo are read once, at the first request that needs them.

import { benchmarkNetworks } from '../portability/benchmark-networks.ts'
import { predictBoard } from '../portability/board-prediction.ts'
import { catalogue, deviceCalled } from '../portability/catalogue.ts'
import { currentOptimiser, type DesignSources, openDesigns } from '../portability/design-sources.ts'
import { tableFromCsv, tableFromJson } from '../portability/latency-table.ts'
import { catalogueMeasurements } from '../portability/measurements.ts'
import { monotonicity } from '../portability/monotonicity.ts'
import { describedDevice } from '../portability/own-device.ts'
import { ownMeasurements } from '../portability/own-measurements.ts'
import { predictedTable } from '../portability/predicted-table.ts'
import { measuredPairs, recommend } from '../portability/recommendation.ts'
import { type Validation, validate } from '../portability/validation.ts'
import { type ZooNetworkCost, zooNetworks } from '../portability/zoo-networks.ts'
import type { Handlers } from './handlers.ts'

const COVERAGE = 0.9

type Channels =
  | 'portability-catalogue'
  | 'portability-predict'
  | 'portability-recommend'
  | 'portability-validation'
  | 'portability-matrix'

export function portabilityHandlers(): Pick<Handlers, Channels> {
  let zoo: ZooNetworkCost[] | null = null
  let validation: Validation | null = null
  let designs: DesignSources | null = null
  const networks = (): ZooNetworkCost[] => (zoo ??= zooNetworks())
  const idsOf = (known: readonly ZooNetworkCost[]) => [...known, ...benchmarkNetworks()].map(({ id }) => id)
  return {
    'portability-catalogue': async () => {
      const { cores, devices } = catalogue()
      const measurements = catalogueMeasurements()
      return {
        cores: cores.map(({ id, name }) => ({ id, name })),
        devices: devices.map(({ id, name, kind, chip, board }) => ({
          id,
          name,
          kind,
          emulated: board !== undefined,
          measured: measurements.filter(({ device }) => device.chip === chip).length,
        })),
        networks: idsOf(networks()),
      }
    },

    'portability-predict': async ({ device: asked, measured, coverage }) => {
      const device = typeof asked === 'string' ? deviceCalled(asked) : describedDevice(asked)
      const known = networks()
      const own = measured.trim() === '' ? [] : ownMeasurements(measured, idsOf(known))
      return predictBoard(known, { device, own, coverage })
    },

    'portability-recommend': async ({ device: asked, measured, weights, milliwatts }) => {
      const device = typeof asked === 'string' ? deviceCalled(asked) : describedDevice(asked)
      designs ??= openDesigns()
      return recommend(designs, currentOptimiser(designs.choices), {
        device,
        weights,
        milliwatts,
        own: measuredPairs(designs, networks(), device, measured),
      })
    },

    'portability-validation': async () => (validation ??= validate(COVERAGE)),

    'portability-matrix': async ({ table: file }) => {
      const read = file?.name.endsWith('.json') ? tableFromJson : tableFromCsv
      const table = file ? read(file.text, file.name) : predictedTable(networks())
      const { matrix, ...rest } = monotonicity(table)
      return {
        networks: table.networks.length,
        ...rest,
        matrix: matrix.map((row) =>
          row.map(({ value, ...others }) => ({ ...others, value: Number.isNaN(value) ? null : value })),
        ),
      }
    },
  }
}
