// Differential performance: error rates of comparisons within each demographic or other group of a manifest, at the one
// threshold of the whole system, and how unequal the groups are (ISO/IEC 19795-10).

import { type SystemScores, scoresAndPeople, selectRows } from './comparison-table.ts'
import type { GroupRates, GroupRatio } from './document.ts'
import { ratesAt } from './rates-at.ts'
import type { SystemName } from './systems.ts'

/** FMR and FNMR within every group of every column, among comparisons whose two sides share it. */
export function groupRates(system: SystemName, scored: SystemScores, threshold: number): GroupRates[] {
  const { sides } = scored.table
  const columns = [...new Set(sides.flatMap(({ groups }) => Object.keys(groups)))]
  return columns.flatMap((column) => {
    const groups = [...new Set(sides.flatMap((side) => side.groups[column] ?? []))]
    return groups.flatMap((group) => {
      const within = selectRows(
        scored,
        (enrolled, tested) => enrolled.groups[column] === group && tested.groups[column] === group,
      )
      const rates = ratesAt(scoresAndPeople(within), threshold)
      return rates.fmr || rates.fnmr ? [{ column, group, system, threshold, ...rates }] : []
    })
  })
}

/** The highest rate of a column over its lowest. */
export function groupRatios(groups: GroupRates[]): GroupRatio[] {
  const columns = Map.groupBy(groups, ({ column, system }) => JSON.stringify([column, system]))
  return [...columns.values()].flatMap((own) =>
    (['fmr', 'fnmr'] as const).map((rate): GroupRatio => {
      const { column, system } = own[0]
      const ranked = own
        .flatMap((group) => (group[rate] ? [{ group: group.group, value: group[rate].value }] : []))
        .sort((a, b) => b.value - a.value)
      const [worst, best] = [ranked[0] ?? null, ranked.at(-1) ?? null]
      const ratio = ranked.length > 1 && best.value > 0 ? worst.value / best.value : null
      return { column, system, rate, ratio, worst, best }
    }),
  )
}
