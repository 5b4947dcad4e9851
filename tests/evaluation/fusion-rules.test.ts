import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FusionParameters } from '../../main/evaluation/fusion-parameters.ts'
import { faceUnsure, fuseBy, ruleLacks, unsureBetween } from '../../main/evaluation/fusion-rules.ts'
import { fitFeatureWeights, fitWeights } from '../../main/evaluation/fusion-weights.ts'
import { seededIntegers } from '../../main/evaluation/random.ts'
import { normals } from './population.ts'

/** Face thresholds -2 (loose) and 3 (strict), voice threshold 2. */
const PARAMETERS: FusionParameters = {
  lines: { face: { offset: 0, slope: 1 }, voice: { offset: 0, slope: 1 } },
  weights: { offset: 0.5, face: 2, voice: -1 },
  thresholds: {
    face: [
      { stated: 0.1, threshold: -2, carried: true },
      { stated: 0.001, threshold: 3, carried: true },
      { stated: 'eer', threshold: 0, carried: true },
    ],
    voice: [{ stated: 0.01, threshold: 2, carried: true }],
    fused: [],
  },
}
const fuse = (rule: Parameters<typeof fuseBy>[0], face: number, voice: number) =>
  fuseBy(rule, PARAMETERS, face, voice)

describe('rules of fusion', () => {
  it('add, weigh, take the higher', () => {
    expect(fuse('sum', 1, -4)).toBe(-3)
    expect(fuse('weighted-sum', 1, -4)).toBe(0.5 + 2 + 4)
    expect(fuse('max', 1, -4)).toBe(1)
  })

  it('accept at 0 where both, or one, reach their own thresholds', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        (face, voice) => {
          expect(fuse('and', face, voice) >= 0).toBe(face >= 3 && voice >= 2)
          expect(fuse('or', face, voice) >= 0).toBe(face >= 3 || voice >= 2)
        },
      ),
    )
  })

  it('ask for the voice only between the loosest face threshold and the strictest plus ln 2', () => {
    expect(unsureBetween(PARAMETERS)).toEqual({ from: -2, to: 3 + Math.LN2 })
    expect(fuse('cascade', 4, -99)).toBe(Number.POSITIVE_INFINITY)
    expect(fuse('cascade', -2.1, 99)).toBe(Number.NEGATIVE_INFINITY)
    expect(fuse('cascade', 1, -5)).toBe(-4)
    expect([-2.1, -2, 3.6, 3.7].map((ratio) => faceUnsure(PARAMETERS, ratio))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('say what they lack', () => {
    const { face } = PARAMETERS.lines
    expect(ruleLacks('sum', { ...PARAMETERS, lines: { face, voice: null } })).toMatch(/both modalities/)
    expect(ruleLacks('weighted-sum', { ...PARAMETERS, weights: null })).toMatch(/weights/)
    const without = { ...PARAMETERS, thresholds: { ...PARAMETERS.thresholds, face: [] } }
    expect(ruleLacks('cascade', without)).toMatch(/face thresholds/)
    expect(ruleLacks('or', without)).toMatch(/threshold of each modality/)
    expect(ruleLacks('max', without)).toBeNull()
  })
})

describe('weights of the weighted sum', () => {
  const integer = seededIntegers(7)
  /** About standard normal: the sum of twelve uniform numbers. */
  const normal = () => Array.from({ length: 12 }, () => integer(1e6) / 1e6).reduce((a, b) => a + b) - 6
  const draw = (count: number, face: () => number, voice: () => number) => ({
    face: Float64Array.from({ length: count }, face),
    voice: Float64Array.from({ length: count }, voice),
  })

  it('are about 1 and 1 where both ratios are independent and calibrated', () => {
    // Normal scores of variance 1 around +-1/2 are their own ratios.
    const genuine = draw(
      20_000,
      () => 0.5 + normal(),
      () => 0.5 + normal(),
    )
    const impostor = draw(
      40_000,
      () => -0.5 + normal(),
      () => -0.5 + normal(),
    )
    const weights = fitWeights(genuine, impostor)
    expect(weights.face).toBeCloseTo(1, 1)
    expect(weights.voice).toBeCloseTo(1, 1)
    expect(weights.offset).toBeCloseTo(0, 1)
  })

  it('leave a modality out that says nothing, and stay finite where everybody is told apart', () => {
    const genuine = draw(5000, () => 1 + normal(), normal)
    const impostor = draw(5000, () => -1 + normal(), normal)
    const { face, voice } = fitWeights(genuine, impostor)
    expect(face).toBeGreaterThan(1.5)
    expect(Math.abs(voice)).toBeLessThan(0.1)
    const apart = fitWeights(
      draw(50, () => 10 + normal(), normal),
      draw(50, () => -10 + normal(), normal),
    )
    for (const weight of Object.values(apart)) expect(Number.isFinite(weight)).toBe(true)
    expect(apart.face).toBeGreaterThan(0)
  })
})

describe('weights of features', () => {
  it('are found again where the features say what made the kinds', () => {
    const normal = normals(3)
    const rows = Array.from({ length: 40_000 }, () => [normal(), 2 * normal(), 5 + normal()])
    // The odds of being genuine are e^(x - y / 2), whatever z.
    const kind = (genuine: boolean) =>
      rows.filter(([x, y], i) => {
        const chance = 1 / (1 + Math.exp(y / 2 - x))
        return (i * 0.618034) % 1 < chance === genuine
      })
    const columns = (own: number[][]) => [0, 1, 2].map((k) => Float64Array.from(own, (row) => row[k]))
    const { offset, weights } = fitFeatureWeights(columns(kind(true)), columns(kind(false)))
    expect(weights[0]).toBeCloseTo(1, 1)
    expect(weights[1]).toBeCloseTo(-0.5, 1)
    expect(weights[2]).toBeCloseTo(0, 1)
    expect(offset + 5 * weights[2]).toBeCloseTo(0, 1)
  })
})
