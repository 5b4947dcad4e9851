// Simulated scores of people who differ, drawn anew for each test: what intervals are tried on.

import { ComparisonList } from '../../main/evaluation/comparisons.ts'
import { drawWithoutReplacement, seededIntegers } from '../../main/evaluation/random.ts'

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

/**
 * Chimeric people: `people` voices, each with another face of `faces` in every draw. Voice and face have half the
 * variance of `population` each, so that their sum is distributed like it; what is compared again scores the same.
 */
export function chimericPopulation(
  people: number,
  seed: number,
  { difference = 0.7, alike = 0.3, genuine = 6, others = 8, faces = 3 * people, draws = 3 } = {},
) {
  const normal = normals(seed)
  const integer = seededIntegers(seed + 1)
  const half = Math.SQRT1_2
  const modality = (count: number) => {
    const ease = Array.from({ length: count }, () => normal())
    const likeness = Array.from({ length: count }, () => normal())
    const noise = new Map<number, number>()
    return (a: number, b: number, k: number): number => {
      const key = (a * count + b) * genuine + k
      const own = noise.get(key) ?? normal()
      noise.set(key, own)
      return a === b
        ? 1 + half * (difference * ease[a] + own)
        : half * (alike * (likeness[a] + likeness[b]) + own)
    }
  }
  const [voice, face] = [modality(people), modality(faces)]
  const [voices, partners] = [new ComparisonList(), new ComparisonList()]
  for (let draw = 0; draw < draws; draw++) {
    const faceOf = drawWithoutReplacement(integer, people, faces)
    const add = (a: number, b: number, k: number) => {
      const score = voice(a, b, k) + face(faceOf[a], faceOf[b], k)
      voices.add(`v${a}`, `v${b}`, score)
      partners.add(`f${faceOf[a]}`, `f${faceOf[b]}`, score)
    }
    for (let a = 0; a < people; a++) {
      for (let k = 0; k < genuine; k++) add(a, a, k)
      for (let k = 1; k <= others; k++) add(a, (a + k) % people, 0)
    }
  }
  const { scores, people: own } = voices.comparisons()
  const distinct = { genuine: people * genuine, impostor: people * others }
  return { scores, people: { ...own, partners: partners.comparisons().people, distinct } }
}
