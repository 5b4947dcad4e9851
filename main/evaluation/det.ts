// Detection error trade-off: FMR against FNMR on normal-deviate (probit) axes (Martin et al., Eurospeech 1997).

import type { ErrorCurve } from './error-curve.ts'
import { probit } from './probit.ts'

export interface DetPoint {
  fmr: number
  fnmr: number
  threshold: number
}

/** Axis ticks of a DET plot, as rates: those of NIST's plots. */
export const DET_TICKS = [
  0.00001, 0.0001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95,
  0.98, 0.99, 0.995, 0.998, 0.999, 0.9999, 0.99999,
]

/**
 * The points of a DET that matter for a plot: at most `limit`, evenly spaced along the normal deviates of both rates
 * so that the tails keep theirs; both ends are among them.
 */
export function detPoints(curve: ErrorCurve, limit = 400): DetPoint[] {
  return detIndices(curve, limit).map((i) => detPoint(curve, i))
}

/** Indices of those points, ascending. */
export function detIndices(curve: ErrorCurve, limit = 400): number[] {
  const { thresholds, falseMatches, falseNonMatches, genuine, impostor } = curve
  const last = thresholds.length - 1
  if (last < limit) return Array.from(thresholds, (_, i) => i)
  const deviate = (count: number, total: number) => {
    const half = 0.5 / total
    return probit(Math.min(1 - half, Math.max(half, count / total)))
  }
  // Rises with every point. A kind without comparisons has no deviates.
  const position = (i: number) =>
    (genuine > 0 ? deviate(falseNonMatches[i], genuine) : 0) -
    (impostor > 0 ? deviate(falseMatches[i], impostor) : 0)
  const start = position(0)
  const step = (position(last) - start) / (limit - 1)
  const indices = [0]
  let from = 0
  for (let k = 1; k < limit - 1; k++) {
    const due = start + k * step
    let low = from
    let high = last
    while (low < high) {
      const middle = (low + high) >>> 1
      if (position(middle) >= due) high = middle
      else low = middle + 1
    }
    if (low > from && low < last) indices.push(low)
    from = low
  }
  return [...indices, last]
}

/** One point of a curve. */
export function detPoint(curve: ErrorCurve, i: number): DetPoint {
  const { thresholds, falseMatches, falseNonMatches, genuine, impostor } = curve
  return {
    fmr: falseMatches[i] / impostor,
    fnmr: falseNonMatches[i] / genuine,
    threshold: thresholds[i],
  }
}
