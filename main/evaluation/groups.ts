// Differential performance: error rates of comparisons within each demographic or other group of a manifest,
// at the one threshold of the whole system (ISO/IEC 19795-10).

import type { Modality } from '../../enrollment-data/records.ts'
import type { DataSample } from './data-set.ts'
import type { CountedRate } from './interval.ts'
import { rateOverPeople } from './rate-over-people.ts'

export interface GroupRates {
  /** Column of the manifest, and its value for both samples of a comparison. */
  column: string
  group: string
  system: Modality
  /** The threshold of the whole system's EER. */
  threshold: number
  fmr: CountedRate | null
  fnmr: CountedRate | null
}

/** FMR and FNMR within every group of every column; people are resampled, each with their comparisons as enrolled. */
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
      const [genuine, impostor] = [true, false].map((same) =>
        members.filter(([enrolled, tested]) => (enrolled.person === tested.person) === same),
      )
      return {
        column,
        group,
        system,
        threshold,
        fmr: errorRate(impostor, (score) => score >= threshold),
        fnmr: errorRate(genuine, (score) => score < threshold),
      }
    })
  })
}

function errorRate(
  comparisons: [enrolled: DataSample, tested: DataSample, score: number][],
  isError: (score: number) => boolean,
): CountedRate | null {
  const people = Map.groupBy(comparisons, ([enrolled]) => enrolled.person)
  return rateOverPeople(
    [...people.values()].map((own) => ({
      errors: own.filter(([, , score]) => isError(score)).length,
      trials: own.length,
    })),
  )
}
