// How often scores of each kind fall into each of equally wide bins: what a histogram shows.

import { refuseNaN, type Scores } from './scores.ts'

export interface ScoreHistogram {
  /** Bin k holds scores from low + k width up to, not including, low + (k + 1) width; the last one also its end. */
  low: number
  width: number
  genuine: number[]
  impostor: number[]
  /** Scores of -Infinity and Infinity, which lie in no bin. */
  infinite: { genuine: number; impostor: number }
}

/** Smaller differences lose their digits when they are divided. */
const NEAREST = 2 ** -1000

/** Counts finite scores in `bins` bins from the lowest to the highest. VisemeError on NaN. */
export function scoreHistogram(scores: Scores, bins = 100): ScoreHistogram {
  refuseNaN(scores)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const kind of [scores.genuine, scores.impostor]) {
    for (const score of kind) {
      if (!Number.isFinite(score)) continue
      if (score < low) low = score
      if (score > high) high = score
    }
  }
  if (low > high) low = high = 0
  // All scores equal, or nearer than a width could tell: one unit about them, or what can be told from them.
  const apart = Math.max(0.5, Math.abs(low) * 2 ** -40)
  if (high - low < NEAREST) {
    low = Math.max(low - apart, -Number.MAX_VALUE)
    high = Math.min(high + apart, Number.MAX_VALUE)
  }
  // Halves, as the range of the largest numbers is none.
  const half = high / 2 - low / 2
  const count = (kind: Float64Array) => {
    const counts = new Array<number>(bins).fill(0)
    for (const score of kind) {
      if (!Number.isFinite(score)) continue
      counts[Math.min(bins - 1, Math.floor(((score / 2 - low / 2) / half) * bins))]++
    }
    return counts
  }
  const genuine = count(scores.genuine)
  const impostor = count(scores.impostor)
  const within = (counts: number[]) => counts.reduce((sum, one) => sum + one, 0)
  return {
    low,
    width: (half / bins) * 2,
    genuine,
    impostor,
    infinite: {
      genuine: scores.genuine.length - within(genuine),
      impostor: scores.impostor.length - within(impostor),
    },
  }
}
