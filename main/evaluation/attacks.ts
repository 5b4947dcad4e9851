// Attack presentations (ISO/IEC 30107-3): how many of each kind are taken for the person they imitate, and how many
// bona fide presentations the same threshold refuses. The decision is the whole system's, so that a kind which the
// capture already refuses has fewer attempts here; the skipped samples tell them.

import type { SystemScores } from './comparison-table.ts'
import { scoresAndPeople } from './comparison-table.ts'
import type { AttackRates, OperatingThreshold } from './document.ts'
import { rateOverPeople } from './rate-over-people.ts'
import { ratesAt } from './rates-at.ts'
import type { SystemName } from './systems.ts'

/** Rates per kind of attack, the most successful first; none where no attack was compared. */
export function attackRates(
  system: SystemName,
  scored: SystemScores,
  operating: OperatingThreshold,
): AttackRates[] {
  const { table, scores } = scored
  const { threshold } = operating
  const bpcer = ratesAt(scoresAndPeople(scored), threshold).fnmr
  if (scores.attack.length === 0 || !bpcer) return []
  const kinds = new Map<string, Map<string, { errors: number; trials: number }>>()
  table.attack.tested.forEach((side, row) => {
    const { attack, person } = table.sides[side]
    const people = kinds.get(attack!) ?? new Map()
    kinds.set(attack!, people)
    const count = people.get(person) ?? { errors: 0, trials: 0 }
    people.set(person, count)
    count.trials++
    if (scores.attack[row] >= threshold) count.errors++
  })
  return [...kinds]
    .map(([kind, people]) => ({
      system,
      kind,
      ...operating,
      apcer: rateOverPeople([...people.values()])!,
      bpcer,
    }))
    .sort((a, b) => b.apcer.value - a.apcer.value)
}
