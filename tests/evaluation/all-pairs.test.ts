import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allPairs, type Embeddings } from '../../main/evaluation/all-pairs.ts'
import { areaUnderRoc } from '../../main/evaluation/auc.ts'
import { equalErrorRate } from '../../main/evaluation/eer.ts'
import { minDetectionCost } from '../../main/evaluation/min-dcf.ts'
import { referenceHistograms, simdHistograms } from '../../main/evaluation/pair-histograms.ts'
import { normals } from './population.ts'
import * as textbook from './textbook.ts'

/** Embeddings of unit norm about a centre of their person. */
function embeddings(
  people: number,
  each: number,
  dimensions: number,
  seed: number,
): Embeddings & { values: Float32Array } {
  const normal = normals(seed)
  const rows = Array.from({ length: people }, () => {
    const centre = Array.from({ length: dimensions }, normal)
    return Array.from({ length: each }, () => {
      const row = centre.map((value) => value + 1.5 * normal())
      const norm = Math.hypot(...row)
      return row.map((value) => value / norm)
    })
  })
  return {
    values: Float32Array.from(rows.flat(2)),
    dimensions,
    // Not in the order of people.
    people: Uint32Array.from({ length: people * each }, (_, i) => Math.floor(i / each)),
  }
}

const asInt8 = (given: Embeddings): Embeddings => ({
  ...given,
  values: Int8Array.from(given.values, (value) => Math.round(127 * value)),
})

/** Rows in another order. */
function shuffled({ values, dimensions, people }: Embeddings & { values: Float32Array }): Embeddings {
  const order = [...people.keys()].sort((a, b) => ((a * 7919) % 101) - ((b * 7919) % 101))
  return {
    dimensions,
    people: Uint32Array.from(order, (row) => people[row]),
    values: Float32Array.from(
      order.flatMap((row) => [...values.subarray(row * dimensions, (row + 1) * dimensions)]),
    ),
  }
}

function exactScores({ values, dimensions, people }: Embeddings, unit: number) {
  const genuine: number[] = []
  const impostor: number[] = []
  for (let a = 0; a < people.length; a++) {
    for (let b = a + 1; b < people.length; b++) {
      let dot = 0
      for (let k = 0; k < dimensions; k++) dot += values[a * dimensions + k] * values[b * dimensions + k]
      ;(people[a] === people[b] ? genuine : impostor).push(dot / unit)
    }
  }
  return { genuine: Float64Array.from(genuine), impostor: Float64Array.from(impostor) }
}

describe('histograms of all pairs', () => {
  it.each([1, 3, 8, 20, 128])(
    'are the same by SIMD as by the readable version, with %d dimensions',
    (dimensions) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 6 }),
          fc.integer({ min: 1, max: 5 }),
          fc.nat(),
          (people, each, seed) => {
            const given = shuffled(embeddings(people, each, dimensions, seed))
            for (const one of [given, asInt8(given)]) {
              const simd = simdHistograms(one)
              const reference = referenceHistograms(one)
              expect(
                Buffer.compare(Buffer.from(simd!.genuine.buffer), Buffer.from(reference.genuine.buffer)),
              ).toBe(0)
              expect(
                Buffer.compare(Buffer.from(simd!.impostor.buffer), Buffer.from(reference.impostor.buffer)),
              ).toBe(0)
              expect(simd?.width).toBe(reference.width)
            }
          },
        ),
        { numRuns: 4 },
      )
    },
  )
})

describe('the curve of all pairs', () => {
  const given = embeddings(40, 6, 32, 5)

  it('has at every threshold the exact counts of Int8 scores', () => {
    const one = asInt8(given)
    const { curve, resolution, people, embeddings: rows } = allPairs(one)
    expect({ people, rows }).toEqual({ people: 40, rows: 240 })
    expect(resolution).toBe(1 / (127 * 127))
    const exact = exactScores(one, 127 * 127)
    expect([curve.genuine, curve.impostor]).toEqual([exact.genuine.length, exact.impostor.length])
    for (let i = 0; i < curve.thresholds.length - 1; i += 397) {
      const { falseMatches, falseNonMatches } = textbook.errorsAt(exact, curve.thresholds[i])
      expect([curve.falseMatches[i], curve.falseNonMatches[i]]).toEqual([falseMatches, falseNonMatches])
    }
  })

  it('has figures that differ from those of exact scores by less than its bins', () => {
    const few = embeddings(14, 4, 32, 6)
    const { curve, resolution } = allPairs(few)
    expect(resolution).toBe(2 ** -19)
    const exact = exactScores(few, 1)
    // Single precision moves a score by up to 32 roundings, a bin by its width: about 1e-5 here; a rate in between.
    const moved = (by: number) => ({
      genuine: exact.genuine.map((score) => score - by),
      impostor: exact.impostor.map((score) => score + by),
    })
    const { value } = equalErrorRate(curve)
    expect(value).toBeLessThanOrEqual(textbook.equalErrorRate(moved(1e-5)) + 1e-12)
    expect(value).toBeGreaterThanOrEqual(textbook.equalErrorRate(moved(-1e-5)) - 1e-12)
    expect(areaUnderRoc(curve)).toBeCloseTo(textbook.areaUnderRoc(exact), 5)
    expect(minDetectionCost(curve, 0.05)).toBeCloseTo(textbook.minDetectionCost(exact, 0.05), 3)
  })

  it('knows a pair of equal rows, and of opposite ones', () => {
    const row = [0.6, 0.8]
    const { curve } = allPairs({
      values: Float32Array.from([...row, ...row, -0.6, -0.8]),
      dimensions: 2,
      people: Uint32Array.of(0, 0, 1),
    })
    expect(curve.thresholds[0]).toBeCloseTo(-1, 5)
    expect(curve.thresholds[1]).toBeCloseTo(1, 5)
    expect([...curve.falseMatches]).toEqual([2, 0, 0])
    expect([...curve.falseNonMatches]).toEqual([0, 0, 1])
  })

  it('is refused for rows that are not of unit norm, or that do not fit', () => {
    const people = Uint32Array.of(0, 1)
    for (const values of [
      Float32Array.of(1, 0, 1, 1),
      Float32Array.of(1, 0, Number.NaN, 0),
      Int8Array.of(1, 0, 1, 1),
    ]) {
      expect(() => allPairs({ values, dimensions: 2, people })).toThrow(/Row [12] has norm/)
    }
    expect(() => allPairs({ values: Float32Array.of(1), dimensions: 2, people })).toThrow(/not 2 rows of 2/)
  })
})
