import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hypervolume } from '../../main/codesign/hypervolume.ts'
import { dominates, paretoFront } from '../../main/codesign/pareto.ts'

const designsOf = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    minLength: 1,
    maxLength: 40,
  })
const anyDesigns = fc.oneof(designsOf(1), designsOf(2), designsOf(3), designsOf(4))

describe('the Pareto front', () => {
  test('keeps what is better somewhere and drops what is beaten everywhere', () => {
    const designs = [
      [1, 5],
      [2, 2],
      [3, 3],
      [5, 1],
      [1, 6],
    ]
    expect(paretoFront(designs)).toEqual([0, 1, 3])
  })

  test('is what comparing every design with every other leaves, equal ones once', () => {
    fc.assert(
      fc.property(anyDesigns, (designs) => {
        const front = paretoFront(designs)
        const brute = designs.flatMap((design, i) => {
          const beaten = designs.some((other) => dominates(other, design))
          const earlier = designs.findIndex((other) => other.every((value, at) => value === design[at]))
          return beaten || earlier !== i ? [] : [i]
        })
        expect([...front].sort((a, b) => a - b)).toEqual(brute)
      }),
    )
  })

  test('of nothing is nothing', () => expect(paretoFront([])).toEqual([]))
})

describe('the hypervolume', () => {
  test('of one design is its box, of two their union', () => {
    expect(hypervolume([[1, 2]], [4, 4])).toBe(6)
    expect(
      hypervolume(
        [
          [1, 2],
          [2, 1],
        ],
        [4, 4],
      ),
    ).toBe(6 + 6 - 4)
  })

  test('counts nothing beyond the reference', () => {
    expect(hypervolume([[5, 0]], [4, 4])).toBe(0)
    expect(hypervolume([], [4, 4])).toBe(0)
  })

  test('is the number of unit cells that some design dominates', () => {
    fc.assert(
      fc.property(anyDesigns, (designs) => {
        const reference = designs[0].map(() => 5)
        let cells = 0
        for (let cell = 0; cell < 5 ** reference.length; cell++) {
          const corner = reference.map((_, at) => Math.floor(cell / 5 ** at) % 5)
          if (designs.some((design) => design.every((value, at) => value <= corner[at]))) cells++
        }
        expect(hypervolume(designs, reference)).toBe(cells)
      }),
    )
  })
})
