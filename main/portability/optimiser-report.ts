// Training of the optimiser for the space as it is, and its report: quality on the catalogue's devices, speed beside
// co-design's search, which costs every design of a board by the board's own code.

import { openWorkshop } from '../codesign/open.ts'
import { tableOf } from '../codesign/table.ts'
import { fingerprintOf } from './design-choices.ts'
import type { DesignSources } from './design-sources.ts'
import type { Optimiser } from './optimiser.ts'
import { catalogueSituations, drawSituations } from './optimiser-devices.ts'
import { type OptimiserQuality, optimiserQuality } from './optimiser-quality.ts'
import { type TrainingPlan, trainOptimiser } from './optimiser-training.ts'
import { uniformOf } from './optimiser-weights.ts'

export interface OptimiserReport {
  /** Of the space, measured. */
  designs: number
  trained_for_these: boolean
  quality: OptimiserQuality
  /** Co-design's search over the int8 designs of one configured board. */
  search: { board: string; designs: number; ms: number }
}

const TRAINING_DEVICES = 400
const BOARD = 'esp-eye'

/** Trains on drawn devices; the catalogue's are left out. Deterministic from the seed. */
export const trainForSpace = ({ choices, prices }: DesignSources, plan: TrainingPlan): Optimiser =>
  trainOptimiser(choices, drawSituations(choices, prices, TRAINING_DEVICES, uniformOf(plan.seed + 1)), plan)

export async function optimiserReport(
  { choices, prices }: DesignSources,
  optimiser: Optimiser,
): Promise<OptimiserReport> {
  const devices = catalogueSituations(choices, prices).map(({ device, situation }) => ({
    name: device.id,
    situation,
  }))
  return {
    designs: choices.designs.length,
    trained_for_these: optimiser.trained_for === fingerprintOf(choices),
    quality: optimiserQuality(optimiser, choices, devices),
    search: await timedSearch(),
  }
}

/** The networks are read and the traces made before the clock starts: the first design is costed twice. */
async function timedSearch(): Promise<OptimiserReport['search']> {
  const workshop = await openWorkshop({
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
  for (const _ of tableOf(workshop)) break
  const from = performance.now()
  let designs = 0
  for (const _ of tableOf(workshop)) designs++
  return { board: BOARD, designs, ms: performance.now() - from }
}
