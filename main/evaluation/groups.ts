// Differential performance: error rates of comparisons within each demographic or other group of a manifest,
// at the one threshold of the whole system (ISO/IEC 19795-10).

import type { Modality } from '../../enrollment-data/records.ts'
import { ComparisonList } from './comparisons.ts'
import type { DataSample } from './data-set.ts'
import { type RatesAt, ratesAt } from './rates-at.ts'

export interface GroupRates extends RatesAt {
  /** Column of the manifest, and its value for both samples of a comparison. */
  column: string
  group: string
  system: Modality
  /** The threshold of the whole system's EER. */
  threshold: number
}

/** FMR and FNMR within every group of every column. */
export function groupRates(
  system: Modality,
  comparisons: [enrolled: DataSample, tested: DataSample, score: number][],
  threshold: number,
): GroupRates[] {
  const columns = [...new Set(comparisons.flatMap(([enrolled]) => Object.keys(enrolled.groups)))]
  return columns.flatMap((column) => {
    const within = comparisons.filter(
      ([enrolled, tested]) => enrolled.groups[column] === tested.groups[column],
    )
    const groups = Map.groupBy(within, ([enrolled]) => enrolled.groups[column])
    return [...groups].map(([group, members]) => {
      const list = new ComparisonList()
      for (const [enrolled, tested, score] of members) list.add(enrolled.person, tested.person, score)
      return { column, group, system, threshold, ...ratesAt(list.comparisons(), threshold) }
    })
  })
}
