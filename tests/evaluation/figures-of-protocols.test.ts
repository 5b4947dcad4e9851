import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attackRates } from '../../main/evaluation/attacks.ts'
import type { Side } from '../../main/evaluation/comparison-table.ts'
import { scoresAndPeople } from '../../main/evaluation/comparison-table.ts'
import { figuresOverDraws } from '../../main/evaluation/draws.ts'
import { groupRates, groupRatios } from '../../main/evaluation/groups.ts'
import { identificationMetrics } from '../../main/evaluation/identification.ts'
import { halfTotalsAt, ratesAt } from '../../main/evaluation/rates-at.ts'
import { scoredOf, sideOf } from './made-up.ts'

const AT = { threshold: 0.5, stated_fmr: 0.1 }

/** Searches: each test's scores with the templates, in their order. */
function searched(templates: Side[], tests: [Side, ...number[]][]) {
  return scoredOf(
    tests.flatMap(([test, ...scores]) =>
      scores.map((score, i): [Side, Side, number] => [templates[i], test, score]),
    ),
  )
}

describe('identification', () => {
  const templates = ['a', 'b', 'c'].map((person) => sideOf(person, `${person}@1`))
  const test = (person: string, number: number) => sideOf(person, `${person}${number}`)

  it('counts at which rank each search finds its person; ties count against', () => {
    const found = identificationMetrics(
      searched(templates, [
        [test('a', 1), 0.9, 0.5, 0.1], // rank 1
        [test('a', 2), 0.4, 0.6, 0.5], // rank 3
        [test('b', 1), 0.7, 0.7, 0.1], // rank 2: a tie
        [test('c', 1), 0.1, 0.8, 0.7], // rank 2
      ]),
    )!
    expect(found).toMatchObject({ gallery: 3, searches: 4 })
    expect(found.cmc.map(({ rank, rate }) => [rank, rate.hits, rate.trials])).toEqual([
      [1, 1, 4],
      [2, 3, 4],
      [3, 4, 4],
    ])
  })

  it('sets the open-set threshold on searches without their person', () => {
    // 30 searches of 30 people; the best other candidate of search i scores i / 100, its own 0.2 or more.
    const people = Array.from({ length: 30 }, (_, i) => sideOf(`p${i}`, `p${i}@1`))
    const found = identificationMetrics(
      searched(
        people,
        people.map(({ person }, i): [Side, ...number[]] => [
          sideOf(person, `${person}test`),
          ...people.map((_, k) => (k === i ? 0.2 + i / 100 : k === (i + 1) % 30 ? i / 100 : -1)),
        ]),
      ),
    )!
    const [tenth, hundredth] = found.dir_at_far
    // Three of 30 may raise an alarm: those of 0.27, 0.28, 0.29; own scores from 0.27 on are those of i >= 7.
    expect(tenth).toMatchObject({ far: 0.1, threshold: 0.27, false_alarms: 3 })
    expect(tenth.dir).toMatchObject({ hits: 23, trials: 30 })
    expect(tenth.false_alarm_rate).toMatchObject({ value: 0.1, errors: 3, trials: 30 })
    expect(tenth.false_alarm_rate!.high).toBeGreaterThan(0.15)
    expect(hundredth).toMatchObject({ far: 0.01, dir: null, false_alarm_rate: null })
    expect(hundredth.reason).toMatch(
      /needs at least 299 searches of as many people .* you have 30 from 30 people/,
    )
  })

  it('takes searches of one person for one, and asks for the rates wanted', () => {
    const people = ['a', 'b'].map((name) => sideOf(name, `${name}@1`))
    const tests = Array.from({ length: 40 }, (_, i): [Side, ...number[]] => [
      sideOf('ab'[i % 2], `t${i}`),
      ...(i % 2 === 0 ? [0.9, 0.1] : [0.1, 0.9]),
    ])
    const found = identificationMetrics(searched(people, tests), [0.8, 0.2])!
    expect(found.dir_at_far.map(({ far, dir }) => [far, dir !== null])).toEqual([
      [0.8, true],
      [0.2, false],
      [0.1, false],
      [0.01, false],
      [0.001, false],
      [0.0001, false],
    ])
    expect(found.dir_at_far[1].reason).toMatch(/you have 40 from 2 people$/)
  })

  it('agrees with a search by sorting, on random scores', () => {
    const score = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), score, score, score), {
          minLength: 1,
          maxLength: 15,
        }),
        (rows) => {
          const found = identificationMetrics(
            searched(
              templates,
              rows.map(([person, ...scores], i): [Side, ...number[]] => [test('abc'[person], i), ...scores]),
            ),
          )!
          const ranks = rows.map(
            ([person, ...scores]) => scores.filter((one, i) => i === person || one >= scores[person]).length,
          )
          for (const { rank, rate } of found.cmc) {
            expect(rate.hits).toBe(ranks.filter((one) => one <= rank).length)
          }
        },
      ),
    )
  })

  it('has no figures without somebody to be confused with', () => {
    expect(identificationMetrics(searched([templates[0]], [[test('a', 1), 0.9]]))).toBeNull()
  })
})

describe('attacks', () => {
  it('are counted by kind, the most successful first, beside the bona fide refused at the same threshold', () => {
    const [a, b] = [sideOf('a'), sideOf('b')]
    const attack = (person: string, kind: string) => sideOf(person, `${kind} on ${person}`, { attack: kind })
    const scored = scoredOf([
      [a, sideOf('a', 'a2'), 0.9],
      [b, sideOf('b', 'b2'), 0.4],
      [a, b, 0.1],
      [a, attack('a', 'print'), 0.6],
      [b, attack('b', 'print'), 0.2],
      [a, attack('a', 'replay'), 0.9],
    ])
    const rates = attackRates('face', scored, AT)
    expect(
      rates.map(({ kind, apcer, bpcer }) => [kind, apcer.errors, apcer.trials, bpcer.errors, bpcer.trials]),
    ).toEqual([
      ['replay', 1, 1, 1, 2],
      ['print', 1, 2, 1, 2],
    ])
    expect(attackRates('face', scoredOf([[a, b, 0.1]]), AT)).toEqual([])
  })
})

describe('groups', () => {
  const person = (name: string, light: string) => sideOf(name, name, { groups: { light } })
  const [a, b] = [person('a', 'dark'), person('b', 'dark')]
  const [c, d] = [person('c', 'bright'), person('d', 'bright')]
  const again = (side: Side) => ({ ...side, name: `${side.name}2` })
  const scored = scoredOf([
    [a, again(a), 0.9],
    [b, again(b), 0.3], // a false non-match
    [a, b, 0.7], // a false match
    [b, a, 0.6], // a false match
    [c, again(c), 0.9],
    [d, again(d), 0.8],
    [c, d, 0.9], // a false match
    [d, c, 0.1],
    [a, c, 0.9], // between groups: in none
  ])

  it('are measured within each group at one threshold', () => {
    const rates = groupRates('face', scored, AT)
    expect(
      rates.map(({ column, group, fmr, fnmr }) => [
        column,
        group,
        fmr!.errors,
        fmr!.trials,
        fnmr!.errors,
        fnmr!.trials,
      ]),
    ).toEqual([
      ['light', 'dark', 2, 2, 1, 2],
      ['light', 'bright', 1, 2, 0, 2],
    ])
  })

  it('are compared by the worst over the best, where the best is not 0', () => {
    const [fmr, fnmr] = groupRatios(groupRates('face', scored, AT), 2)
    expect(fmr).toMatchObject({
      column: 'light',
      system: 'face',
      rate: 'fmr',
      ratio: 2,
      reason: null,
      worst: { group: 'dark', value: 1 },
      best: { group: 'bright', value: 0.5 },
    })
    expect(fnmr).toMatchObject({ rate: 'fnmr', ratio: null, reason: 'no-error', worst: { value: 0.5 } })
    expect(fnmr.best).toEqual({ group: 'bright', value: 0 })
    const tooSmall = { ratio: null, ratio_low: null, reason: 'too-few-groups', fewest_people: 5, worst: null }
    expect(groupRatios(groupRates('face', scored, AT))[0]).toMatchObject(tooSmall)
  })

  it('are unequal by at least a limit where the best has no error, and within two elsewhere', () => {
    const rate = (value: number, low: number, high: number) => ({ value, low, high, errors: 0, trials: 1 })
    const [better, worse] = ['better', 'worse'].map((group) => ({
      column: 'c',
      group,
      system: 'face' as const,
    }))
    const ratio = (best: ReturnType<typeof rate>) =>
      groupRatios([
        { ...better, ...AT, people: { fmr: 9, fnmr: 9 }, fmr: best, fnmr: null },
        { ...worse, ...AT, people: { fmr: 9, fnmr: 9 }, fmr: rate(0.5, 0.4, 0.6), fnmr: null },
      ])[0]
    // MOVER-R over 0: sqrt(0.4 (1 - 0.4)) / 0.1.
    const none = ratio(rate(0, 0, 0.1))
    expect(none).toMatchObject({ ratio: null, ratio_high: null, reason: 'no-error' })
    expect(none.ratio_low).toBeCloseTo(Math.sqrt(0.24) / 0.1, 12)
    // 0.125 -+ sqrt(0.125^2 - 0.24 * 0.3 * 0.2) over 0.06, and over 0.2 * 0.3 as well.
    const some = ratio(rate(0.25, 0.2, 0.3))
    expect(some.ratio).toBe(2)
    expect(some.ratio_low).toBeCloseTo((0.125 - Math.sqrt(0.015625 - 0.0144)) / 0.06, 12)
    expect(some.ratio_high).toBeCloseTo((0.125 + Math.sqrt(0.015625 - 0.0144)) / 0.06, 12)
  })

  it('are those of cells that say something', () => {
    const nameless = scoredOf([[person('a', ''), person('b', ''), 0.9]])
    expect(groupRates('face', nameless, AT)).toEqual([])
  })
})

describe('draws', () => {
  it('are measured one by one, then averaged', () => {
    const [a, b] = [sideOf('a'), sideOf('b')]
    // First draw without an error; second with equal rates of 1/2.
    const scored = scoredOf([
      ...([
        [a, a, 0.9],
        [b, b, 0.8],
        [a, b, 0.1],
        [b, a, 0.2],
      ] as [Side, Side, number][]),
      ...([
        [a, a, 0.9],
        [b, b, 0.2],
        [a, b, 0.1],
        [b, a, 0.8],
      ] as [Side, Side, number][]),
    ])
    const figures = figuresOverDraws(scored, [
      { genuine: 0, impostor: 0, attack: 0 },
      { genuine: 2, impostor: 2, attack: 0 },
      { genuine: 4, impostor: 4, attack: 0 },
    ])!
    expect(figures.eer.mean).toBe(0.25)
    expect(figures.eer.deviation).toBeCloseTo(Math.sqrt(2 * 0.25 ** 2), 12)
    expect(figures.eer.low).toBeCloseTo(0.0125, 12)
    expect(figures.fnmr_at_fmr).toEqual([])
  })
})

describe('rates at several thresholds', () => {
  it('are those at each one alone', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => sideOf(name))
    const sides = [a, b, c, sideOf('a', 'a2'), sideOf('b', 'b2'), sideOf('c', 'c2')]
    const scored = scoredOf(
      sides.flatMap((one, i) =>
        sides.slice(i + 1).map((other, j): [Side, Side, number] => [one, other, Math.sin(5 * i + j)]),
      ),
    )
    const comparisons = scoresAndPeople(scored)
    const thresholds = [0.3, -0.2, 0.3, Number.POSITIVE_INFINITY]
    const all = halfTotalsAt(comparisons, thresholds)!
    thresholds.forEach((threshold, k) => {
      const alone = ratesAt(comparisons, threshold)
      expect(all[k].fmr).toEqual(alone.fmr)
      expect(all[k].fnmr).toEqual(alone.fnmr)
      expect(all[k].hter.value).toBe((alone.fmr!.value + alone.fnmr!.value) / 2)
    })
  })
})
