// Presentation attack detection (ISO/IEC 30107-3): the higher the score, the more it looks like a bona fide
// presentation; at or above the threshold it is taken for one.

import { VisemeError } from '../errors.ts'
import { type CountedRate, clopperPearson } from './interval.ts'
import { sortedCopy } from './sort.ts'

export interface AttackErrors {
  threshold: number
  /** APCER of each species of attack instrument: the share of its presentations taken for bona fide ones. */
  species: { name: string; apcer: CountedRate }[]
  /** The worst species' APCER: that of the detector. */
  apcer: CountedRate
  /** Share of bona fide presentations taken for attacks. */
  bpcer: CountedRate
}

export interface AttackScores {
  bonaFide: Float64Array
  /** By species (print, replay, ...), each with at least one presentation. */
  attacks: ReadonlyMap<string, Float64Array>
}

/**
 * Both error rates at a threshold. VisemeError `presentation-scores` where a score is NaN or Infinity, above which there
 * is no threshold; null where there are no attacks, or a kind or species has no presentation.
 */
export function attackErrors({ bonaFide, attacks }: AttackScores, threshold: number): AttackErrors | null {
  const lists = [...attacks.values()]
  for (const scores of [bonaFide, ...lists]) refuseUnordered(scores)
  if (lists.length === 0 || [bonaFide, ...lists].some(({ length }) => length === 0)) return null
  const species = [...attacks].map(([name, scores]) => ({
    name,
    apcer: clopperPearson(scores.filter((score) => score >= threshold).length, scores.length),
  }))
  return {
    threshold,
    species,
    apcer: species.reduce(
      (worst, { apcer }) => (apcer.value > worst.value ? apcer : worst),
      species[0].apcer,
    ),
    bpcer: clopperPearson(bonaFide.filter((score) => score < threshold).length, bonaFide.length),
  }
}

/**
 * BPCER at the lowest measured threshold whose APCER (of the worst species) is at most `apcer`: BPCER10, 20 and 100 of
 * the standard are those at 1/10, 1/20 and 1/100. Null as for attackErrors.
 */
export function bpcerAtApcer(scores: AttackScores, apcer: number): AttackErrors | null {
  // Each species needs its own lowest threshold; the highest of them keeps all below.
  let threshold = Number.NEGATIVE_INFINITY
  const measured = sortedCopy(joined([scores.bonaFide, ...scores.attacks.values()]))
  for (const attack of scores.attacks.values()) {
    const ascending = sortedCopy(attack)
    let allowed = Math.floor(apcer * ascending.length)
    // The product may be rounded either way.
    if ((allowed + 1) / ascending.length <= apcer) allowed++
    if (allowed / ascending.length > apcer) allowed--
    if (allowed >= ascending.length) continue
    // Above the highest score that must be rejected.
    const highest = ascending[ascending.length - 1 - allowed]
    const above = measured.find((score) => score > highest) ?? Number.POSITIVE_INFINITY
    threshold = Math.max(threshold, above)
  }
  return attackErrors(scores, threshold)
}

function refuseUnordered(scores: Float64Array): void {
  const at = scores.findIndex((score) => !(score < Number.POSITIVE_INFINITY))
  if (at < 0) return
  throw new VisemeError({
    code: 'presentation-scores',
    message: `Score ${at + 1} of the presentations is ${scores[at]}.`,
    next: 'Give each presentation a number; leave out those that were not acquired.',
    exitCode: 2,
  })
}

function joined(lists: Float64Array[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let place = 0
  for (const list of lists) {
    all.set(list, place)
    place += list.length
  }
  return all
}
