import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIRST_WAIT_MS, FREE_FAILURES } from '../../main/authentication/lock-out.ts'
import { parseDesign } from '../../main/codesign/design.ts'
import { experienceOf, timeToSuccess, transactionOf } from '../../main/codesign/experience.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { examplePoint } from './example-points.ts'

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

test('an attempt of a cascade lasts on average as often longer as it asks for the voice', () => {
  const development = examplePoint({ network: 'w0-shallow-48' }).accuracy.development!
  const quarter = { value: 0.25, low: 0.2, high: 0.3 }
  const ms = (estimate: number) => ({ estimate, low: estimate, high: estimate })
  const point = examplePoint({ network: 'w0-shallow-48' })
  const timing = {
    ...{ ...point, latency_ms: ms(400), attempt_ms: ms(3400), energy_mj: 800 },
    face_only: { latency_ms: ms(200), attempt_ms: ms(1200), energy_mj: 300 },
  } as typeof point
  const [{ attempt_s, energy_mj }] = experienceOf(
    parseDesign('cascade/w0-shallow-48.int8/w48-d5.int8.2s/esp-eye/240-qio80-psram80-sram-esp-nn'),
    timing,
    { ...development, rates: development.rates.map((rates) => ({ ...rates, asks_voice: quarter })) },
    1,
  )
  expect(attempt_s).toBeCloseTo(1.75, 12)
  expect(energy_mj).toBeCloseTo(425, 12)
})
