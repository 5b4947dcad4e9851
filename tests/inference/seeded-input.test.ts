import { expect, test } from 'vitest'
import { seededInput, seededInputs } from '../../main/inference/seeded-input.ts'

test('the generator draws the top byte of each state', () => {
  // s = 1 * 1664525 + 1013904223 = 1015568748 = 0x3c88596c, then 1586005467 = 0x5e8885db.
  expect([...seededInput(2, 1)]).toEqual([0x3c, 0x5e])
})

test('several inputs continue one sequence', () => {
  const [first, second] = seededInputs([3, 2], 7)
  expect([...first, ...second]).toEqual([...seededInput(5, 7)])
})

test('no bytes, no draws', () => {
  expect(seededInputs([0, 1], 5)[1]).toEqual(seededInput(1, 5))
})
