import { describe, expect, test } from 'vitest'
import type { LatencyTable } from '../../main/portability/latency-table.ts'
import { cluster, monotonicity } from '../../main/portability/monotonicity.ts'

const tableOf = (latencies: Record<string, (number | null)[]>): LatencyTable => ({
  devices: Object.keys(latencies),
  latencyMs: new Map(Object.entries(latencies)),
  networks: Object.values(latencies)[0].map((_, i) => String(i)),
  encoding: null,
  merit: null,
})

const rising = [1, 2, 3, 4, 5, 6]

describe('devices that order networks alike', () => {
  const table = tableOf({
    a: rising,
    opposite: rising.map((ms) => 10 - ms),
    b: rising.map((ms) => ms ** 2),
  })

  test('stand beside each other, form a cluster and serve as proxies for each other', () => {
    const { devices, clusters, proxies, matrix } = monotonicity(table)
    expect(Math.abs(devices.indexOf('a') - devices.indexOf('b'))).toBe(1)
    expect(clusters).toContainEqual(['a', 'b'])
    expect(proxies).toEqual([
      { proxy: 'a', covers: ['b'] },
      { proxy: 'b', covers: ['a'] },
      { proxy: 'opposite', covers: [] },
    ])
    const at = (name: string) => devices.indexOf(name)
    expect(matrix[at('a')][at('opposite')].value).toBe(-1)
  })

  test('are not claimed from four networks', () => {
    const short = tableOf({ a: [1, 2, 3, 4], b: [1, 2, 3, 4] })
    expect(monotonicity(short).proxies.flatMap(({ covers }) => covers)).toEqual([])
  })
})

test('clusters join by their least similar members', () => {
  const similarity = [
    [1, 0.95, 0.92],
    [0.95, 1, 0.8],
    [0.92, 0.8, 1],
  ]
  expect(cluster(similarity).clusters).toEqual([[0, 1], [2]])
})
