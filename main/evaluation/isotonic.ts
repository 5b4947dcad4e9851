// Isotonic regression of the labels on the scores by pooling adjacent violators (M. Ayer et al., Annals of Mathematical
// Statistics 26, 1955). Its pools are the edges of the convex hull of the ROC (T. Fawcett & A. Niculescu-Mizil, Machine
// Learning 68, 2007).

import type { ErrorCurve } from './error-curve.ts'

/** Comparisons of each kind in each pool, by ascending score; the share of genuine ones rises from pool to pool. */
export interface Pools {
  genuine: Float64Array
  impostor: Float64Array
}

/** Neighbouring scores pooled until the share of genuine comparisons strictly rises with the score. */
export function isotonicPools({ falseMatches, falseNonMatches }: ErrorCurve): Pools {
  const points = falseMatches.length - 1
  const poolGenuine = new Float64Array(points)
  const poolImpostor = new Float64Array(points)
  let pools = 0
  for (let i = 0; i < points; i++) {
    let g = falseNonMatches[i + 1] - falseNonMatches[i]
    let m = falseMatches[i] - falseMatches[i + 1]
    while (pools > 0 && poolGenuine[pools - 1] * m >= g * poolImpostor[pools - 1]) {
      pools--
      g += poolGenuine[pools]
      m += poolImpostor[pools]
    }
    poolGenuine[pools] = g
    poolImpostor[pools] = m
    pools++
  }
  return { genuine: poolGenuine.subarray(0, pools), impostor: poolImpostor.subarray(0, pools) }
}
