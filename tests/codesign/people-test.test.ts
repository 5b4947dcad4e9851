import { describe, expect, it } from 'vitest'
import { groupTest, meanOverPeople, signTest, withinTest } from '../../main/codesign/people-test.ts'
import { uniform } from './made-up-points.ts'

describe('signTest', () => {
  it('counts the signs that give a sum as far from zero: 2 of 8 for three people who all improve', () => {
    expect(signTest([0.1, 0.2, 0.4])).toBe(2 / 8)
  })

  it('counts both ways of signs by hand', () => {
    // |0.1 - 0.2 + 0.4| = 0.3: sums of +-0.1 +-0.2 +-0.4 are +-0.7, +-0.5, +-0.3, +-0.1; six of eight reach 0.3.
    expect(signTest([0.1, -0.2, 0.4])).toBe(6 / 8)
  })

  it('leaves out who does not change, and is 1 where nobody does', () => {
    expect(signTest([0, 0, 0.1, 0.2, 0.4, 0])).toBe(2 / 8)
    expect(signTest([0, 0, 0])).toBe(1)
  })

  it('draws signs where there are many people, the same from a seed', () => {
    const changes = Array.from({ length: 40 }, () => 0.1)
    expect(signTest(changes, { draws: 999 })).toBe(1 / 1000)
    const half = changes.map((change, i) => (i % 2 ? change : -change))
    expect(signTest(half, { draws: 999 })).toBe(1)
    const some = changes.map((change, i) => (i % 3 ? change : -change))
    expect(signTest(some, { draws: 999, seed: 7 })).toBe(signTest(some, { draws: 999, seed: 7 }))
  })
})

describe('groupTest', () => {
  it('finds no difference between equal groups, and a large one between separate groups', () => {
    expect(groupTest([0.2, 0.4, 0.6], [0.2, 0.4, 0.6], { draws: 999 })).toBe(1)
    const low = Array.from({ length: 10 }, (_, i) => 0.01 * i)
    const high = Array.from({ length: 30 }, (_, i) => 0.5 + 0.01 * i)
    expect(groupTest(low, high, { draws: 999 })).toBe(1 / 1000)
  })

  it('is wrong in about one of twenty of 400 draws of two groups alike', () => {
    const next = uniform(3)
    const group = (size: number) => Array.from({ length: size }, () => (next() < 0.3 ? next() : 0))
    let wrong = 0
    for (let i = 0; i < 400; i++) {
      if (groupTest(group(12), group(60), { draws: 199, seed: i }) <= 0.05) wrong++
    }
    // Binomial(400, 0.05): mean 20, three standard deviations 13.
    expect(wrong).toBeLessThanOrEqual(33)
  })
})

describe('withinTest', () => {
  it('shows no absence of a change by few people, whatever their rates', () => {
    // Eleven people: 0.99 ^ 11.
    expect(withinTest(new Array(11).fill(0), 0.01)).toBeCloseTo(0.895, 3)
    expect(withinTest(new Array(900).fill(0), 0.01)).toBeLessThan(0.001)
  })

  it('is seldom below 5 % where the change is as large as the margin', () => {
    const next = uniform(5)
    let wrong = 0
    for (let i = 0; i < 300; i++) {
      // Mean 0.02: a share of 4 % of the people changes by 0.5.
      const changes = Array.from({ length: 400 }, () => (next() < 0.04 ? 0.5 : 0))
      if (withinTest(changes, 0.02, { draws: 199, seed: i }) <= 0.05) wrong++
    }
    // Binomial(300, 0.05): mean 15, three standard deviations 11; percentiles of skewed rates err by a little.
    expect(wrong).toBeLessThanOrEqual(30)
  })
})

describe('meanOverPeople', () => {
  it('has no width where all are alike, and one that holds the mean elsewhere', () => {
    expect(meanOverPeople([0.25, 0.25, 0.25])).toEqual({ value: 0.25, low: 0.25, high: 0.25 })
    const { value, low, high } = meanOverPeople(Array.from({ length: 100 }, (_, i) => (i % 2 ? 1 : 0)))
    expect(value).toBe(0.5)
    // Standard error 0.05.
    expect(low).toBeCloseTo(0.4, 1)
    expect(high).toBeCloseTo(0.6, 1)
  })
})
