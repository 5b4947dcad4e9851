import { describe, expect, test } from 'vitest'
import { attemptsAt, oneAttempt } from '../../main/evaluation/one-attempt.ts'

const rate = (value: number, low = value, high = value) => ({ value, low, high })
const rates = { fmr: rate(0.1, 0.05, 0.2), fnmr: rate(0.2, 0.1, 0.4) }

describe('transactions of one attempt', () => {
  test('reject what is not acquired: FAR shrinks and FRR grows with it', () => {
    // A quarter fails: FAR 0.1 * 0.75; FRR 0.25 + 0.2 * 0.75.
    const { far, frr } = oneAttempt(rates, 0.25)
    expect([far.value, far.low, far.high]).toEqual(
      [0.075, 0.0375, 0.15].map((each) => expect.closeTo(each, 12)),
    )
    expect(frr.value).toBeCloseTo(0.4, 12)
    expect([frr.low, frr.high]).toEqual([expect.closeTo(0.325, 12), expect.closeTo(0.55, 12)])
  })

  test('are FMR and FNMR where everything is acquired', () => {
    expect(oneAttempt(rates, 0)).toEqual({ far: rates.fmr, frr: rates.fnmr })
  })

  test('with both modalities fail where either does', () => {
    const fta = { face: { value: 0.5 }, voice: { value: 0.25 } }
    expect(attemptsAt({ system: 'fused', ...rates }, fta)).toEqual(oneAttempt(rates, 0.625))
    expect(attemptsAt({ system: 'voice', ...rates }, fta)).toEqual(oneAttempt(rates, 0.25))
  })

  test('have no rates where failures to acquire were not counted', () => {
    const fta = { face: { value: 0.5 }, voice: null }
    expect(attemptsAt({ system: 'fused', ...rates }, fta)).toEqual({ far: null, frr: null })
  })
})
