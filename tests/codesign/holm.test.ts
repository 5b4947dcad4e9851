import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holm } from '../../main/codesign/holm.ts'

describe('holm', () => {
  it('multiplies the smallest by the number of tests, the next by one less, and never falls', () => {
    // By hand: 0.005 x 4 = 0.02; 0.01 x 3 = 0.03; 0.03 x 2 = 0.06; 0.04 x 1 = 0.04, raised to 0.06.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005])
    ;[0.03, 0.06, 0.06, 0.02].forEach((expected, at) => {
      expect(adjusted[at]).toBeCloseTo(expected, 12)
    })
  })

  it('leaves a single test as it is, and no test none', () => {
    expect(holm([0.04])).toEqual([0.04])
    expect(holm([])).toEqual([])
  })

  it('lies between the p-values and those of Bonferroni, in the same order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (pValues) => {
        const adjusted = holm(pValues)
        pValues.forEach((p, a) => {
          expect(adjusted[a]).toBeGreaterThanOrEqual(p)
          expect(adjusted[a]).toBeLessThanOrEqual(Math.min(1, p * pValues.length) + 1e-12)
          pValues.forEach((other, b) => {
            if (p <= other) expect(adjusted[a]).toBeLessThanOrEqual(adjusted[b])
          })
        })
      }),
    )
  })
})
