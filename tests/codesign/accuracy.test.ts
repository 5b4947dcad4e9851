import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type AccuracyRecord,
  accuraciesOf,
  designAccuracyText,
  type MeasuredDesign,
  readDesignAccuracy,
} from '../../main/codesign/accuracy.ts'
import type { Candidate } from '../../main/codesign/candidates.ts'
import { accuracyAt, cascadeAccuracy, sumOf, thresholdsOf } from '../../main/codesign/measure/figures.ts'
import { STATED_FMRS } from '../../main/codesign/points.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import type { People } from '../../main/evaluation/scores.ts'

const folder = mkdtempSync(join(tmpdir(), 'viseme-accuracy-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** 30 people, ten genuine attempts each, every pair compared once; person 0 is rejected far more often. */
const PEOPLE = 30
const integer = seededIntegers(5)
const normal = () =>
  Array.from({ length: 12 }, () => integer(1e6) / 1e6).reduce((sum, each) => sum + each, -6)
const pairs = Array.from({ length: PEOPLE }, (_, a) => Array.from({ length: a }, (_, b) => [a, b])).flat()
const people: People = {
  count: PEOPLE,
  genuine: Uint32Array.from({ length: PEOPLE * 10 }, (_, at) => Math.floor(at / 10)),
  impostorEnrolled: Uint32Array.from(pairs, ([a]) => a),
  impostorTested: Uint32Array.from(pairs, ([, b]) => b),
}
const ratios = () => ({
  genuine: Float64Array.from(people.genuine, (person) => normal() + (person === 0 ? 0 : 3)),
  impostor: Float64Array.from(pairs, () => normal() - 0.5),
})
const about = { set: 'made up', chimeric: false, fta: { face: 0.1, voice: null } }
const face = ratios()
const voice = ratios()

describe('the figures of a design', () => {
  const thresholds = thresholdsOf({ scores: face })
  const found = accuracyAt(
    { scores: face, people },
    thresholds.map(({ threshold }) => threshold),
    about,
  )

  test('hold the stated FMR on the people the thresholds were set on, and count them', () => {
    expect(found.counts).toEqual({ people: 30, genuine: 300, impostor: 435, pairs: 435 })
    found.rates.forEach(({ stated_fmr, fmr, fnmr }) => {
      expect(fmr.value).toBeLessThanOrEqual(stated_fmr)
      expect(fnmr.low).toBeLessThanOrEqual(fnmr.value)
      expect(fnmr.high).toBeGreaterThanOrEqual(fnmr.value)
    })
  })

  test('tell the reject rate of each person', () => {
    const { fnmr, person_reject_rates } = found.rates[0]
    expect(person_reject_rates).toHaveLength(PEOPLE)
    expect(person_reject_rates[0]).toBeGreaterThan(person_reject_rates[1])
    const mean = person_reject_rates.reduce((sum, rate) => sum + rate, 0) / PEOPLE
    expect(mean).toBeCloseTo(fnmr.value, 9)
  })

  test('say which FMRs so many pairs of people do not carry', () => {
    expect(found.rates.map(({ refused }) => refused === null)).toEqual([true, true, false])
    expect(found.rates[2].refused).toContain('435')
  })

  test('of a cascade ask for the voice less often the looser the threshold, and err less than the face alone', () => {
    const both = { face, voice, people }
    const cascade = cascadeAccuracy(both, thresholds, thresholdsOf(sumOf(both)), about)
    const asked = cascade.rates.map(({ asks_voice }) => asks_voice!.value)
    expect(asked[0]).toBeLessThan(asked[2])
    expect(cascade.rates[2].fnmr.value).toBeLessThanOrEqual(found.rates[2].fnmr.value)
  })
})

describe('the record', () => {
  const sha = (digit: string) => digit.repeat(64)
  const accuracy = accuracyAt(
    { scores: face, people },
    thresholdsOf({ scores: face }).map(({ threshold }) => threshold),
    about,
  )
  const entry: MeasuredDesign = {
    ...{ modality: 'face', face: sha('a'), voice: null, seconds: null },
    calibration: { face: { offset: -7.25, slope: 27.5 }, voice: null },
    development: accuracy,
    test: null,
  }
  const record: AccuracyRecord = {
    command: 'viseme codesign measure',
    date: '2026-11-21',
    pairings: { draws: 24, seed: 1 },
    names: new Map([[sha('a'), 'w2.int8']]),
    entries: [entry],
  }

  test('comes back from its file, rates to four digits', () => {
    const path = join(folder, 'accuracy.json')
    writeFileSync(path, designAccuracyText(record))
    const read = readDesignAccuracy(path)!
    expect(read.names).toEqual(record.names)
    expect(read.pairings).toEqual(record.pairings)
    expect(read.entries[0].calibration).toEqual(entry.calibration)
    expect(read.entries[0].development.counts).toEqual(accuracy.counts)
    expect(read.entries[0].development.eer.value).toBeCloseTo(accuracy.eer.value, 4)
    expect(read.entries[0].development.rates.map(({ stated_fmr }) => stated_fmr)).toEqual([...STATED_FMRS])
    expect(read.entries[0].development.rates[2].refused).toContain('435')
  })

  test('is used for exactly the networks it was measured on', () => {
    const of = accuraciesOf(record)
    const design = { modality: 'face' as const, voice: null }
    expect(of(design, { sha256: sha('a') } as Candidate, null).development).toBe(accuracy)
    expect(of(design, { sha256: sha('b') } as Candidate, null).development).toBeNull()
    expect(accuraciesOf(null)(design, { sha256: sha('a') } as Candidate, null).development).toBeNull()
  })

  test('that is damaged is refused', () => {
    const path = join(folder, 'damaged.json')
    writeFileSync(path, '{"format": "viseme-design-accuracy/1"}')
    expect(() => readDesignAccuracy(path)).toThrow(
      expect.objectContaining({ code: 'bad-design-accuracy', exitCode: 4 }),
    )
    expect(readDesignAccuracy(join(folder, 'none.json'))).toBeNull()
  })
})
