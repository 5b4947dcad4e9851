// Scores of each kind in ascending order: what errors at a threshold are counted in, by bisection.

import { refuseNaN, type Scores } from './scores.ts'
import { sortScores } from './sort.ts'

/** Scores ascending, -0 written 0. */
export type SortedScores = Scores

/** Both kinds sorted, in arrays of their own. VisemeError on NaN. */
export function sortedScores(scores: Scores): SortedScores {
  refuseNaN(scores)
  const genuine = scores.genuine.slice()
  const impostor = scores.impostor.slice()
  sortScores(genuine)
  sortScores(impostor)
  return { genuine, impostor }
}

/** How many of some ascending scores are below a threshold. */
export function countBelow(ascending: Float64Array, threshold: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] < threshold) low = middle + 1
    else high = middle
  }
  return low
}
