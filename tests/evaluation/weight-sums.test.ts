import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BATCH, referenceSums, simdSums } from '../../main/evaluation/weight-sums.ts'

const person = fc.integer({ min: 0, max: 6 })

describe('sums of weights over runs of comparisons', () => {
  it('are the same by SIMD as by the readable version', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.tuple(person, person), { maxLength: 9 }), { minLength: 1, maxLength: 6 }),
        fc.uint8Array({ minLength: 7 * BATCH, maxLength: 7 * BATCH }),
        (runs, draws) => {
          const pairs = runs.flat()
          const from = Uint32Array.from([0, ...runs.map((_, k) => runs.slice(0, k + 1).flat().length)])
          const given = {
            first: Uint32Array.from(pairs, ([a]) => a),
            second: Uint32Array.from(pairs, ([, b]) => b),
            from,
          }
          const simd = simdSums(given, 7)
          expect(simd).not.toBeNull()
          expect(simd?.(draws)).toEqual(referenceSums(given)(draws))
          // Again on the same memory.
          expect(simd?.(draws)).toEqual(referenceSums(given)(draws))
        },
      ),
    )
  })

  it('by hand: draws 2 and 3 of a pair weigh 6, one person not drawn weighs nothing', () => {
    const draws = new Uint8Array(3 * BATCH)
    draws.set([2, 1], 0)
    draws.set([3, 0], BATCH)
    draws.set([1, 5], 2 * BATCH)
    const sums = referenceSums({
      first: Uint32Array.of(0, 0, 1),
      second: Uint32Array.of(1, 2, 2),
      from: Uint32Array.of(0, 2, 3),
    })(draws)
    // Resample 0: 2 * 3 + 2 * 1 and 3 * 1; resample 1: 1 * 0 + 1 * 5 and 0 * 5.
    expect([sums[0], sums[BATCH], sums[1], sums[BATCH + 1]]).toEqual([8, 3, 5, 0])
  })
})
