// Figures of chimeric draws: each draw measured by itself, then the mean and how the draws spread around it.

import { comparisonsNeeded } from '../authentication/comparisons-needed.ts'
import type { SystemScores } from './comparison-table.ts'
import type { OverDraws } from './document.ts'
import { equalErrorRate } from './eer.ts'
import { errorCurve } from './error-curve.ts'
import { fnmrAtFmr } from './fnmr-at-fmr.ts'
import { STATED_FMRS } from './metrics.ts'
import type { DrawStart } from './protocols/compare.ts'
import { quantile } from './quantile.ts'

/** EER, and FNMR at the rates that every draw carries by itself. */
export function figuresOverDraws(
  { scores }: SystemScores,
  starts: DrawStart[],
): { eer: OverDraws; fnmr_at_fmr: { fmr: number; fnmr: OverDraws }[] } | null {
  const curves = starts.slice(1).map((end, draw) => {
    const part = (kind: 'genuine' | 'impostor') => scores[kind].subarray(starts[draw][kind], end[kind])
    return errorCurve({ genuine: part('genuine'), impostor: part('impostor') })
  })
  if (curves.some(({ genuine, impostor }) => genuine === 0 || impostor === 0)) return null
  const fewest = Math.min(...curves.map(({ impostor }) => impostor))
  return {
    eer: overDraws(curves.map((curve) => equalErrorRate(curve).value)),
    fnmr_at_fmr: STATED_FMRS.filter((fmr) => comparisonsNeeded(fmr) <= fewest).map((fmr) => ({
      fmr,
      fnmr: overDraws(curves.map((curve) => fnmrAtFmr(curve, fmr).fnmr)),
    })),
  }
}

function overDraws(figures: number[]): OverDraws {
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length
  const squares = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0)
  const sorted = Float64Array.from(figures).sort()
  return {
    mean,
    deviation: figures.length > 1 ? Math.sqrt(squares / (figures.length - 1)) : 0,
    low: quantile(sorted, 0.025),
    high: quantile(sorted, 0.975),
  }
}
