// Detection error trade-off: FMR against FNMR on normal-deviate (probit) axes (Martin et al., Eurospeech 1997).

import type { ErrorCurve } from './error-curve.ts'
import { probit } from './probit.ts'

export interface DetPoint {
  fmr: number
  fnmr: number
  threshold: number
}

/**
 * The corners of the DET that matter for a plot: at most `limit` points, evenly spaced along the normal deviates of
 * both rates so that the tails keep theirs.
 */
export function detPoints(curve: ErrorCurve, limit = 400): DetPoint[] {
  const { thresholds, falseMatches, falseNonMatches, genuine, impostor } = curve
  const deviate = (count: number, total: number) => {
    const half = 0.5 / total
    return probit(Math.min(1 - half, Math.max(half, count / total)))
  }
  const position = (i: number) => deviate(falseNonMatches[i], genuine) - deviate(falseMatches[i], impostor)
  const last = thresholds.length - 1
  const step = (position(last) - position(0)) / (limit - 1)
  const points: DetPoint[] = []
  let due = Number.NEGATIVE_INFINITY
  for (let i = 0; i <= last; i++) {
    const here = position(i)
    if (here < due && i < last) continue
    due = here + step
    points.push({
      fmr: falseMatches[i] / impostor,
      fnmr: falseNonMatches[i] / genuine,
      threshold: thresholds[i],
    })
  }
  return points
}
