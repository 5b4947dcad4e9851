// What a claim "the false-match rate is at most x" needs: the rule of three, exactly (ISO/IEC 19795-1, clause on the
// size of an evaluation; J. Wayman, 1999). Comparisons that share a person do not count as independent evidence twice.

import type { People } from './scores.ts'

/**
 * Independent impostor comparisons without an error that a claim "FMR <= fmr" needs at 95 % confidence:
 * the smallest n with (1 - fmr)^n <= 0.05, about 3 / fmr.
 */
export function comparisonsNeeded(fmr: number): number {
  return Math.ceil(Math.log(0.05) / Math.log1p(-fmr))
}

/** The fewest people of whom there are that many pairs: the smallest n with n (n - 1) / 2 >= comparisons. */
export function peopleNeeded(comparisons: number): number {
  let people = Math.max(2, Math.floor((1 + Math.sqrt(1 + 8 * comparisons)) / 2) - 1)
  while ((people * (people - 1)) / 2 < comparisons) people++
  return people
}

/** Different pairs of people among the impostor comparisons: as many of them can be independent at the most. */
export function pairsCompared({ count, impostorEnrolled, impostorTested }: People): number {
  const seen = new Set<number>()
  impostorEnrolled.forEach((a, i) => {
    const b = impostorTested[i]
    seen.add(Math.min(a, b) * count + Math.max(a, b))
  })
  return seen.size
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
  const pairs = people === null ? null : pairsCompared(people)
  const carried = (pairs ?? comparisons) >= comparisonsNeeded(far)
  return {
    far,
    carried,
    comparisons_needed: comparisonsNeeded(far),
    people_needed: peopleNeeded(comparisonsNeeded(far)),
    comparisons,
    people: people?.count ?? null,
    pairs,
    reason: carried ? null : claimNeeds('FAR', far, { comparisons, people: people?.count ?? null, pairs }),
  }
}

/** What a claim would need and what there is, in words. */
export function claimNeeds(
  rate: 'FAR' | 'FMR',
  limit: number,
  has: { comparisons: number; people: number | null; pairs?: number | null },
): string {
  const needed = comparisonsNeeded(limit)
  const people = has.people === null ? '' : ` from ${count(has.people)} people`
  const pairs = has.pairs === null || has.pairs === undefined ? '' : ` (${count(has.pairs)} different pairs)`
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
