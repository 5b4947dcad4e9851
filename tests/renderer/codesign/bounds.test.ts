import { expect, test } from 'vitest'
import { columnsOf } from '../../../main/codesign/columns.ts'
import {
  type Bounds,
  isBounded,
  meeting,
  NO_BOUNDS,
  nearestMiss,
  wanted,
  withLevels,
  withRange,
} from '../../../renderer/codesign/bounds.ts'
import { examplePoint, STATED_FMR } from '../../codesign/example-points.ts'

const columns = columnsOf(
  [
    examplePoint({ network: 'w0-deep-64', latency: 500, fnmr: 0.3 }),
    examplePoint({ network: 'w1-deep-64', latency: 1000, fnmr: 0.1, psram: 'off' }),
    examplePoint({ network: 'w2-deep-64', latency: 2000, fnmr: 0.05 }),
    examplePoint({ network: 'w3-deep-64', latency: 400, fnmr: null }),
    examplePoint({ network: 'w4-deep-64', latency: 400, fnmr: 0.01, problem: 'Too large.' }),
  ],
  STATED_FMR,
)
const under = (latency: number, fnmr: number): Bounds =>
  withRange(withRange(NO_BOUNDS, 'latency_ms', { low: null, high: latency }), 'fnmr', {
    low: null,
    high: fnmr,
  })

test('a design meets bounds that hold its figures; what is not measured meets none', () => {
  expect(meeting(columns, NO_BOUNDS)).toEqual([0, 1, 2, 3, 4])
  expect(meeting(columns, under(1000, 0.35))).toEqual([0, 1, 4])
  expect(meeting(columns, withRange(NO_BOUNDS, 'latency_ms', { low: 450, high: null }))).toEqual([0, 1, 2])
})

test('a bound that is opened on both sides is gone', () => {
  const bounded = under(1000, 0.1)
  const opened = withRange(withRange(bounded, 'latency_ms', { low: null, high: null }), 'fnmr', {
    low: null,
    high: null,
  })
  expect(isBounded(bounded)).toBe(true)
  expect(opened).toEqual(NO_BOUNDS)
  expect(isBounded(opened)).toBe(false)
})

test('levels of factors are wanted by name; null is having none', () => {
  expect(wanted(columns, withLevels(NO_BOUNDS, 'psram', ['off']))).toEqual([1])
  expect(wanted(columns, withLevels(NO_BOUNDS, 'voice_network', [null]))).toEqual([0, 1, 2, 3, 4])
  expect(wanted(columns, withLevels(NO_BOUNDS, 'psram', []))).toEqual([])
  expect(withLevels(withLevels(NO_BOUNDS, 'psram', ['off']), 'psram', null)).toEqual(NO_BOUNDS)
})

test('where nothing meets the bounds, the nearest miss among designs that fit is told, and what to give up', () => {
  const found = nearestMiss(columns, under(900, 0.09))
  expect(columns.ids[found!.at]).toContain('w1-deep-64')
  expect(found?.misses.map(({ measure }) => measure)).toEqual(['latency_ms', 'fnmr'])
  expect(found?.misses[0]).toMatchObject({ value: 1000, bound: 900 })
  expect(found?.relax).toEqual([
    { measure: 'fnmr', designs: 1 },
    { measure: 'latency_ms', designs: 1 },
  ])
})

test('without any design that fits and is measured, there is no nearest miss', () => {
  const bounds = withLevels(under(900, 0.09), 'face_network', ['w3-deep-64', 'w4-deep-64'])
  expect(nearestMiss(columns, bounds)).toBeNull()
})
