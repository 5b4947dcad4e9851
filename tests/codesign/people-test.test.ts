import { describe, expect, it } from 'vitest'
import {
  intervalTest,
  meanOverPeople,
  signTest,
  studentTail,
  withinTest,
} from '../../main/codesign/people-test.ts'
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

describe('intervalTest', () => {
  it('has the tails of published tables of t', () => {
    for (const [t, freedom, tail] of [
      [12.7062, 1, 0.05],
      [4.3027, 2, 0.05],
      [2.5706, 5, 0.05],
      [2.2281, 10, 0.05],
      [4.5869, 10, 0.001],
      [1.98397, 100, 0.05],
    ]) {
      expect(studentTail(t, freedom)).toBeCloseTo(tail, 5)
    }
  })

  it('adds the uncertainties of both groups', () => {
    // Standard errors 3 and 4 points, difference 5 points: t = 1.
    const one = { value: 0.1, low: 0.1 - 1.96 * 0.03, high: 0.1 + 1.96 * 0.03 }
    const other = { value: 0.15, low: 0.15 - 1.96 * 0.04, high: 0.15 + 1.96 * 0.04 }
    expect(intervalTest(one, other, 11)).toBeCloseTo(studentTail(1, 10), 12)
    expect(intervalTest(one, one, 11)).toBe(1)
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
