// What is drawn of measurements: a curve for each system, dashed for the runs laid over the first.

import type { MeasuredSystem, Measurement } from '../measurement.ts'
import type { CmcSeries } from './cmc-plot.ts'
import type { Series } from './curves.ts'
import { strokeOf } from './palette.ts'

export const SYSTEM_NAMES = {
  face: 'Face',
  voice: 'Voice',
  fused: 'Face and voice',
  scores: 'Scores',
} as const

/** A measurement, or one laid over it, under a name of its own. */
export interface Run {
  measurement: Pick<Measurement, 'systems' | 'evaluation'>
  name: string
}

const strokeOfSystem = (name: MeasuredSystem['name'], run: number) =>
  strokeOf(name === 'scores' ? 'face' : name, run)

/** The curves of all systems, those of the first run first and without its name. */
export function seriesOf(runs: Run[]): Series[] {
  return runs.flatMap(({ measurement, name }, run) =>
    measurement.systems.map((system) => ({
      name: run === 0 ? SYSTEM_NAMES[system.name] : `${SYSTEM_NAMES[system.name]}, ${name}`,
      bands: system.bands,
      ...strokeOfSystem(system.name, run),
    })),
  )
}

/** The same of identification; empty where nobody was searched for. */
export function cmcSeriesOf(runs: Run[]): CmcSeries[] {
  return runs.flatMap(({ measurement, name }, run) =>
    Object.entries(measurement.evaluation?.identification ?? {}).flatMap(([key, found]) => {
      const system = key as keyof typeof SYSTEM_NAMES
      if (!found) return []
      return [
        {
          name: run === 0 ? SYSTEM_NAMES[system] : `${SYSTEM_NAMES[system]}, ${name}`,
          cmc: found.cmc,
          ...strokeOfSystem(system, run),
        },
      ]
    }),
  )
}
