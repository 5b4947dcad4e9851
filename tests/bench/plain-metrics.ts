// The metrics as they are usually written: all scores with their labels in one list, Float64Array.sort, one pass.

import { probit } from '../../main/evaluation/probit.ts'
import type { Scores } from '../../main/evaluation/scores.ts'

interface PlainRates {
  eer: number
  minDcf: [number, number]
  det: { fmr: number; fnmr: number }[]
}

/** EER, 400 points of the DET and minDCF at priors 0.01 and 0.05. */
export function plainRates(scores: Scores): PlainRates {
  const genuine = scores.genuine.slice().sort()
  const impostor = scores.impostor.slice().sort()
  const thresholds = new Float64Array(genuine.length + impostor.length)
  thresholds.set(genuine)
  thresholds.set(impostor, genuine.length)
  thresholds.sort()
  const rates: PlainRates = { eer: 1, minDcf: [1, 1], det: [] }
  let least = Infinity
  let due = -Infinity
  let g = 0
  let i = 0
  for (const threshold of thresholds) {
    while (g < genuine.length && genuine[g] < threshold) g++
    while (i < impostor.length && impostor[i] < threshold) i++
    const fnmr = g / genuine.length
    const fmr = (impostor.length - i) / impostor.length
    if (Math.abs(fmr - fnmr) < least) {
      least = Math.abs(fmr - fnmr)
      rates.eer = (fmr + fnmr) / 2
    }
    for (const [k, p] of [0.01, 0.05].entries()) {
      rates.minDcf[k] = Math.min(rates.minDcf[k], (p * fnmr + (1 - p) * fmr) / p)
    }
    if (fnmr < due) continue
    const position = probit(Math.min(0.999999, Math.max(1e-6, fnmr)))
    due = fnmr + Math.max(1e-6, Math.exp((-position * position) / 2) / 40)
    rates.det.push({ fmr, fnmr })
  }
  return rates
}

export function plainCllr({ genuine, impostor }: Scores): number {
  let sum = 0
  for (const ratio of genuine) sum += Math.log2(1 + Math.exp(-ratio)) / genuine.length
  for (const ratio of impostor) sum += Math.log2(1 + Math.exp(ratio)) / impostor.length
  return sum / 2
}

/** Pools of adjacent violators over all scores, one by one. */
export function plainMinCllr({ genuine, impostor }: Scores): number {
  const sortedGenuine = genuine.slice().sort()
  const sortedImpostor = impostor.slice().sort()
  const pools: { genuine: number; impostor: number }[] = []
  let g = 0
  let i = 0
  while (g < sortedGenuine.length || i < sortedImpostor.length) {
    const takesImpostor = g === sortedGenuine.length || sortedImpostor[i] < sortedGenuine[g]
    let pool = takesImpostor ? { genuine: 0, impostor: 1 } : { genuine: 1, impostor: 0 }
    if (takesImpostor) i++
    else g++
    for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
      if (last.genuine * pool.impostor < pool.genuine * last.impostor) break
      pool = { genuine: pool.genuine + last.genuine, impostor: pool.impostor + last.impostor }
      pools.pop()
    }
    pools.push(pool)
  }
  let cost = 0
  for (const pool of pools) {
    const [a, b] = [pool.genuine / genuine.length, pool.impostor / impostor.length]
    if (a > 0) cost += a * Math.log2(1 + b / a)
    if (b > 0) cost += b * Math.log2(1 + a / b)
  }
  return cost / 2
}
