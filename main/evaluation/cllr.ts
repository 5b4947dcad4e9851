// Cost of log-likelihood ratios (Brümmer & du Preez, Computer Speech & Language 20, 2006), in bits:
// 0 perfect, 1 as good as no information. `minCllr` is what the best monotone recalibration would reach.

import type { ErrorCurve } from './error-curve.ts'
import { isotonicPools, type Pools } from './isotonic.ts'
import type { Scores } from './scores.ts'

/** Cllr of natural-log likelihood ratios; NaN where genuine or impostor comparisons are missing. */
export function cllr({ genuine, impostor }: Scores): number {
  const genuineCost = sumOfSoftplus(genuine, -1) / genuine.length
  const impostorCost = sumOfSoftplus(impostor, 1) / impostor.length
  return (genuineCost + impostorCost) / (2 * Math.LN2)
}

/**
 * Cllr after isotonic recalibration: within a pool of g genuine and i impostor comparisons the likelihood ratio is
 * (g / genuine) / (i / impostor). NaN where genuine or impostor comparisons are missing.
 */
export function minCllr(curve: ErrorCurve, pools: Pools = isotonicPools(curve)): number {
  const { genuine, impostor } = curve
  if (genuine === 0 || impostor === 0) return Number.NaN
  let cost = 0
  for (let pool = 0; pool < pools.genuine.length; pool++) {
    const g = pools.genuine[pool] / genuine
    const i = pools.impostor[pool] / impostor
    if (g > 0) cost += g * Math.log1p(i / g)
    if (i > 0) cost += i * Math.log1p(g / i)
  }
  return cost / (2 * Math.LN2)
}

/** What each natural-log likelihood ratio adds to the Cllr of its kind, in bits: log2(1 + e^-l), or with e^l. */
export function ratioCosts({ genuine, impostor }: Scores): Scores {
  const cost = (x: number) => (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))) / Math.LN2
  return { genuine: genuine.map((ratio) => cost(-ratio)), impostor: impostor.map(cost) }
}

/** A product this large is turned into its logarithm; one more factor of at most 2 fits. */
const LARGEST_PRODUCT = 2 ** 1000
/** So small an x loses digits in 1 + x, while x - x^2 / 2 + x^3 / 3 is log(1 + x) to the last of them. */
const SMALL = 2 ** -17

/**
 * Sum of log(1 + e^(sign * ratio)), with one logarithm for a thousand ratios: log(1 + e^x) is max(x, 0) +
 * log(1 + e^-|x|), and factors 1 + e^-|x| are multiplied before the logarithm is taken.
 */
function sumOfSoftplus(ratios: Float64Array, sign: number): number {
  let sum = 0
  let small = 0
  let product = 1
  for (let k = 0; k < ratios.length; k++) {
    const x = sign * ratios[k]
    const power = Math.exp(x > 0 ? -x : x)
    if (x > 0) sum += x
    if (power < SMALL) {
      small += power * (1 - power * (1 / 2 - power / 3))
      continue
    }
    product *= 1 + power
    if (product > LARGEST_PRODUCT) {
      sum += Math.log(product)
      product = 1
    }
  }
  return sum + Math.log(product) + small
}
