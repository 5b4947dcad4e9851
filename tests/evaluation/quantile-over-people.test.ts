import { describe, expect, it } from 'vitest'
import { quantileOverPeople } from '../../main/evaluation/quantile-over-people.ts'

describe('a quantile over people', () => {
  it('is that of all values together', () => {
    expect(quantileOverPeople([[1, 5], [2], [4, 3]], 0.5)!.value).toBe(3)
  })

  it('is as uncertain as people differ, however many values each has', () => {
    const alike = quantileOverPeople(Array(20).fill([1, 2, 3]), 0.5)!
    expect(alike).toEqual({ value: 2, low: 2, high: 2 })
    const apart = quantileOverPeople([Array(100).fill(1), Array(100).fill(2)], 0.5)!
    expect(apart).toEqual({ value: 1.5, low: 1, high: 2 })
  })

  it('is unknown without values', () => {
    expect(quantileOverPeople([[]], 0.5)).toBeNull()
  })
})
