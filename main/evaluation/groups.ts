// Differential performance: error rates of comparisons within each demographic or other group of a manifest, at the one
// threshold of the whole system, and how unequal the groups are (ISO/IEC 19795-10).

import { type SystemScores, scoresAndPeople, selectRows } from './comparison-table.ts'
import type { GroupRates, GroupRatio, OperatingThreshold } from './document.ts'
import type { CountedRate } from './interval.ts'
import { ratesAt } from './rates-at.ts'
import { peopleCompared } from './scores.ts'
import type { SystemName } from './systems.ts'

/** A group of fewer people is shown, but not ranked: its rate says more of those few than of their group. */
export const FEWEST_PEOPLE = 5

/** FMR and FNMR within every group of every column, among comparisons whose two sides share it; no group is ''. */
export function groupRates(
  system: SystemName,
  scored: SystemScores,
  operating: OperatingThreshold,
): GroupRates[] {
  const { sides } = scored.table
  const columns = [...new Set(sides.flatMap(({ groups }) => Object.keys(groups)))]
  return columns.flatMap((column) => {
    const groups = new Set(sides.flatMap((side) => side.groups[column] || []))
    return [...groups].flatMap((group) => {
      const within = selectRows(
        scored,
        (enrolled, tested) => enrolled.groups[column] === group && tested.groups[column] === group,
      )
      const comparisons = scoresAndPeople(within)
      const { fmr, fnmr } = ratesAt(comparisons, operating.threshold)
      const people = peopleCompared(comparisons.people)
      const counted = { fmr: people.impostor, fnmr: people.genuine }
      return fmr || fnmr ? [{ column, group, system, ...operating, people: counted, fmr, fnmr }] : []
    })
  })
}

/** The highest rate of a column over its lowest, among groups of enough people. */
export function groupRatios(groups: GroupRates[], fewestPeople = FEWEST_PEOPLE): GroupRatio[] {
  const columns = Map.groupBy(groups, ({ column, system }) => JSON.stringify([column, system]))
  return [...columns.values()].flatMap((own) =>
    (['fmr', 'fnmr'] as const).map((rate): GroupRatio => {
      const { column, system } = own[0]
      const ranked = own
        .flatMap((group) => {
          const found = group[rate]
          return found && group.people[rate] >= fewestPeople ? [{ group: group.group, rate: found }] : []
        })
        .sort((a, b) => b.rate.value - a.rate.value)
      const [worst, best] = [ranked.at(0), ranked.at(-1)]
      const told = (one: typeof worst) => (one ? { group: one.group, value: one.rate.value } : null)
      const known = worst && best && worst !== best ? ratioOf(worst.rate, best.rate) : null
      return {
        column,
        system,
        rate,
        ratio: known?.ratio ?? null,
        ratio_low: known?.low ?? null,
        ratio_high: known?.high ?? null,
        reason: known === null ? 'too-few-groups' : known.ratio === null ? 'no-error' : null,
        fewest_people: fewestPeople,
        worst: told(worst),
        best: told(best),
      }
    }),
  )
}

/**
 * The ratio of two rates with 95 % limits from theirs (MOVER-R: A. Donner & G. Y. Zou, Statistical Methods in Medical
 * Research 21, 2012), taking the groups as independent; null where there is none: no ratio over 0, only its lower limit.
 */
function ratioOf(
  worst: CountedRate,
  best: CountedRate,
): { ratio: number | null; low: number | null; high: number | null } {
  const product = worst.value * best.value
  const limit = (over: number, under: number, sign: 1 | -1): number | null => {
    const divisor = under * (2 * best.value - under)
    if (divisor === 0) return null
    const root = product ** 2 - over * (2 * worst.value - over) * divisor
    return root < 0 ? null : (product + sign * Math.sqrt(root)) / divisor
  }
  const low = worst.value === 0 ? null : limit(worst.low, best.high, -1)
  const high = best.low > 0 ? limit(worst.high, best.low, 1) : null
  return { ratio: best.value > 0 ? worst.value / best.value : null, low, high }
}
