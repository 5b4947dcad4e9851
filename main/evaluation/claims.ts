// What a claim "the false-match rate is at most x" needs: the rule of three, exactly (ISO/IEC 19795-1, clause on the
// size of an evaluation; J. Wayman, 1999). Comparisons that share a person do not count as independent evidence twice.

import { comparisonsNeeded } from '../authentication/comparisons-needed.ts'
import type { ComparedPeople, People } from './scores.ts'

/** The fewest people of whom there are that many pairs: the smallest n with n (n - 1) / 2 >= comparisons. */
export function peopleNeeded(comparisons: number): number {
  let people = Math.max(2, Math.floor((1 + Math.sqrt(1 + 8 * comparisons)) / 2) - 1)
  while ((people * (people - 1)) / 2 < comparisons) people++
  return people
}

/** Bits of the table that marks pairs of people: 32 MB. Of more people, pairs are sorted instead. */
const MOST_MARKED = 2 ** 28

/**
 * Different pairs of people among the impostor comparisons: as many of them can be independent at the most. Of chimeric
 * people the pairs of whichever modality has fewer of them: another draw makes no new pair of voices.
 */
export function pairsCompared(people: People): number {
  const own = pairsOf(people)
  return people.partners ? Math.min(own, pairsOf(people.partners)) : own
}

function pairsOf({ count, impostorEnrolled, impostorTested }: ComparedPeople): number {
  const keyOf = (i: number): number => {
    const [a, b] = [impostorEnrolled[i], impostorTested[i]]
    return Math.min(a, b) * count + Math.max(a, b)
  }
  let pairs = 0
  if (count * count <= MOST_MARKED) {
    const seen = new Uint8Array(Math.ceil((count * count) / 8))
    for (let i = 0; i < impostorEnrolled.length; i++) {
      const key = keyOf(i)
      const bit = 1 << (key & 7)
      if (seen[key >>> 3] & bit) continue
      seen[key >>> 3] |= bit
      pairs++
    }
    return pairs
  }
  const keys = Float64Array.from(impostorEnrolled, (_, i) => keyOf(i)).sort()
  for (let i = 0; i < keys.length; i++) if (i === 0 || keys[i] !== keys[i - 1]) pairs++
  return pairs
}

/** What false-match rates rest on. */
export interface Evidence {
  /** Impostor comparisons. */
  comparisons: number
  people: number | null
  /** Different pairs of people among them; null where the scores do not tell, and comparisons are taken as independent. */
  pairs: number | null
}

export function evidenceOf(comparisons: number, people: People | null): Evidence {
  return { comparisons, people: people?.count ?? null, pairs: people && pairsCompared(people) }
}

/**
 * Whether the evidence carries a false-match rate: by pairs of people where they are known, since comparisons of the
 * same two people are not independent; by comparisons, taken as independent, elsewhere.
 */
export function carries(
  fmr: number,
  { comparisons, pairs }: Pick<Evidence, 'comparisons' | 'pairs'>,
): boolean {
  return (pairs ?? comparisons) >= comparisonsNeeded(fmr)
}

/** Whether comparisons carry a claim "FAR <= far", and what it would need. */
export interface Claim {
  far: number
  carried: boolean
  comparisons_needed: number
  people_needed: number
  /** Impostor comparisons there are. */
  comparisons: number
  /** People and different pairs of them; null where the scores do not tell. */
  people: number | null
  pairs: number | null
  /** In words; null where the claim is carried. */
  reason: string | null
}

/** Judges a claim by the number of impostor comparisons, and of pairs of people where they are known. */
export function judgeClaim(far: number, comparisons: number, people: People | null): Claim {
  const evidence = evidenceOf(comparisons, people)
  const carried = carries(far, evidence)
  return {
    far,
    carried,
    comparisons_needed: comparisonsNeeded(far),
    people_needed: peopleNeeded(comparisonsNeeded(far)),
    ...evidence,
    reason: carried ? null : claimNeeds('FAR', far, evidence),
  }
}

/** What a claim would need and what there is, in words. */
export function claimNeeds(rate: 'FAR' | 'FMR', limit: number, has: Evidence): string {
  const needed = comparisonsNeeded(limit)
  const people = has.people === null ? '' : ` from ${count(has.people)} people`
  const pairs =
    has.pairs === null ? '' : ` (${count(has.pairs)} different ${has.pairs === 1 ? 'pair' : 'pairs'})`
  return (
    `${rate} <= ${fraction(limit)} needs at least ${count(needed)} independent impostor comparisons without an error, ` +
    `from ${count(peopleNeeded(needed))} people each compared with every other; ` +
    `you have ${count(has.comparisons)}${people}${pairs}`
  )
}

/** 1/50,000 rather than 0.00002, where it is one. */
function fraction(rate: number): string {
  const inverse = Math.round(1 / rate)
  return rate < 0.001 && Math.abs(inverse * rate - 1) < 1e-9 ? `1/${count(inverse)}` : String(rate)
}

const count = (value: number) => value.toLocaleString('en')
