// Cost of log-likelihood ratios (Brümmer & du Preez, Computer Speech & Language 20, 2006), in bits:
// 0 perfect, 1 as good as no information. `minCllr` is what the best monotone recalibration would reach.

import type { ErrorCurve } from './error-curve.ts'
import type { Scores } from './scores.ts'

/** Cllr of natural-log likelihood ratios; NaN where genuine or impostor comparisons are missing. */
export function cllr({ genuine, impostor }: Scores): number {
  let genuineCost = 0
  for (const ratio of genuine) genuineCost += softplus(-ratio)
  let impostorCost = 0
  for (const ratio of impostor) impostorCost += softplus(ratio)
  return (genuineCost / genuine.length + impostorCost / impostor.length) / (2 * Math.LN2)
}

/**
 * Cllr after isotonic recalibration by pooling adjacent violators: neighbouring scores are pooled until the share of
 * genuine comparisons rises with the score; within a pool of g genuine and i impostor comparisons the likelihood
 * ratio is (g / genuine) / (i / impostor). NaN where genuine or impostor comparisons are missing.
 */
export function minCllr({ falseMatches, falseNonMatches, genuine, impostor }: ErrorCurve): number {
  if (genuine === 0 || impostor === 0) return Number.NaN
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
  let cost = 0
  for (let pool = 0; pool < pools; pool++) {
    const g = poolGenuine[pool] / genuine
    const i = poolImpostor[pool] / impostor
    if (g > 0) cost += g * Math.log1p(i / g)
    if (i > 0) cost += i * Math.log1p(g / i)
  }
  return cost / (2 * Math.LN2)
}

/** log(1 + e^x) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}
