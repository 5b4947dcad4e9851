// The learned optimiser beside co-design's search: one design of the whole space, and its quality.

import { openDesigns, readOptimiser } from '../../main/portability/design-sources.ts'
import { type OptimiserReport, optimiserReport } from '../../main/portability/optimiser-report.ts'

/** Trained for the repository's space, judged on the catalogue's devices. */
export async function measureOptimiser(): Promise<OptimiserReport> {
  const sources = openDesigns()
  return optimiserReport(sources, readOptimiser(sources.choices))
}
