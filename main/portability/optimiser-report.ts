// Training of the optimiser for the space as it is, and its report: quality on the catalogue's devices, speed beside
// co-design's search, which costs every design of a board by the board's own code.

import type { Design } from '../codesign/design.ts'
import { openWorkshop } from '../codesign/open.ts'
import { designsOf } from '../codesign/table.ts'
import { deviceCalled } from './catalogue.ts'
import { fingerprintOf } from './design-choices.ts'
import { situationOf } from './design-objectives.ts'
import type { DesignSources } from './design-sources.ts'
import { catalogueMeasurements } from './measurements.ts'
import type { Optimiser } from './optimiser.ts'
import { catalogueSituations, drawSituations, powerAndSensorsOf } from './optimiser-devices.ts'
import { type OptimiserQuality, optimiserQuality } from './optimiser-quality.ts'
import { type TrainingPlan, trainOptimiser } from './optimiser-training.ts'
import { uniformOf } from './optimiser-weights.ts'
import { quantile } from './validation.ts'

export interface OptimiserReport {
  /** Of the space, measured. */
  designs: number
  trained_for_these: boolean
  quality: OptimiserQuality
  /** Predicting the networks of a device, which both the optimiser and looking at all of them begin with; median. */
  prediction_ms: number
  /** Co-design's search over the same designs on one configured board. */
  search: { board: string; designs: number; ms: number }
}

const TRAINING_DEVICES = 400
const BOARD = 'esp-eye'
/** Its answers are given to every device, for comparison: as of most of the catalogue, power is unknown, sensors are bought. */
const BASELINE = 'esp32'

/** Trains on drawn devices; the catalogue's are left out. Deterministic from the seed. */
export const trainForSpace = ({ choices, prices }: DesignSources, plan: TrainingPlan): Optimiser =>
  trainOptimiser(choices, drawSituations(choices, prices, TRAINING_DEVICES, uniformOf(plan.seed + 1)), plan)

export async function optimiserReport(
  { choices, prices }: DesignSources,
  optimiser: Optimiser,
): Promise<OptimiserReport> {
  const situations = catalogueSituations(choices, prices)
  const devices = situations.map(({ device, situation }) => ({ name: device.id, situation }))
  const measurements = catalogueMeasurements()
  const predictionMs = situations.map(({ device }) => {
    const from = performance.now()
    situationOf(choices, device, measurements, powerAndSensorsOf(device, prices))
    return performance.now() - from
  })
  const proxy = situationOf(
    choices,
    deviceCalled(BASELINE),
    measurements,
    powerAndSensorsOf(deviceCalled(BASELINE), prices),
  )
  return {
    designs: choices.designs.length,
    trained_for_these: optimiser.trained_for === fingerprintOf(choices),
    quality: optimiserQuality(optimiser, choices, devices, proxy),
    prediction_ms: quantile(predictionMs, 0.5),
    search: timedSearch(),
  }
}

/** The networks are read and the traces made before the clock starts: the first design is costed twice. */
function timedSearch(): OptimiserReport['search'] {
  const workshop = openWorkshop({
    narrow: (space) => ({
      ...space,
      face: { ...space.face, precisions: ['int8'] },
      voice: { ...space.voice, precisions: ['int8'] },
      boards: space.boards.filter(({ id }) => id === BOARD),
      flash: ['qio80'],
      psram: ['80'],
      arena: ['sram'],
      kernels: ['esp-nn'],
      cpuMhz: [240],
    }),
  })
  const isInt8 = ({ face, voice }: Design) =>
    (face?.precision ?? 'int8') === 'int8' && (voice?.precision ?? 'int8') === 'int8'
  for (const design of designsOf(workshop, true)) {
    workshop.pointOf(design)
    break
  }
  const from = performance.now()
  let designs = 0
  for (const design of designsOf(workshop, true)) {
    if (!isInt8(design)) continue
    workshop.pointOf(design)
    designs++
  }
  return { board: BOARD, designs, ms: performance.now() - from }
}
