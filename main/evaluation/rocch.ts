// Equal error rate on the convex hull of the ROC: what the best mixture of thresholds reaches (F. Provost & T. Fawcett,
// Machine Learning 42, 2001; N. Brümmer & E. de Villiers, BOSARIS toolkit, 2011). Never above the interpolated EER.

import type { ErrorCurve } from './error-curve.ts'
import { isotonicPools, type Pools } from './isotonic.ts'

/** Where the hull meets FMR = FNMR; NaN where genuine or impostor comparisons are missing. */
export function hullEqualErrorRate(curve: ErrorCurve, pools: Pools = isotonicPools(curve)): number {
  const { genuine, impostor } = curve
  if (genuine === 0 || impostor === 0) return Number.NaN
  // From "accept all" (FMR 1, FNMR 0), each pool rejected takes its share of impostors off and adds its genuine ones.
  let fmr = 1
  let fnmr = 0
  for (let pool = 0; pool < pools.genuine.length; pool++) {
    const less = pools.impostor[pool] / impostor
    const more = pools.genuine[pool] / genuine
    if (fmr - less <= fnmr + more) return fnmr + (more * (fmr - fnmr)) / (less + more)
    fmr -= less
    fnmr += more
  }
  // Rounding alone leads here: nothing is accepted any more.
  return fnmr
}
