import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  deviateAxis,
  linearAxis,
  logarithmicAxis,
  percentLabel,
} from '../../../main/evaluation/plots/axis.ts'

describe('a normal-deviate axis', () => {
  test('begins at the usual tick at or below one error among the trials', () => {
    expect(deviateAxis(20).low).toBe(0.05)
    expect(deviateAxis(999).low).toBe(0.001)
    expect(deviateAxis(1001).low).toBe(0.0001)
    expect(deviateAxis(600).ticks.map(({ label }) => label)).toEqual([
      '0.1 %',
      '0.5 %',
      '1 %',
      '2 %',
      '5 %',
      '10 %',
      '20 %',
      '30 %',
      '40 %',
      '50 %',
    ])
  })

  test('places rates by their deviates: 50 % at the end, 15.87 % one deviate before', () => {
    const axis = deviateAxis(741) // the 0.1 % tick: 3.0902 deviates below the middle
    expect(axis.share(0.5)).toBe(1)
    expect(axis.share(0.15865525)).toBeCloseTo(1 - 1 / 3.0902323, 6)
    expect(axis.share(0)).toBe(0)
    expect(axis.share(1)).toBe(1)
  })
})

test('every axis finds the value of a place again', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 10_000_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (trials, share) => {
        for (const axis of [deviateAxis(trials), logarithmicAxis(trials), linearAxis(-3, 12)]) {
          expect(axis.share(axis.value(share))).toBeCloseTo(share, 6)
        }
      },
    ),
  )
})

test('a linear axis has about six round ticks, both ends included where they are round', () => {
  expect(linearAxis(0, 1, percentLabel).ticks.map(({ label }) => label)).toEqual([
    '0 %',
    '20 %',
    '40 %',
    '60 %',
    '80 %',
    '100 %',
  ])
  expect(linearAxis(-0.31, 0.97).ticks.map(({ value }) => Number(value.toFixed(2)))).toEqual(
    [-0, 0.5].map((v) => v + 0),
  )
})

test('a logarithmic axis has a tick a decade, and puts nothing below its end', () => {
  const axis = logarithmicAxis(5000)
  expect(axis.ticks.map(({ label }) => label)).toEqual(['0.01 %', '0.1 %', '1 %', '10 %', '100 %'])
  expect([axis.share(0), axis.share(0.01), axis.share(1)]).toEqual([0, 0.5, 1])
})
