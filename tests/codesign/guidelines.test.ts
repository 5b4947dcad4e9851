import { describe, expect, it } from 'vitest'
import { deriveGuidelines } from '../../main/codesign/guidelines/derive.ts'
import type { DesignPoint, Factors } from '../../main/codesign/points.ts'
import {
  combinations,
  FMR,
  faceDesigns,
  fusedDesigns,
  type MadeUp,
  madeUpPoint,
  uniform,
  voiceDesigns,
} from './made-up-points.ts'

const FACES = 60
const VOICES = 11
const people = ({ modality }: Factors) => (modality === 'face' ? FACES : VOICES)

/** Wider, deeper and larger networks with more bits cost more. */
const costs: MadeUp = {
  latencyMs: ({ face_width, face_size, face_depth, face_precision, voice_width }) =>
    (50 + 100 * (face_width ?? 0)) * ((face_size ?? 48) / 48) * (face_depth === 'deep' ? 2 : 1) +
    (face_precision === 'int8' ? 20 : 0) +
    (voice_width ?? 0) / 10,
  flashBytes: ({ face_width, face_depth, face_precision, voice_width, voice_depth }) =>
    900_000 +
    (face_precision === 'int4' ? 0.5 : 1) *
      60_000 *
      (1 + (face_width ?? 0)) *
      (face_depth === 'deep' ? 1.5 : 1) +
    1000 * (voice_width ?? 0) * (voice_depth ?? 0),
}

const all = (by: MadeUp): DesignPoint[] => [...faceDesigns(by), ...voiceDesigns(by), ...fusedDesigns(by)]

/** Everybody has a reject rate of their own; what a network adds to it is chance. */
function noise(seed: number): MadeUp['rates'] {
  const next = uniform(seed)
  const own = Array.from({ length: FACES }, () => 0.3 * next())
  const known = new Map<string, number[]>()
  return (factors) => {
    const { modality, face_network, face_precision, voice_network, voice_precision, seconds } = factors
    const key = [modality, face_network, face_precision, voice_network, voice_precision, seconds].join()
    const rates =
      known.get(key) ??
      Array.from({ length: people(factors) }, (_, i) => own[i] + (next() < 0.4 ? 0.3 * next() : 0))
    known.set(key, rates)
    return rates
  }
}

const found = (points: DesignPoint[], draws = 1999) => deriveGuidelines(points, ['esp-eye'], FMR, { draws })

describe('guidelines', () => {
  it('are wrong together in no more than one of twenty spaces of pure noise', () => {
    const spaces = 50
    let wrong = 0
    for (let seed = 1; seed <= spaces; seed++) {
      const { guidelines, tests } = found(all({ ...costs, rates: noise(seed) }), 1199)
      expect(tests).toBeGreaterThan(20)
      if (guidelines.some(({ shows }) => shows === 'difference')) wrong++
    }
    // Binomial(50, 0.05): mean 2.5, three standard deviations 4.6.
    expect(wrong).toBeLessThanOrEqual(7)
  }, 60_000)

  it('tell a planted effect, its size and on how many people', () => {
    const base = noise(1)!
    const rates = (factors: Factors): number[] =>
      base(factors).map((rate) => rate + (factors.face_precision === 'int4' ? 0.2 : 0))
    const { guidelines } = found(faceDesigns({ ...costs, rates, test: rates }))
    const [precision] = guidelines.filter(({ key }) => key === 'step face_precision int4 int8')
    expect(precision.statement).toMatch(
      /^Take int8 rather than int4 for the face network where 20 ms and \d+ KB of flash more can be spent: FNMR falls from \d\d\.\d % to \d\d\.\d %\.$/,
    )
    expect(precision.comparison!.people).toBe(FACES)
    expect(precision.pairs).toBe(12)
    expect(precision.comparison!.change.value).toBeCloseTo(-0.2, 1)
    expect(precision.p_adjusted).toBeLessThanOrEqual(0.05)
    expect(precision.p_adjusted).toBeGreaterThanOrEqual(precision.p!)
    expect(precision.testPeople!.after).toBeLessThan(precision.testPeople!.before)
    expect(precision.plot).toBe('face_width-face_precision-fnmr')
  })

  it('say what to give up first where both ways save as much', () => {
    // Halving the flash by int4 hurts; narrowing does not.
    const base = noise(2)!
    const rates = (factors: Factors): number[] =>
      base(factors).map((rate) => rate + (factors.face_precision === 'int4' ? 0.3 : 0))
    const flashBytes = ({ face_width, face_precision }: Factors) =>
      900_000 + (face_precision === 'int4' ? 50_000 : 100_000) * 2 ** face_width!
    const { guidelines } = found(faceDesigns({ ...costs, flashBytes, rates }))
    const [lever] = guidelines.filter(({ key }) =>
      key.startsWith('lever face_width face_precision flash_bytes'),
    )
    expect(lever.statement).toMatch(
      /^Where networks and firmware have less than 1270 KB of flash, narrow the face network before taking int4 weights: .* \(\d+ pairs of networks\)\.$/,
    )
    expect(lever.statement).toMatch(/, and 155 ms less \(/)
  })

  it('say what the better way costs in time where time is not what both save', () => {
    const base = noise(2)!
    const rates = (factors: Factors): number[] =>
      base(factors).map((rate) => rate + 0.3 / 2 ** factors.face_width!)
    const flashBytes = ({ face_width, face_precision }: Factors) =>
      900_000 + (face_precision === 'int4' ? 50_000 : 100_000) * 2 ** face_width!
    const latencyMs = ({ face_precision }: Factors) => (face_precision === 'int4' ? 3000 : 400)
    const { guidelines } = found(faceDesigns({ latencyMs, flashBytes, rates }))
    const [lever] = guidelines.filter(({ kind }) => kind === 'lever')
    expect(lever.statement).toMatch(
      /take int4 weights for the face network before narrowing it: .*, for 2600 ms more \(/,
    )
    expect(lever.costs.map(({ response }) => response)).toEqual(['flash_bytes', 'latency_ms'])
  })

  it('say nothing of time where on another board time is what both save', () => {
    const base = noise(2)!
    const rates = (factors: Factors): number[] =>
      base(factors).map((rate) => rate + 0.3 / 2 ** factors.face_width!)
    const size = ({ face_width, face_precision }: Factors) =>
      (face_precision === 'int4' ? 50 : 100) * 2 ** face_width!
    const isTimed = ({ board }: Factors) => board === 'esp-timed'
    const space = {
      rates,
      flashBytes: (factors: Factors) => 900_000 + (isTimed(factors) ? 1000 : 1000 * size(factors)),
      latencyMs: (factors: Factors) =>
        isTimed(factors) ? size(factors) : factors.face_precision === 'int4' ? 3000 : 400,
    }
    const points = faceDesigns(space, { board: ['esp-eye', 'esp-timed'] })
    const { guidelines } = deriveGuidelines(points, ['esp-eye', 'esp-timed'], FMR, { draws: 1999 })
    const levers = guidelines.filter(({ kind }) => kind === 'lever')
    expect(levers).toHaveLength(1)
    expect(levers[0].statement).toMatch(
      /before narrowing it: at equal flash and wait for the board FNMR is [\d.]+ % rather than [\d.]+ % \(/,
    )
  })

  it('say it once, with one test, of pairs of networks that save as much of several resources', () => {
    const base = noise(2)!
    const rates = (factors: Factors): number[] =>
      base(factors).map((rate) => rate + (factors.face_precision === 'int4' ? 0.3 : 0))
    const size = ({ face_width, face_precision }: Factors) =>
      (face_precision === 'int4' ? 50 : 100) * 2 ** face_width!
    const flashBytes = (factors: Factors) => 900_000 + 1000 * size(factors)
    const alone = found(faceDesigns({ latencyMs: () => 100, flashBytes, rates }))
    const both = found(faceDesigns({ latencyMs: size, flashBytes, rates }))
    const levers = both.guidelines.filter(({ kind }) => kind === 'lever')
    expect(levers).toHaveLength(1)
    expect(levers[0].statement).toMatch(
      /^Where the wait has to be below 400 ms or where networks and firmware/,
    )
    expect(both.tests).toBe(alone.tests)
  })

  it('say that more is not worth it where many people show no difference', () => {
    const rates = () => Array.from({ length: 1000 }, (_, i) => (i % 10 ? 0 : 0.5))
    const { guidelines } = found(faceDesigns({ ...costs, rates }))
    const same = guidelines.filter(({ shows }) => shows === 'within')
    expect(same.map(({ statement }) => statement)).toContain(
      'Do not widen the face network from w1 to w2: FNMR changes by less than 1 point (5.0 % to 5.0 %), for 167 ms and 51 KB of flash more.',
    )
    expect(guidelines.some(({ shows }) => shows === 'difference')).toBe(false)
  })

  it('let a voice replace width where it does more', () => {
    const rates = (factors: Factors): number[] =>
      Array.from({ length: people(factors) }, (_, i) =>
        factors.modality === 'face' ? 0.4 - 0.02 * factors.face_width! + (i % 5) / 50 : 0.02 + (i % 5) / 100,
      )
    const { guidelines } = found(all({ ...costs, rates }))
    const [voice] = guidelines.filter(({ kind }) => kind === 'voice or width')
    expect(voice.statement).toMatch(
      /^Adding the voice \(w40-d4, 2 s of speech\) to the smallest face network \(w0-deep-64\) buys more than widening it to w2: FNMR 44\.0 % -> 3\.8 % rather than 40\.0 %, for 4 ms more of waiting \(rather than 533 ms\) and 0 dollars, because the face is computed on the other core while the person speaks\.$/,
    )
    expect(voice.scope).toContain('faces of 60 people, with voices of 11 others')
  })

  it('tell from which time on both sensors can decide', () => {
    const rates = ({ modality, face_width, seconds }: Factors): number[] =>
      new Array(VOICES).fill(modality === 'face' ? 0.4 - 0.1 * face_width! : 0.1 - 0.02 * (seconds ?? 0))
    const latencyMs = ({ modality, face_width, seconds }: Factors) =>
      modality === 'face' ? 400 * face_width! : 700 * seconds!
    const { guidelines } = found(all({ latencyMs, rates, test: rates }))
    const [bound] = guidelines.filter(({ kind }) => kind === 'under a bound')
    // An attempt takes a second more: the shortest sum 2.4 s; before, a face of width 2 (1.8 s).
    expect(bound.statement).toBe(
      'Below 2.4 s for an attempt only the face, or a cascade that it decides (from 1.9 s), can answer; from there on the sum can, too.',
    )
    expect(bound.basis).toBe('computed')
  })

  it('tell how many cascades accept more impostors than stated, each pair of networks once', () => {
    const rates = (factors: Factors): number[] => new Array(people(factors)).fill(0.1)
    const points = all({ rates, test: rates })
    expect(found(points).overStatedFmr).toMatchObject({ over: 0, highest: FMR })
    const cascades = points.filter(({ factors }) => factors.modality === 'cascade')
    for (const [at, value] of [0.012, 0.015].entries()) {
      cascades[at].accuracy!.development!.rates[0].fmr.value = value
    }
    const dearer = { ...cascades[0], factors: { ...cascades[0].factors, cpu_mhz: 80 as const } }
    const { overStatedFmr } = found([...points, dearer])
    expect(overStatedFmr).toEqual({ cascades: cascades.length, over: 2, highest: 0.015 })
  })

  it('are computed, without a p-value, of what is no matter of chance', () => {
    const points = combinations({
      face_size: [48, 64],
      face_precision: ['int8', 'float32'],
      psram: ['off', '80'],
      flash: ['dio40', 'qio80'],
    }).map((each) =>
      madeUpPoint(
        { ...each, face_network: `w0-deep-${each.face_size}`, face_width: 0, face_depth: 'deep' },
        {
          fits: ({ psram, face_precision }) => psram !== 'off' || face_precision === 'int8',
          latencyMs: ({ flash, face_precision }) =>
            flash === 'qio80' ? 100 : face_precision === 'float32' ? 150 : 101,
        },
      ),
    )
    const { guidelines, tests } = found(points)
    expect(tests).toBe(0)
    expect(guidelines.every(({ basis, p }) => basis === 'computed' && p === null)).toBe(true)
    expect(guidelines.map(({ statement }) => statement)).toEqual([
      'PSRAM pays only where a design does not fit without it: 4 of 8 designs, mostly those with face precision float32 (4 of the 4 of these that fit); where a design fits without, PSRAM changes its wait by +0.0 %.',
      'Flash mode qio80 rather than dio40 matters (5 % of the wait or more) in 2 of 6 designs only, mostly those with face precision float32: with flash mode dio40 the wait changes by +50 % there, by +1.0 % elsewhere.',
    ])
  })

  it('are the same from the same seed, and of other figures where a figure changes', () => {
    const points = all({ ...costs, rates: noise(4) })
    const first = found(points)
    expect(found(points)).toEqual(first)
    const other = found([{ ...points[0], bom_dollars: 21 }, ...points.slice(1)])
    expect(other.sha256).not.toBe(first.sha256)
  })

  it('are sentences: a capital, one full stop at the end, no undefined figure', () => {
    const base = noise(6)!
    const rates = (factors: Factors): number[] =>
      base(factors).map(
        (rate) => rate / 2 + (factors.face_width === 0 || factors.voice_width === 40 ? 0.4 : 0),
      )
    const { guidelines } = found(all({ ...costs, rates }))
    expect(guidelines.length).toBeGreaterThan(3)
    for (const { statement, scope } of guidelines) {
      expect(statement).toMatch(/^[A-Z].*[^.]\.$/)
      expect(`${statement} ${scope}`).not.toMatch(/undefined|null|NaN|Infinity/)
    }
  })
})
