// Which devices order networks alike: Spearman's rank correlation between all of them, clustered, and which proxies
// therefore serve which devices (performance monotonicity, arXiv 2009.00278 and 2111.01203: SRCC >= 0.9).

import type { LatencyTable } from './latency-table.ts'
import { latenciesOf } from './latency-table.ts'
import type { Correlation } from './ranks.ts'
import { FEWEST_PAIRS, rankCorrelation } from './ranks.ts'

/** Rank correlation from which a proxy's best designs serve another device. */
export const MONOTONE = 0.9

export interface Monotonicity {
  /** In the order in which clustering puts similar ones beside each other. */
  devices: string[]
  /** matrix[i][j]: of devices i and j. */
  matrix: Correlation[][]
  /** Groups in which every two devices reach `MONOTONE`; too few common networks (ranks.ts) join none. */
  clusters: string[][]
  /** For each device as a proxy, those it covers; the one that covers most comes first. */
  proxies: { proxy: string; covers: string[] }[]
}

export function monotonicity(table: LatencyTable): Monotonicity {
  const names = [...table.devices]
  const correlations = names.map((a) =>
    names.map((b) => rankCorrelation(latenciesOf(table, a), latenciesOf(table, b))),
  )
  const told = correlations.map((row) =>
    row.map(({ value, pairs }) => (pairs < FEWEST_PAIRS ? Number.NaN : value)),
  )
  const { order, clusters } = cluster(told)
  const covered = (proxy: number) =>
    names.filter((_, other) => other !== proxy && told[proxy][other] >= MONOTONE)
  return {
    devices: order.map((at) => names[at]),
    matrix: order.map((i) => order.map((j) => correlations[i][j])),
    clusters: clusters.map((members) => members.map((at) => names[at])),
    proxies: names
      .map((proxy, at) => ({ proxy, covers: covered(at) }))
      .sort((a, b) => b.covers.length - a.covers.length || names.indexOf(a.proxy) - names.indexOf(b.proxy)),
  }
}

/**
 * Complete-linkage clustering: the two groups whose least similar members are most similar are joined until no two
 * groups are left. `clusters` are the groups while all members still reach `MONOTONE`; `order` lists members by joins.
 * NaN counts as not similar at all.
 */
export function cluster(similarity: readonly (readonly number[])[]): {
  order: number[]
  clusters: number[][]
} {
  let groups: number[][] = similarity.map((_, i) => [i])
  let clusters = groups
  const likeness = (left: number[], right: number[]): number =>
    Math.min(
      ...left.flatMap((i) => right.map((j) => (Number.isNaN(similarity[i][j]) ? -2 : similarity[i][j]))),
    )
  while (groups.length > 1) {
    let best = { left: 0, right: 1, value: Number.NEGATIVE_INFINITY }
    for (let left = 0; left < groups.length; left++) {
      for (let right = left + 1; right < groups.length; right++) {
        const value = likeness(groups[left], groups[right])
        if (value > best.value) best = { left, right, value }
      }
    }
    const joined = [...groups[best.left], ...groups[best.right]]
    groups = groups.flatMap((group, at) => (at === best.left ? [joined] : at === best.right ? [] : [group]))
    if (best.value >= MONOTONE) clusters = groups
  }
  return { order: groups[0] ?? [], clusters }
}
