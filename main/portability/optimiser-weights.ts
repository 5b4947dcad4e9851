// Weights of the objectives, drawn: for training the optimiser and for judging it.

import { seededIntegers } from '../evaluation/random.ts'
import { objectiveNames } from './design-objectives.ts'

/** Share of draws in which an objective does not matter at all. */
const INDIFFERENT = 0.3

/** Weights that sum to one, of those objectives that are known. */
export function drawWeights(uniform: () => number, known: readonly boolean[]): number[] {
  const raw = objectiveNames.map((_, at) => {
    const value = -Math.log(uniform())
    return known[at] && uniform() > INDIFFERENT ? value : 0
  })
  const sum = raw.reduce((total, value) => total + value, 0)
  if (sum === 0) return objectiveNames.map((_, at) => Number(at === 0))
  return raw.map((value) => value / sum)
}

/** Uniform numbers above 0 and below 1, the same for the same seed. */
export const uniformOf = (seed: number): (() => number) => {
  const integer = seededIntegers(seed)
  return () => (integer(2 ** 30) + 0.5) / 2 ** 30
}
