// One-hot encodings of networks: which columns choose between the same operations at different places.
// NAS-Bench-201 (Dong & Yang, ICLR 2020) has 6 edges of 5 operations (none, skip, 1x1, 3x3 convolution, 3x3 average pool).

/** For each column the group it belongs to: the operation, whatever the place; constant columns are a group each. */
export function operationGroups(encoding: readonly (readonly number[])[]): number[] {
  const columns = encoding[0].length
  const constant = (at: number) => encoding.every((row) => row[at] === encoding[0][at])
  const first = Array.from({ length: columns }, (_, at) => at).filter((at) => !constant(at))
  const size = choiceSize(encoding, first)
  if (size === null) return Array.from({ length: columns }, (_, at) => at)
  let fixed = size
  const positionOf = new Map(first.map((at, index) => [at, index % size]))
  return Array.from({ length: columns }, (_, at) => positionOf.get(at) ?? fixed++)
}

/** The smallest number of neighbouring columns of which every row chooses exactly one, all along; null if there is none. */
function choiceSize(encoding: readonly (readonly number[])[], columns: readonly number[]): number | null {
  for (let size = 2; size <= columns.length; size++) {
    if (columns.length % size !== 0) continue
    const chosen = encoding.every((row) => {
      for (let from = 0; from < columns.length; from += size) {
        let sum = 0
        for (let at = from; at < from + size; at++) sum += row[columns[at]]
        if (sum !== 1) return false
      }
      return true
    })
    if (chosen) return size
  }
  return null
}

const NAS_BENCH_201 = { edges: 6, operations: 5, costOf: [0, 0, 1, 9, 0] }

/**
 * Multiply-accumulates of the networks in units of one 1x1 convolution, where the encoding is NAS-Bench-201's: all its
 * edges have equally many channels and pixels per stage. Null for other encodings.
 */
export function nasBenchMacs(encoding: readonly (readonly number[])[]): number[] | null {
  const { edges, operations, costOf } = NAS_BENCH_201
  if (encoding[0].length !== edges * operations + 1) return null
  const sums = (row: readonly number[]) =>
    Array.from({ length: edges }, (_, edge) =>
      row.slice(edge * operations, (edge + 1) * operations).reduce((sum, value) => sum + value, 0),
    )
  if (!encoding.every((row) => row[edges * operations] === 1 && sums(row).every((sum) => sum === 1))) {
    return null
  }
  return encoding.map((row) =>
    row.slice(0, edges * operations).reduce((sum, value, at) => sum + value * costOf[at % operations], 0),
  )
}
