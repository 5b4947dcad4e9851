import fc from 'fast-check'
import { expect, test } from 'vitest'
import { columnsOf } from '../../../main/codesign/columns.ts'
import { dominates } from '../../../main/codesign/pareto.ts'
import { along, frontOf, objectivesOf, standing } from '../../../renderer/codesign/front.ts'
import { type Example, examplePoint, STATED_FMR } from '../../codesign/example-points.ts'

const columnsFor = (examples: Omit<Example, 'network'>[]) =>
  columnsOf(
    examples.map((example, index) => examplePoint({ network: `w${index}-deep-64`, ...example })),
    STATED_FMR,
  )
const TWO = ['latency_ms', 'fnmr'] as const

const columns = columnsFor([
  { latency: 500, fnmr: 0.2 },
  { latency: 1000, fnmr: 0.05 },
  { latency: 1100, fnmr: 0.06 },
  { latency: 100, fnmr: null },
  { latency: 100, fnmr: 0.01, problem: '3,000 bytes are missing.' },
  { latency: 1000, fnmr: 0.05 },
])
const all = columns.ids.map((_, at) => at)
const front = frontOf(columns, TWO, all)

test('the front is of designs that fit and are measured', () => {
  expect(front.members).toEqual([0, 1])
  expect(front.known).toEqual([0, 1, 2, 5])
})

test('it is told why a design is not on the front', () => {
  const of = (at: number) => standing(columns, TWO, front, at)
  expect(of(0)).toEqual({ kind: 'front' })
  expect(of(2)).toEqual({ kind: 'dominated', by: 2, nearest: 1 })
  expect(of(3)).toEqual({ kind: 'unknown', missing: ['fnmr'] })
  expect(of(4)).toEqual({ kind: 'unfit', reason: '3,000 bytes are missing.' })
  expect(of(5)).toEqual({ kind: 'equal', to: 1 })
})

test('of attempts per charge, more is better', () => {
  const objectives = ['attempts_per_1000_mah', 'fnmr'] as const
  expect(frontOf(columns, objectives, all).members).toEqual([0, 1])
  expect(objectivesOf(columns, objectives, 0)[0]).toBeLessThan(0)
})

test('the arrow keys walk along the front and stop at its ends', () => {
  expect(along(front.members, null, 1)).toBe(0)
  expect(along(front.members, 0, 1)).toBe(1)
  expect(along(front.members, 1, 1)).toBe(1)
  expect(along(front.members, 0, -1)).toBe(0)
  expect(along(front.members, 3, -1)).toBe(1)
  expect(along([], 3, 1)).toBeNull()
})

test('with three objectives, every design is on the front, equal to one there, or dominated by the nearest', () => {
  const example = fc.record({
    latency: fc.integer({ min: 1, max: 6 }),
    fnmr: fc.integer({ min: 1, max: 6 }).map((n) => n / 10),
    dollars: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(example, { minLength: 1, maxLength: 40 }), (examples) => {
      const objectives = ['latency_ms', 'fnmr', 'bom_dollars'] as const
      const some = columnsFor(examples)
      const everyone = some.ids.map((_, at) => at)
      const found = frontOf(some, objectives, everyone)
      const own = (at: number) => objectivesOf(some, objectives, at)
      for (const at of everyone) {
        const why = standing(some, objectives, found, at)
        const isDominated = everyone.some((other) => dominates(own(other), own(at)))
        expect(why.kind === 'dominated').toBe(isDominated)
        if (why.kind === 'dominated') expect(dominates(own(why.nearest), own(at))).toBe(true)
        if (why.kind === 'equal') expect(own(why.to)).toEqual(own(at))
      }
    }),
  )
})
