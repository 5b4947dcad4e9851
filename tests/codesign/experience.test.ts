import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIRST_WAIT_MS, FREE_FAILURES } from '../../main/authentication/lock-out.ts'
import { timeToSuccess, transactionOf } from '../../main/codesign/experience.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'

describe('attempts until acceptance or lock-out', () => {
  test('nobody who is always accepted tries twice; who never is tries as often as lock-out allows', () => {
    expect(transactionOf(0)).toEqual({ attempts: 1, lockedOut: 0 })
    expect(transactionOf(1)).toEqual({ attempts: FREE_FAILURES, lockedOut: 1 })
  })

  test('at a reject rate of one half are 1 + 1/2 + 1/4 + 1/8 + 1/16', () => {
    expect(transactionOf(0.5)).toEqual({ attempts: 1.9375, lockedOut: 1 / 32 })
  })

  test('are those of every outcome weighed by its probability', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (reject) => {
        let expected = 0
        for (let tried = 1; tried <= FREE_FAILURES; tried++) {
          const rejected = reject ** (tried - 1)
          expected += tried * (tried < FREE_FAILURES ? rejected * (1 - reject) : rejected)
        }
        expect(transactionOf(reject).attempts).toBeCloseTo(expected, 12)
      }),
    )
  })
})

test('the mean over people agrees with people who try, attempt by attempt', () => {
  const rates = [0, 0.1, 0.4, 0.9]
  const seconds = 3.5
  const integer = seededIntegers(7)
  const trials = 40_000
  let attempts = 0
  let time = 0
  let locked = 0
  for (let trial = 0; trial < trials; trial++) {
    const reject = rates[trial % rates.length]
    let failures = 0
    while (failures < FREE_FAILURES && integer(1e6) < reject * 1e6) failures++
    const isLocked = failures === FREE_FAILURES
    attempts += isLocked ? failures : failures + 1
    time += (isLocked ? failures : failures + 1) * seconds + (isLocked ? FIRST_WAIT_MS / 1000 : 0)
    if (isLocked) locked++
  }
  const expected = timeToSuccess(rates, seconds)
  expect(expected.attempts).toBeCloseTo(attempts / trials, 1)
  expect(expected.lockedOut).toBeCloseTo(locked / trials, 2)
  expect(Math.abs(expected.seconds - time / trials)).toBeLessThan(0.15)
})

test('one person who is often rejected costs more time than the mean reject rate says', () => {
  expect(timeToSuccess([0, 0.8], 3).seconds).toBeGreaterThan(timeToSuccess([0.4, 0.4], 3).seconds)
})
