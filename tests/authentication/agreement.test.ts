import { describe, expect, test } from 'vitest'
import { disagreements, loosest, refuseDisagreement } from '../../main/authentication/agreement.ts'
import type { Captures } from '../../main/authentication/capture.ts'
import type { Fusion } from '../../main/authentication/fusion.ts'
import { unitEmbedding } from '../enrollment-data/enrolments.ts'
import { FUSION } from './fake-system.ts'

/** Whether the loosest threshold costs few genuine samples decides between refusing and telling. */
const fusionWith = (fnmr: number): Fusion => {
  const [strict] = FUSION.operating_points
  const loose = { threshold: -3, fnmr }
  return { ...FUSION, operating_points: [{ fmr: 0.1, face: loose, voice: loose, fused: loose }, strict] }
}
const sample = (seed: number) => ({ embedding: unitEmbedding(seed), quality: 1, advice: null })
const captures = (faces: number[], voices: number[]): Captures => ({
  face: faces.map(sample),
  voice: voices.map(sample),
})

describe('the samples of an enrolment', () => {
  test('agree when they show one person', () => {
    expect(disagreements(fusionWith(0), captures([1, 1, 1], [2, 2]))).toEqual([])
  })

  test('disagree in the one that shows somebody else, which is named', () => {
    expect(disagreements(fusionWith(0), captures([1, 1, 9, 1], [2, 2]))).toMatchObject([
      { modality: 'face', index: 2, threshold: -3 },
    ])
  })

  test('that disagree are refused where that costs few genuine ones, and only told where it costs many', () => {
    const mixed = captures([1, 1, 9], [2, 2])
    expect(() => refuseDisagreement(fusionWith(0.01), mixed)).toThrow(
      expect.objectContaining({ code: 'samples-disagree', message: expect.stringContaining('Picture 3') }),
    )
    expect(refuseDisagreement(fusionWith(0.2), mixed)).toHaveLength(1)
  })

  test('are held against the strictest threshold that costs few genuine ones', () => {
    const fusion = fusionWith(0)
    const [loose, strict] = fusion.operating_points
    const cheap = { ...strict, face: { threshold: 1, fnmr: 0.015 } }
    const mixed = captures([1, 1, 9], [2, 2])
    expect(disagreements({ ...fusion, operating_points: [loose, cheap] }, mixed)).toMatchObject([
      { modality: 'face', threshold: 1 },
    ])
    const dear = { ...strict, face: { threshold: 1, fnmr: 0.03 } }
    expect(disagreements({ ...fusion, operating_points: [loose, dear] }, mixed)).toMatchObject([
      { modality: 'face', threshold: -3 },
    ])
  })

  test('of a modality with a single sample have nothing to agree with', () => {
    expect(disagreements(fusionWith(0), captures([1], []))).toEqual([])
  })
})

test('the loosest threshold is that of the highest false-match rate', () => {
  expect(loosest(fusionWith(0.01), 'face')).toEqual({ threshold: -3, fnmr: 0.01 })
})
