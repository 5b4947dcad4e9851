import { Matrix, solve } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { adapt, predictAdapted } from '../../main/portability/adapt.ts'
import { operationGroups } from '../../main/portability/encoding.ts'
import { predictLinear, proxyWeights } from '../../main/portability/proxy.ts'
import { spearman } from '../../main/portability/ranks.ts'

/** Networks of `edges` edges that choose one of three operations each, and a constant column. */
function networks(count: number, edges: number, seed: number): number[][] {
  const integer = seededIntegers(seed)
  return Array.from({ length: count }, () => {
    const row = new Array<number>(3 * edges + 1).fill(0)
    for (let edge = 0; edge < edges; edge++) row[3 * edge + integer(3)] = 1
    row[3 * edges] = 1
    return row
  })
}

const proxyOfWeights = [0, 1, 4, 0, 1.2, 4.5, 0, 0.8, 5, 0, 1, 4, 3]

describe('the proxy’s weights', () => {
  test('reproduce latencies that are linear in the encoding, though the encoding has not full rank', () => {
    const rows = networks(60, 4, 1)
    const latencies = predictLinear(rows, proxyOfWeights)
    const weights = proxyWeights(rows, [...latencies])
    predictLinear(rows, weights).forEach((value, i) => {
      expect(value).toBeCloseTo(latencies[i], 8)
    })
    expect(Math.max(...weights.map(Math.abs))).toBeLessThan(10)
  })

  test('pass over networks that were not measured', () => {
    const rows = networks(60, 4, 2)
    const latencies = [...predictLinear(rows, proxyOfWeights)]
    const some = latencies.map((value, i) => (i % 3 === 0 ? null : value))
    predictLinear(rows, proxyWeights(rows, some)).forEach((value, i) => {
      expect(value).toBeCloseTo(latencies[i], 8)
    })
  })
})

describe('adaptation', () => {
  const rows = networks(300, 4, 3)
  const groups = operationGroups(rows)
  const proxy = proxyWeights(rows, [...predictLinear(rows, proxyOfWeights)])

  test('finds that a target is the proxy, slower by a factor and an offset', () => {
    const target = [...predictLinear(rows, proxyOfWeights)].map((ms) => 7 + 2.5 * ms)
    const sampled = { rows: rows.slice(0, 12), latencyMs: target.slice(0, 12) }
    const predicted = predictAdapted(adapt(proxy, sampled, groups), rows)
    predicted.forEach((value, i) => {
      expect(Math.abs(value / target[i] - 1)).toBeLessThan(0.01)
    })
  })

  test('finds a target on which one operation is dearer, from fewer samples than there are columns', () => {
    const dearer = proxyOfWeights.map((value, at) => (at < 12 && at % 3 === 1 ? 6 * value : value))
    const target = [...predictLinear(rows, dearer)]
    const adaptation = adapt(proxy, { rows: rows.slice(0, 10), latencyMs: target.slice(0, 10) }, groups)
    const unadapted = spearman(predictLinear(rows, proxy), target)
    const adapted = spearman(predictAdapted(adaptation, rows), target)
    expect(unadapted).toBeLessThan(0.75)
    expect(adapted).toBeGreaterThan(0.95)
  })

  test('minimises the penalised objective: solving its normal equations outright gives the same predictions', () => {
    const integer = seededIntegers(9)
    const latencyMs = Array.from({ length: 15 }, () => 1 + integer(1000) / 100)
    const sampled = rows.slice(0, 15)
    const found = adapt(proxy, { rows: sampled, latencyMs }, groups)
    expect(bruteForce(proxy, sampled, latencyMs, groups, found, rows)).toSatisfy((all: number[]) =>
      all.every((value, i) => Math.abs(value - predictAdapted(found, rows)[i]) < 1e-4),
    )
  })

  test('tells its leave-one-out error as leaving out each sample in turn would', () => {
    const integer = seededIntegers(11)
    const latencyMs = rows.slice(0, 14).map((_, i) => 5 + i + integer(400) / 100)
    const sampled = rows.slice(0, 14)
    const found = adapt(proxy, { rows: sampled, latencyMs }, groups)
    const squares = sampled.map((row, left) => {
      const keep = (_: unknown, i: number) => i !== left
      const [value] = bruteForce(proxy, sampled.filter(keep), latencyMs.filter(keep), groups, found, [row], {
        rows: sampled,
        latencyMs,
      })
      return (value - latencyMs[left]) ** 2
    })
    const rms = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / 14)
    expect(found.crossValidatedErrorMs / rms).toBeCloseTo(1, 3)
  })

  test('asks for three samples', () => {
    expect(() => adapt(proxy, { rows: rows.slice(0, 2), latencyMs: [1, 2] }, groups)).toThrow('at least 3')
  })
})

/** Predictions for `rows` of ridge regression with free a and c, by its normal equations; scaled as the samples of `scaleBy`. */
function bruteForce(
  proxy: Float64Array,
  sampled: number[][],
  latencyMs: number[],
  groups: number[],
  { penalty, operationShare }: { penalty: number; operationShare: number },
  rows: number[][],
  scaleBy = { rows: sampled, latencyMs },
): number[] {
  const deviation = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  }
  const spread = deviation(scaleBy.latencyMs)
  const total = (row: number[]) => row.reduce((sum, value, at) => sum + value * proxy[at], 0)
  const scale = deviation(scaleBy.rows.map(total))
  const operations = [...new Set(groups)]
  const features = (row: number[]) => [
    1,
    total(row) / scale,
    ...operations.map((operation) =>
      row.reduce((sum, value, at) => sum + (groups[at] === operation ? (value * proxy[at]) / scale : 0), 0),
    ),
    ...row.map((value, at) => (value * proxy[at]) / scale),
  ]
  const x = new Matrix(sampled.map(features))
  const weight = penalty * scaleBy.rows.length
  const penalties = [0, 0, ...operations.map(() => weight * operationShare), ...proxy].map((value, at) =>
    at >= 2 + operations.length ? weight : value,
  )
  const normal = Matrix.add(x.transpose().mmul(x), Matrix.diag(penalties))
  for (let at = 0; at < normal.rows; at++) normal.set(at, at, normal.get(at, at) + 1e-11)
  const solution = solve(
    normal,
    x.transpose().mmul(Matrix.columnVector(latencyMs.map((value) => value / spread))),
  )
  return rows.map((row) => spread * new Matrix([features(row)]).mmul(solution).get(0, 0))
}
