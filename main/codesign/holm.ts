// Many hypotheses tested at once: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
// Journal of Statistics 6, 1979. Holds whatever the dependence between the tests.

/**
 * Adjusted p-values, in the order given: the k-th smallest of n times n - k + 1, none below a smaller one's, at most 1.
 * All that are at most alpha can be believed together; the chance that any of them is wrong is then at most alpha.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, at) => at).sort((a, b) => pValues[a] - pValues[b])
  const adjusted = new Array<number>(pValues.length)
  let least = 0
  order.forEach((at, rank) => {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[at]))
    adjusted[at] = least
  })
  return adjusted
}
