import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkLevels, meets, parseConstraints } from '../../main/codesign/constraints.ts'
import { standingOf } from '../../main/codesign/explain.ts'
import { figureCalled } from '../../main/codesign/figures.ts'
import { frontOf } from '../../main/codesign/front.ts'
import { dominates } from '../../main/codesign/pareto.ts'
import { examplePoint } from './example-points.ts'

const slowGood = examplePoint({ network: 'w4-deep-64', latency: 2000, fnmr: 0.02 })
const middle = examplePoint({ network: 'w2-deep-64', latency: 1200, fnmr: 0.05 })
const fastBad = examplePoint({ network: 'w0-deep-64', latency: 500, fnmr: 0.2 })
const beaten = examplePoint({ network: 'w1-deep-64', latency: 1300, fnmr: 0.06 })
const unfit = examplePoint({ network: 'w9-deep-64', latency: 1, fnmr: 0.001, problem: 'too large' })
const unknown = examplePoint({ network: 'w8-deep-64', latency: 1, fnmr: null })
const table = [beaten, slowGood, unknown, fastBad, middle, unfit]
const [latency, fnmr] = [figureCalled('latency'), figureCalled('fnmr@0.1%')]

describe('figures by name', () => {
  test('are asked for with an FMR where they have one', () => {
    expect(fnmr.of(middle)).toBe(0.05)
    expect(figureCalled('fnmr@fmr0.001').name).toBe('fnmr@0.1%')
    expect(figureCalled('time@0.1%').of(slowGood)).toBeCloseTo(3 / 0.98, 9)
  })

  test.each(['speed', 'latency@1%', 'fnmr@7%', 'constructor'])('there is none called %s', (name) => {
    expect(() => figureCalled(name)).toThrow(expect.objectContaining({ code: 'unknown-figure', exitCode: 2 }))
  })

  test('at an FMR that the people do not carry are not known, unless extrapolating is asked for', () => {
    const { development } = middle.accuracy
    const rates = [{ ...development!.rates[0], refused: 'too few people' }]
    const refused = { ...middle, accuracy: { development: { ...development!, rates }, test: null } }
    expect(fnmr.of(refused)).toBeNull()
    expect(figureCalled('fnmr@0.1%', { extrapolate: true }).of(refused)).toBe(0.05)
  })
})

describe('constraints', () => {
  test('are read with their units', () => {
    const [time, money, rate, level] = parseConstraints('latency<2s, bom<=$25, fnmr@0.1%<10%, cpu=240')
    expect(time).toMatchObject({ relation: '<', limit: 2000 })
    expect(money).toMatchObject({ relation: '<=', limit: 25 })
    expect(rate).toMatchObject({ limit: 0.1 })
    expect(level).toMatchObject({ factor: 'cpu_mhz', level: '240' })
    expect([time, money, rate, level].map((each) => meets(each, middle))).toEqual([true, true, true, true])
    expect(meets(time, slowGood)).toBe(false)
  })

  test.each(['latency<2kg', 'latency', 'latency<', '<2s', 'colour=red'])(
    'that say nothing are refused: %s',
    (text) => {
      expect(() => parseConstraints(text)).toThrow(expect.objectContaining({ exitCode: 2 }))
    },
  )
})

describe('levels of constraints', () => {
  const levels = { modality: ['face', 'sum'], cpu_mhz: [240, 80] } as unknown as Parameters<
    typeof checkLevels
  >[1]

  test('are accepted where the space has them, numbers as they are written', () => {
    expect(() => checkLevels(parseConstraints('modality=face, cpu=80, latency<2s'), levels)).not.toThrow()
  })

  test('are refused with those that the space has', () => {
    expect(() => checkLevels(parseConstraints('modality=nothing'), levels)).toThrow(
      expect.objectContaining({ code: 'unknown-level', exitCode: 2, next: 'Choose of face, sum.' }),
    )
  })
})

describe('the front of a table', () => {
  test('holds the designs that fit and that nothing beats', () => {
    const { points, feasible } = frontOf(table, [latency, fnmr])
    expect(points).toEqual([fastBad, middle, slowGood])
    expect(feasible).toBe(4)
  })

  test('is that of comparing every design with every other', () => {
    const anyPoints = fc.array(
      fc.record({ latency: fc.integer({ min: 1, max: 5 }), fnmr: fc.integer({ min: 1, max: 5 }) }),
      { minLength: 1, maxLength: 25 },
    )
    fc.assert(
      fc.property(anyPoints, (all) => {
        const points = all.map(({ latency, fnmr }, at) =>
          examplePoint({ network: `n${at}`, latency, fnmr: fnmr / 10 }),
        )
        const values = all.map(({ latency, fnmr }) => [latency, fnmr])
        const best = new Set(
          values.filter((own) => !values.some((other) => dominates(other, own))).map((own) => own.join()),
        )
        const found = frontOf(points, [latency, fnmr]).points.map(
          (point) => `${point.latency_ms.estimate},${Math.round(10 * fnmr.of(point)!)}`,
        )
        expect(new Set(found)).toEqual(best)
        expect(found).toHaveLength(best.size)
      }),
    )
  })

  test('says what comes nearest where nothing meets the constraints, and what would have to give', () => {
    const constraints = parseConstraints('latency<1s, fnmr@0.1%<10%')
    const { points, nearest } = frontOf(table, [latency], constraints)
    expect(points).toEqual([])
    expect(nearest?.point).toBe(middle)
    expect(nearest?.misses).toEqual([{ constraint: 'latency<1s', value: 1200, by: expect.closeTo(0.2, 9) }])
    expect(nearest?.change).toMatchObject({ axis: 'face network', from: 'w2-deep-64', to: 'w0-deep-64' })
    expect(nearest?.relaxed).toEqual([
      { constraint: 'latency<1s', value: 1200, id: middle.id },
      { constraint: 'fnmr@0.1%<10%', value: 0.2, id: fastBad.id },
    ])
  })
})

describe('the standing of a design', () => {
  test('names the design that beats it with the fewest changes', () => {
    expect(standingOf(beaten, table, [latency, fnmr])).toMatchObject({
      on_front: false,
      compared: 4,
      dominated_by: 1,
      nearest: { id: middle.id, changes: [{ axis: 'face network', from: 'w1-deep-64', to: 'w2-deep-64' }] },
    })
    expect(standingOf(middle, table, [latency, fnmr])).toMatchObject({ on_front: true, nearest: null })
  })

  test('is none where it does not fit or was not measured', () => {
    expect(standingOf(unfit, table, [latency]).reason).toBe('It does not fit: too large')
    expect(standingOf(unknown, table, [fnmr]).reason).toContain('Not measured')
  })
})
