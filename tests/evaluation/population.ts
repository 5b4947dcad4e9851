// Simulated scores of people who differ, drawn anew for each test: what intervals are tried on.

import { ComparisonList } from '../../main/evaluation/comparisons.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'

/** Standard normal numbers from a seed (Box-Muller). */
export function normals(seed: number): () => number {
  const integer = seededIntegers(seed)
  const uniform = () => (integer(0x100000000) + 0.5) / 0x100000000
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
}

export interface PopulationOptions {
  /** Spread over people of the ease of being recognised; of being mistaken for others it is `alike`. */
  difference?: number
  alike?: number
  /** Genuine comparisons of each person. */
  genuine?: number
  /** Others whom each person is compared with, and how often. */
  others?: number
  times?: number
}

/**
 * Scores 2 + difference * ease + noise (genuine) and alike * (both people's likeness) + noise (impostor), all standard
 * normal: each person has an own ease of being recognised and of being mistaken for others.
 */
export function population(people: number, seed: number, options: PopulationOptions = {}) {
  const { difference = 0.7, alike = 0.3, genuine = 6, others = 8, times = 1 } = options
  const normal = normals(seed)
  const list = new ComparisonList()
  const ease = Array.from({ length: people }, () => normal())
  const likeness = Array.from({ length: people }, () => normal())
  for (let a = 0; a < people; a++) {
    for (let k = 0; k < genuine; k++) list.add(`p${a}`, `p${a}`, 2 + difference * ease[a] + normal())
    for (let k = 1; k <= others; k++) {
      const b = (a + k) % people
      for (let again = 0; again < times; again++) {
        list.add(`p${a}`, `p${b}`, alike * (likeness[a] + likeness[b]) + normal())
      }
    }
  }
  return list.comparisons()
}
