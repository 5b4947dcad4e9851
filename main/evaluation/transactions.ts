// Transactions of several attempts: FAR and FRR (ISO/IEC 19795-1), which count what a person experiences, as against
// FMR and FNMR of single comparisons. An attempt that acquires nothing matches nobody.

import { ComparisonList, type Comparisons } from './comparisons.ts'
import type { People } from './scores.ts'

export interface Transaction {
  /** Whose template is claimed. */
  enrolled: string
  /** Who tries. */
  tested: string
  /** Score of each attempt in turn; null where nothing could be acquired. Empty where nobody could be enrolled. */
  attempts: readonly (number | null)[]
}

/**
 * Comparisons whose FMR and FNMR are the FAR and FRR of transactions with at most `allowed` attempts: the best score of
 * those attempts, as the first one at or above the threshold is accepted; -Infinity where all failed to acquire.
 * Read them with ratesAt, measure, errorBands like any comparisons.
 */
export function transactionScores(
  transactions: readonly Transaction[],
  allowed = 1,
): Comparisons & { people: People } {
  const list = new ComparisonList()
  for (const { enrolled, tested, attempts } of transactions) {
    const scores = attempts.slice(0, allowed).map((score) => score ?? Number.NEGATIVE_INFINITY)
    list.add(enrolled, tested, Math.max(...scores))
  }
  return list.comparisons()
}
