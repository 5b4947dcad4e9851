// Slow, obvious versions of the metrics, straight from their definitions: what the quick ones are compared with.

import type { Scores } from '../../main/evaluation/scores.ts'

interface RocPoint {
  threshold: number
  fmr: number
  fnmr: number
}

/** Both rates at every distinct score and at "reject everything", by counting anew each time. */
export function rocPoints({ genuine, impostor }: Scores): RocPoint[] {
  const thresholds: number[] = [...new Set([...genuine, ...impostor].map((score) => score + 0))].sort(
    (a, b) => (a < b ? -1 : 1),
  )
  return [
    ...thresholds.map((threshold) => ({
      threshold,
      fmr: [...impostor].filter((score) => score >= threshold).length / impostor.length,
      fnmr: [...genuine].filter((score) => score < threshold).length / genuine.length,
    })),
    { threshold: Number.POSITIVE_INFINITY, fmr: 0, fnmr: 1 },
  ]
}

/** Where the polygon through the ROC points meets the diagonal fmr = fnmr: by bisection along each edge. */
export function equalErrorRate(scores: Scores): number {
  const points = rocPoints(scores)
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b] = [points[i], points[i + 1]]
    if (b.fmr - b.fnmr > 0) continue
    let low = 0
    let high = 1
    for (let step = 0; step < 100; step++) {
      const t = (low + high) / 2
      const difference = a.fmr + t * (b.fmr - a.fmr) - (a.fnmr + t * (b.fnmr - a.fnmr))
      if (difference > 0) low = t
      else high = t
    }
    return a.fmr + high * (b.fmr - a.fmr)
  }
  throw new Error('the rates never meet')
}

/** Share of pairs in which the genuine score is the higher one, ties counting half. */
export function areaUnderRoc({ genuine, impostor }: Scores): number {
  let wins = 0
  for (const g of genuine) for (const i of impostor) wins += g > i ? 1 : g === i ? 0.5 : 0
  return wins / (genuine.length * impostor.length)
}

export function fnmrAtFmr(scores: Scores, fmr: number): number {
  return Math.min(
    ...rocPoints(scores)
      .filter((point) => point.fmr <= fmr)
      .map((point) => point.fnmr),
  )
}

export function minDetectionCost(scores: Scores, p: number, miss = 1, falseMatch = 1): number {
  const costs = rocPoints(scores).map(({ fmr, fnmr }) => p * miss * fnmr + (1 - p) * falseMatch * fmr)
  return Math.min(...costs) / Math.min(p * miss, (1 - p) * falseMatch)
}

/** The least equal error rate of any mixture of two thresholds: all pairs of points on either side of fmr = fnmr. */
export function hullEqualErrorRate(scores: Scores): number {
  const points = rocPoints(scores)
  let least = 1
  for (const a of points.filter(({ fmr, fnmr }) => fmr >= fnmr)) {
    for (const b of points.filter(({ fmr, fnmr }) => fmr <= fnmr)) {
      const apart = a.fmr - a.fnmr - (b.fmr - b.fnmr)
      const share = apart === 0 ? 0 : (a.fmr - a.fnmr) / apart
      least = Math.min(least, a.fmr + share * (b.fmr - a.fmr))
    }
  }
  return least
}

/** Whether a transaction is accepted, attempt by attempt. */
export function accepts(attempts: readonly (number | null)[], threshold: number, allowed: number): boolean {
  for (let k = 0; k < attempts.length && k < allowed; k++) {
    const score = attempts[k]
    if (score !== null && score >= threshold) return true
  }
  return false
}

export function cllr({ genuine, impostor }: Scores): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const cost = (x: number) => (x > 700 ? x / Math.LN2 : Math.log1p(Math.exp(x)) / Math.LN2)
  return (
    (mean([...genuine].map((ratio) => cost(-ratio))) + mean([...impostor].map((ratio) => cost(ratio)))) / 2
  )
}

/**
 * Cllr after isotonic regression by its min-max formula: the posterior of score k is the largest, over all starts
 * a <= k, of the smallest, over all ends b >= k, of the share of genuine comparisons between a and b.
 */
export function minCllr({ genuine, impostor }: Scores): number {
  const distinct = [...new Set([...genuine, ...impostor])].sort((a, b) => (a < b ? -1 : 1))
  const count = (scores: Float64Array, value: number) => [...scores].filter((score) => score === value).length
  const g = distinct.map((value) => count(genuine, value))
  const i = distinct.map((value) => count(impostor, value))
  const between = (values: number[], a: number, b: number) =>
    values.slice(a, b + 1).reduce((sum, value) => sum + value, 0)
  let cost = 0
  distinct.forEach((_, k) => {
    let posterior = 0
    for (let a = 0; a <= k; a++) {
      let smallest = 1
      for (let b = k; b < distinct.length; b++) {
        const all = between(g, a, b)
        smallest = Math.min(smallest, all / (all + between(i, a, b)))
      }
      posterior = Math.max(posterior, smallest)
    }
    const ratio = posterior / (1 - posterior) / (genuine.length / impostor.length)
    if (g[k] > 0) cost += (g[k] / genuine.length) * Math.log2(1 + 1 / ratio)
    if (i[k] > 0) cost += (i[k] / impostor.length) * Math.log2(1 + ratio)
  })
  return cost / 2
}

/** P(at least k of n), summed term by term. */
export function binomialTail(k: number, n: number, p: number): number {
  let tail = 0
  for (let j = k; j <= n; j++) {
    let term = 1
    for (let m = 1; m <= j; m++) term *= ((n - j + m) / m) * p
    tail += term * (1 - p) ** (n - j)
  }
  return tail
}

/** Errors at one threshold, by counting. */
export function errorsAt({ genuine, impostor }: Scores, threshold: number) {
  const falseMatches = [...impostor].filter((score) => score >= threshold).length
  const falseNonMatches = [...genuine].filter((score) => score < threshold).length
  return {
    threshold,
    falseMatches,
    falseNonMatches,
    fmr: falseMatches / impostor.length,
    fnmr: falseNonMatches / genuine.length,
  }
}
