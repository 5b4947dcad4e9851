// SuperNet serving as it is first written down: SubNets as objects, filtered and sorted for each query; the running
// average and the nearest SubGraph over plain arrays. The same choices, the same mean latency.

import type { Query } from '../../main/supernet/policy.ts'
import type { ServingTable } from '../../main/supernet/serving-table.ts'

/** Mean milliseconds per query under strict accuracy and SUSHI's caching rule, loads included. */
export function plainServing(table: ServingTable, queries: readonly Query[], period: number): number {
  const { supernet, subgraphs, latencyMs, loadMs, largest } = table
  const columns = subgraphs.length
  const subnets = supernet.subnets.map(({ accuracy, shape }, s) => ({
    accuracy,
    shape: [...shape],
    latency: subgraphs.map((_, g) => latencyMs[s * columns + g]),
  }))
  const shapes = subgraphs.map(({ shape }) => [...shape])
  const extent = subnets[0].shape.map((_, at) => Math.max(1, ...subnets.map(({ shape }) => shape[at])))
  let average: number[] | null = null
  let served: (typeof subnets)[number][] = []
  let cached = 0
  let total = 0
  queries.forEach((query, i) => {
    if (i > 0 && i % period === 0) {
      const latest = extent.map(
        (_, at) => served.reduce((sum, { shape }) => sum + shape[at], 0) / served.length,
      )
      average = average === null ? latest : latest.map((value, at) => 0.5 * value + 0.5 * average![at])
      const distance = (g: number) =>
        shapes[g].reduce((sum, value, at) => sum + ((average![at] - value) / extent[at]) ** 2, 0)
      const [nearest] = [...new Set(largest)].toSorted((a, b) => distance(a) - distance(b))
      total += loadMs[cached * columns + nearest]
      cached = nearest
      served = []
    }
    const enough = subnets.filter(({ accuracy }) => accuracy >= query.accuracy)
    const [chosen] =
      enough.length > 0
        ? enough.toSorted((a, b) => a.latency[cached] - b.latency[cached])
        : subnets.toSorted((a, b) => b.accuracy - a.accuracy)
    for (let run = 0; run < query.runs; run++) served.push(chosen)
    total += query.runs * chosen.latency[cached]
  })
  return total / queries.length
}
