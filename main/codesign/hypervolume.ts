// Hypervolume: how much of the space up to a reference point a set of designs dominates (Zitzler & Thiele, 1998).
// Exact by slicing along the last objective; objectives are minimised. Meant for two to four objectives.

import type { Objectives } from './pareto.ts'
import { paretoFront } from './pareto.ts'

/** Volume between the designs and `reference`; designs that do not better it in every objective add nothing. */
export function hypervolume(designs: readonly Objectives[], reference: Objectives): number {
  const inside = designs.filter((design) => design.every((value, at) => value < reference[at]))
  return inside.length === 0 ? 0 : volume(inside, reference)
}

function volume(designs: readonly Objectives[], reference: Objectives): number {
  const last = reference.length - 1
  if (last === 0) return reference[0] - Math.min(...designs.map(([value]) => value))
  const sorted = paretoFront(designs)
    .map((index) => designs[index])
    .sort((a, b) => a[last] - b[last])
  let sum = 0
  for (let at = 0; at < sorted.length; at++) {
    const until = at + 1 < sorted.length ? sorted[at + 1][last] : reference[last]
    const thickness = until - sorted[at][last]
    if (thickness === 0) continue
    const slice = sorted.slice(0, at + 1).map((design) => design.slice(0, last))
    sum += thickness * volume(slice, reference.slice(0, last))
  }
  return sum
}
