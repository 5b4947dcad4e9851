import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attackErrors, bpcerAtApcer } from '../../main/evaluation/attack-errors.ts'
import { halfTotalErrorRate } from '../../main/evaluation/hter.ts'
import { ratesAt } from '../../main/evaluation/rates-at.ts'
import { transactionScores } from '../../main/evaluation/transactions.ts'
import { population } from './population.ts'
import { accepts, equalErrorRate, errorsAt } from './textbook.ts'

const person = fc.constantFrom('a', 'b', 'c')
const attempt = fc.oneof(fc.constant(null), fc.integer({ min: -3, max: 3 }))
const transaction = fc.record({
  enrolled: person,
  tested: person,
  attempts: fc.array(attempt, { maxLength: 4 }),
})

describe('transactions', () => {
  it('are accepted as soon as an allowed attempt is: FAR and FRR by counting', () => {
    fc.assert(
      fc.property(
        fc.array(transaction, { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: -3, max: 3 }),
        (transactions, allowed, threshold) => {
          const genuine = transactions.filter(({ enrolled, tested }) => enrolled === tested)
          const impostor = transactions.filter(({ enrolled, tested }) => enrolled !== tested)
          const { fmr, fnmr } = ratesAt(transactionScores(transactions, allowed), threshold, { resamples: 5 })
          const accepted = impostor.filter(({ attempts }) => accepts(attempts, threshold, allowed)).length
          const rejected = genuine.filter(({ attempts }) => !accepts(attempts, threshold, allowed)).length
          if (impostor.length > 0) expect(fmr).toMatchObject({ errors: accepted, trials: impostor.length })
          else expect(fmr).toBeNull()
          if (genuine.length > 0) expect(fnmr).toMatchObject({ errors: rejected, trials: genuine.length })
          else expect(fnmr).toBeNull()
        },
      ),
    )
  })

  // FAR = FMR (1 - FTA), FRR = FTA + FNMR (1 - FTA) of single attempts (ISO/IEC 19795-1): here FTA 1/5 of each kind,
  // FMR 1/4 and FNMR 1/4 of what was acquired.
  it('of one attempt obey the equations of the standard', () => {
    const own = [null, 0.9, 0.8, 0.7, 0.1].map((score) => ({ enrolled: 'a', tested: 'a', attempts: [score] }))
    const other = [null, 0.6, 0.3, 0.2, 0.1].map((score) => ({
      enrolled: 'a',
      tested: 'b',
      attempts: [score],
    }))
    const { fmr, fnmr } = ratesAt(transactionScores([...own, ...other]), 0.5)
    expect(fmr?.value).toBeCloseTo((1 / 4) * (1 - 1 / 5), 12)
    expect(fnmr?.value).toBeCloseTo(1 / 5 + (1 / 4) * (1 - 1 / 5), 12)
  })

  it('with a retry accept more of both kinds', () => {
    const both = [
      { enrolled: 'a', tested: 'a', attempts: [null, 0.9] },
      { enrolled: 'a', tested: 'b', attempts: [0.1, 0.7] },
    ]
    expect(ratesAt(transactionScores(both, 1), 0.5)).toMatchObject({
      fmr: { errors: 0 },
      fnmr: { errors: 1 },
    })
    expect(ratesAt(transactionScores(both, 2), 0.5)).toMatchObject({
      fmr: { errors: 1 },
      fnmr: { errors: 0 },
    })
  })
})

describe('the half total error rate', () => {
  it('takes its threshold from the development people only', () => {
    const development = population(30, 1)
    const measured = population(40, 2)
    const found = halfTotalErrorRate(measured, development.scores)
    const at = errorsAt(measured.scores, found!.threshold)
    expect(found?.value).toBeCloseTo((at.fmr + at.fnmr) / 2, 12)
    const onDevelopment = errorsAt(development.scores, found!.threshold)
    expect(Math.abs(onDevelopment.fmr - equalErrorRate(development.scores))).toBeLessThan(0.01)
    expect(found!.low).toBeLessThan(found!.value)
    expect(found!.high).toBeGreaterThan(found!.value)
    expect(found).toMatchObject({
      development: { genuine: 180, impostor: 240 },
      fmr: { errors: at.falseMatches },
    })
  })

  it('is known without people as far as both its rates are', () => {
    const { scores } = population(40, 2)
    const found = halfTotalErrorRate({ scores, people: null }, population(30, 1).scores)!
    expect(found.high).toBeCloseTo((found.fmr.high + found.fnmr.high) / 2, 12)
  })

  it('by hand: development meets at 0.6, where 1 of 2 genuine and 1 of 4 impostors err', () => {
    const development = { genuine: Float64Array.of(0.5, 0.7, 0.9), impostor: Float64Array.of(0.2, 0.4, 0.6) }
    const scores = { genuine: Float64Array.of(0.59, 0.8), impostor: Float64Array.of(0.1, 0.2, 0.3, 0.6) }
    expect(halfTotalErrorRate({ scores, people: null }, development)).toMatchObject({
      threshold: 0.6,
      value: (1 / 2 + 1 / 4) / 2,
    })
    expect(
      halfTotalErrorRate({ scores, people: null }, { ...development, genuine: new Float64Array() }),
    ).toBeNull()
  })
})

describe('presentation attacks', () => {
  const bonaFide = Float64Array.of(0.4, 0.6, 0.8, 0.9)
  const attacks = new Map([
    ['print', Float64Array.of(0.1, 0.2, 0.3, 0.5)],
    ['replay', Float64Array.of(0.2, 0.7)],
  ])

  it('are judged by the worst species', () => {
    const found = attackErrors({ bonaFide, attacks }, 0.5)
    expect(found?.species.map(({ name, apcer }) => [name, apcer.value])).toEqual([
      ['print', 1 / 4],
      ['replay', 1 / 2],
    ])
    expect(found?.apcer).toMatchObject({ value: 1 / 2, errors: 1, trials: 2 })
    expect(found?.bpcer).toMatchObject({ value: 1 / 4, errors: 1, trials: 4 })
  })

  it('leave the BPCER of the lowest threshold that keeps the stated APCER for every species', () => {
    // At most a quarter: 0.5 keeps print, but replay needs more than 0.7.
    expect(bpcerAtApcer({ bonaFide, attacks }, 1 / 4)).toMatchObject({
      threshold: 0.8,
      bpcer: { value: 1 / 2 },
    })
    expect(bpcerAtApcer({ bonaFide, attacks }, 1 / 2)).toMatchObject({ threshold: 0.3, bpcer: { value: 0 } })
    expect(bpcerAtApcer({ bonaFide, attacks }, 1)).toMatchObject({
      threshold: -Infinity,
      bpcer: { value: 0 },
    })
  })

  it('equal the least BPCER of all thresholds, by trying each', () => {
    const list = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(
        list,
        list,
        list,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (genuine, print, replay, apcer) => {
          const scores = {
            bonaFide: Float64Array.from(genuine),
            attacks: new Map([
              ['print', Float64Array.from(print)],
              ['replay', Float64Array.from(replay)],
            ]),
          }
          const share = (values: number[], holds: (score: number) => boolean) =>
            values.filter(holds).length / values.length
          const thresholds = [...genuine, ...print, ...replay, Infinity]
          const possible = thresholds.filter((threshold) =>
            [print, replay].every((species) => share(species, (score) => score >= threshold) <= apcer),
          )
          const least = Math.min(...possible.map((threshold) => share(genuine, (score) => score < threshold)))
          const found = bpcerAtApcer(scores, apcer)
          expect(found?.bpcer.value).toBe(least)
          expect(found!.apcer.value).toBeLessThanOrEqual(apcer)
        },
      ),
    )
  })

  it('give nothing without presentations, and refuse scores that no threshold rejects', () => {
    expect(attackErrors({ bonaFide, attacks: new Map() }, 0)).toBeNull()
    expect(attackErrors({ bonaFide: new Float64Array(), attacks }, 0)).toBeNull()
    for (const score of [Number.NaN, Infinity]) {
      const bad = { bonaFide, attacks: new Map([['print', Float64Array.of(score)]]) }
      expect(() => attackErrors(bad, 0)).toThrow(expect.objectContaining({ code: 'presentation-scores' }))
    }
  })
})
