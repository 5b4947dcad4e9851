import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fuse } from '../../main/authentication/fusion.ts'
import {
  operatingPointInUse,
  operatingPointText,
  readOperatingPoint,
  resetOperatingPoint,
  type StoredOperatingPoint,
  storeOperatingPoint,
  withOperatingPoint,
} from '../../main/authentication/operating-point.ts'
import { type ChosenFrom, chooseOperatingPoint } from '../../main/evaluation/choose-operating-point.ts'
import { newFolder } from '../cli/presented.ts'
import { FUSION, fakeSystem } from './fake-system.ts'

const rate = (errors: number, trials: number) => ({ value: errors / trials, low: 0, high: 1, errors, trials })

/** Three systems with a threshold for FMR 1 %; calibrated as shipped: llr = 20 cosine - 8. */
const evaluation = (changes: Partial<ChosenFrom> = {}): ChosenFrom => ({
  dataset: 'mine.csv',
  protocol: 'sessions',
  people: 40,
  samples: 400,
  simulated: false,
  chimeric: false,
  as_norm: null,
  calibration: {
    source: 'shipped',
    data: 'models/fusion.json',
    lines: FUSION.calibration,
    weights: null,
    people: { face: 2, voice: 2 },
  },
  operating_points: [
    {
      system: 'face',
      stated_fmr: 0.01,
      score_threshold: 0.5,
      threshold: { value: 2, low: 1.5, high: 2.5 },
      fmr: rate(15, 1560),
      fnmr: rate(4, 40),
    },
    {
      system: 'fused',
      stated_fmr: 0.01,
      score_threshold: 3,
      threshold: { value: 3, low: 2, high: 4 },
      fmr: rate(15, 1560),
      fnmr: rate(1, 40),
    },
  ],
  networks: FUSION.fitted.networks,
  ...changes,
})

describe('an operating point chosen from an evaluation', () => {
  it('gives its thresholds to the decisions that follow, and leaves the others as shipped', () => {
    const point = chooseOperatingPoint(evaluation(), FUSION, { fmr: 0.01 })
    const fusion = withOperatingPoint(FUSION, point)
    expect(fuse(fusion, { face: 0.5 })).toMatchObject({ score: 2, threshold: 2, accepted: true, fmr: 0.01 })
    expect(fuse(fusion, { voice: 0.5 })).toMatchObject({ threshold: 4, accepted: false })
    expect(fuse(fusion, { face: 0.5, voice: 0.45 })).toMatchObject({ score: 3, threshold: 3 })
    // As shipped, 4 for the face and 6 for both reject the same.
    expect(fuse(FUSION, { face: 0.5 }).accepted).toBe(false)
  })

  it('is kept with its interval, counts and data, and forgotten on request', () => {
    const folder = join(newFolder(), 'store')
    expect(readOperatingPoint(folder)).toBeNull()
    expect(resetOperatingPoint(folder)).toBe(false)
    const point = chooseOperatingPoint(evaluation(), FUSION, { fmr: 0.01 })
    storeOperatingPoint(folder, point)
    expect(readOperatingPoint(folder)).toEqual(point)
    expect(point).toMatchObject({
      stated_fmr: 0.01,
      thresholds: {
        face: { threshold: { value: 2, low: 1.5, high: 2.5 }, fmr: { errors: 15, trials: 1560 } },
      },
      data: { dataset: 'mine.csv', protocol: 'sessions', people: 40, samples: 400 },
    })
    expect(resetOperatingPoint(folder)).toBe(true)
    expect(readOperatingPoint(folder)).toBeNull()
  })

  it('is used by the system from the next decision on, and told with it', () => {
    let point: StoredOperatingPoint | null = null
    const system = fakeSystem(FUSION.fitted.networks, () => point)
    expect(system.operatingPointOf('face')).toMatchObject({ source: 'shipped', stated_fmr: 0.01 })
    point = chooseOperatingPoint(evaluation({ chimeric: true }), FUSION, { fmr: 0.01 })
    expect(fuse(system.fusion, { face: 0.5 }).threshold).toBe(2)
    expect(system.operatingPointOf('face')).toEqual({
      source: 'measured',
      stated_fmr: 0.01,
      data: 'mine.csv',
      simulated: false,
      chimeric: true,
      extrapolated: null,
    })
    expect(system.operatingPointOf('voice').source).toBe('shipped')
  })

  it('is refused when the networks or their calibration have changed since', () => {
    const point = chooseOperatingPoint(evaluation(), FUSION, { fmr: 0.01 })
    const outdated = expect.objectContaining({ code: 'operating-point-outdated', exitCode: 4 })
    const refusal = (changed: StoredOperatingPoint) => {
      try {
        return withOperatingPoint(FUSION, changed)
      } catch (error) {
        return error
      }
    }
    expect(refusal({ ...point, networks: { ...point.networks, face: '0'.repeat(64) } })).toEqual(outdated)
    expect(
      refusal({ ...point, calibration: { ...point.calibration, voice: { offset: -8, slope: 21 } } }),
    ).toEqual(outdated)
  })

  it('carries a threshold picked by its score over to log-likelihood ratios', () => {
    const fmr = rate(0, 1560)
    const picked = chooseOperatingPoint(evaluation(), FUSION, {
      system: 'voice',
      threshold: 0.6,
      fmr: { ...fmr, high: 0.05 },
      fnmr: rate(8, 40),
    })
    expect(picked.thresholds.voice!.threshold.value).toBeCloseTo(4, 12)
    // Nobody resampled a threshold that was picked: it has no interval.
    expect(picked.thresholds.voice!.threshold).toMatchObject({ low: null, high: null })
    // No false match among 1560 comparisons is no false-match rate of 0.
    expect(picked.stated_fmr).toBe(0.05)
    expect(fuse(withOperatingPoint(FUSION, picked), { voice: 0.7 }).fmr).toBe(0.05)
  })

  it('takes no fused threshold from another calibration, but those of single modalities', () => {
    const own = evaluation({
      calibration: {
        ...evaluation().calibration!,
        source: 'development',
        lines: { face: { offset: -4, slope: 12 }, voice: null },
      },
    })
    const point = chooseOperatingPoint(own, FUSION, { fmr: 0.01 })
    expect(Object.keys(point.thresholds)).toEqual(['face'])
    // The cosine 0.5 is a ratio of 2 as shipped, whatever it was by their own line; limits go the same way.
    expect(point.thresholds.face!.threshold.value).toBe(2)
    expect(point.thresholds.face!.threshold.low).toBeCloseTo(20 * (5.5 / 12) - 8, 12)
  })

  it.each([
    ['other networks', { networks: { face: 'other', voice: 'other' } }],
    ['normalised scores', { as_norm: { cohort: 'c', people: { face: 9, voice: 9 }, top: 5 } }],
    ['a rate that was not carried', { operating_points: [] }],
  ] as [string, Partial<ChosenFrom>][])('refuses %s', (_what, changes) => {
    expect(() => chooseOperatingPoint(evaluation(changes), FUSION, { fmr: 0.01 })).toThrow(
      expect.objectContaining({ code: 'operating-point-refused', exitCode: 2 }),
    )
  })

  it('is refused where its file is damaged, rather than passed over', () => {
    const folder = newFolder()
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'operating-point.json'), '{"format":"viseme-operating-point/1"')
    expect(() => readOperatingPoint(folder)).toThrow(
      expect.objectContaining({ code: 'operating-point-unreadable', exitCode: 4 }),
    )
  })
})

describe('a stated false-match rate', () => {
  const used = (pairs: number | undefined) => {
    const face = { ...FUSION.fitted.face, pairs }
    return operatingPointInUse({ ...FUSION, fitted: { ...FUSION.fitted, face } }, null, 'face')
  }

  it('is called extrapolated where the development people make fewer pairs than it needs: 299 for 1 %', () => {
    expect(used(298).extrapolated).toEqual({ pairs: 298, needed: 299 })
    expect(used(299).extrapolated).toBe(null)
    expect(used(undefined).extrapolated).toBe(null)
    expect(operatingPointText(used(298))).toContain('extrapolated: 298 pairs of people, 299 are needed')
    expect(operatingPointText(used(299))).not.toContain('extrapolated')
  })
})
