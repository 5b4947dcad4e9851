// A finished measurement as it is kept, shown and reported: what `evaluate` or `metrics` found, the curves to draw,
// the worst errors, and what is needed to repeat it.

import type { Modality } from '../../enrollment-data/records.ts'
import type { Evaluation } from './document.ts'
import type { ErrorBands } from './error-bands.ts'
import type { SystemMetrics } from './metrics.ts'
import type { ScoreHistogram } from './score-histogram.ts'
import type { SystemName } from './systems.ts'

export const MEASUREMENT_FORMAT = 'viseme-measurement/1'

/** Where a sample lies on the user's disk, or which simulated person's it is. It is looked at there, never copied. */
export interface SamplePlace {
  modality: Modality
  path: string
  /** Part of a recording, in seconds. */
  start: number | null
  end: number | null
  simulated: { seed: number; session: number; index: number } | null
}

export interface WorstSide {
  person: string
  name: string
  samples: SamplePlace[]
}

export interface WorstComparison {
  score: number
  enrolled: WorstSide
  tested: WorstSide
}

/** The comparisons that are furthest on the wrong side, the worst first; errors where the threshold makes them so. */
export interface WorstErrors {
  /** Impostor comparisons with the highest scores. */
  false_accepts: WorstComparison[]
  /** Genuine comparisons with the lowest scores. */
  false_rejects: WorstComparison[]
}

export interface MeasuredSystem {
  /** `scores`: of a score file, which does not say what made them. */
  name: SystemName | 'scores'
  metrics: SystemMetrics
  bands: ErrorBands
  histogram: ScoreHistogram
  /** Null where only scores are known. */
  worst: WorstErrors | null
}

export interface Measurement {
  format: typeof MEASUREMENT_FORMAT
  /** When, as ISO 8601. */
  made: string
  /** Version of Viseme. */
  version: string
  /** What a terminal repeats it with. */
  command: string
  /** Name of the data set or score file. */
  title: string
  simulated: boolean
  chimeric: boolean
  seed: number
  /** Null where only scores are known. */
  board: string | null
  /** SHA-256 of the embedding networks. */
  networks: Record<Modality, string> | null
  systems: MeasuredSystem[]
  /** The document of `evaluate`; null for a score file. */
  evaluation: Evaluation | null
}

/** How figures of people who do not exist, or are put together of two, are labelled wherever they appear. */
export function labelsOf({ simulated, chimeric }: Pick<Measurement, 'simulated' | 'chimeric'>): string[] {
  return [...(simulated ? ['simulated'] : []), ...(chimeric ? ['chimeric'] : [])]
}
