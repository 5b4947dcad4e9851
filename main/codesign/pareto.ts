// Pareto fronts: the designs that no other is at least as good as in every objective and better in one.
// Objectives are numbers to be minimised, in the same order for every design.

export type Objectives = readonly number[]

/** Whether `left` is at least as good as `right` everywhere and better somewhere. */
export function dominates(left: Objectives, right: Objectives): boolean {
  let better = false
  for (let at = 0; at < left.length; at++) {
    if (left[at] > right[at]) return false
    if (left[at] < right[at]) better = true
  }
  return better
}

/**
 * Indices of the designs on the front, in the order of the first objective; of equal designs the first one alone.
 * Designs are sorted, so that each needs comparing with the front found so far only.
 */
export function paretoFront(designs: readonly Objectives[]): number[] {
  const order = designs.map((_, i) => i)
  order.sort((a, b) => {
    for (let at = 0; at < designs[a].length; at++) {
      const difference = designs[a][at] - designs[b][at]
      if (difference !== 0) return difference
    }
    return a - b
  })
  if (order.length > 0 && designs[order[0]].length === 2) return twoObjectiveFront(designs, order)
  const front: number[] = []
  for (const candidate of order) {
    const covered = front.some((kept) => coversOrEquals(designs[kept], designs[candidate]))
    if (!covered) front.push(candidate)
  }
  return front
}

/** With two objectives the sorted designs improve the second one or are dominated. */
function twoObjectiveFront(designs: readonly Objectives[], order: readonly number[]): number[] {
  let lowest = Number.POSITIVE_INFINITY
  return order.filter((candidate) => {
    const [, second] = designs[candidate]
    if (second >= lowest) return false
    lowest = second
    return true
  })
}

const coversOrEquals = (left: Objectives, right: Objectives): boolean =>
  left.every((value, at) => value <= right[at])
