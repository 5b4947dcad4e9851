import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkedFusion, type Fusion, fittedOn, fuse, readFusion } from '../../main/authentication/fusion.ts'

const data = { name: 'made up', people: 2, samples: 4, genuine: 2, impostor: 4 }
const fusion: Fusion = {
  format: 'viseme-fusion/1',
  calibration: { face: { offset: -4, slope: 10 }, voice: { offset: -2, slope: 5 } },
  operating_points: [
    {
      fmr: 0.01,
      face: { threshold: 2, fnmr: 0.1 },
      voice: { threshold: 2.5, fnmr: 0.3 },
      fused: { threshold: 1, fnmr: 0.05 },
    },
    {
      fmr: 0.001,
      face: { threshold: 4, fnmr: 0.2 },
      voice: { threshold: 5, fnmr: 0.6 },
      fused: { threshold: 3, fnmr: 0.1 },
    },
  ],
  default_fmr: 0.001,
  fitted: {
    networks: { face: 'aa', voice: 'bb' },
    face: data,
    voice: data,
    chimeric: { draws: 1, people: 2, seed: 1, genuine: 2, impostor: 4 },
    enrolment: { face: 3, voice: 2 },
  },
}

describe('fusion of face and voice', () => {
  it('adds the log-likelihood ratios of both modalities', () => {
    const result = fuse(fusion, { face: 0.5, voice: 0.8 })
    expect(result.ratios).toEqual({ face: 1, voice: 2 })
    expect(result).toMatchObject({ evidence: 'fused', score: 3, threshold: 3, fmr: 0.001, accepted: true })
  })

  it('judges one modality alone by its own threshold', () => {
    expect(fuse(fusion, { face: 0.75 })).toMatchObject({ evidence: 'face', score: 3.5, accepted: false })
    expect(fuse(fusion, { voice: 1 })).toMatchObject({ evidence: 'voice', score: 3, accepted: false })
  })

  it('takes the thresholds of the operating point asked for', () => {
    expect(fuse(fusion, { face: 0.75 }, 0.01)).toMatchObject({ threshold: 2, fmr: 0.01, accepted: true })
    expect(() => fuse(fusion, { face: 0.75 }, 0.5)).toThrow(/No threshold was fitted.*0\.5/)
  })

  it('never loses evidence when a cosine grows', () => {
    const cosine = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(cosine, cosine, cosine, (face, voice, more) => {
        const before = fuse(fusion, { face, voice })
        const after = fuse(fusion, { face: Math.max(face, more), voice })
        expect(after.score).toBeGreaterThanOrEqual(before.score)
        if (before.accepted) expect(after.accepted).toBe(true)
      }),
    )
  })

  it('refuses to decide on nothing', () => {
    expect(() => fuse(fusion, {})).toThrow(/Neither a face nor a voice/)
  })

  it('knows the networks it was fitted on', () => {
    expect(fittedOn(fusion, { face: 'aa', voice: 'bb' })).toBe(true)
    expect(fittedOn(fusion, { face: 'aa', voice: 'cc' })).toBe(false)
  })
})

describe('the calibration file', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'viseme-fusion-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const written = (content: unknown) => {
    const path = join(folder, 'fusion.json')
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
    return path
  }

  it('comes back as written', () => {
    expect(readFusion(written(fusion))).toEqual(fusion)
  })

  it.each([
    ['text that is not JSON', '{'],
    ['another format', { ...fusion, format: 'viseme-fusion/0' }],
    [
      'a slope that would reward unlike faces',
      {
        ...fusion,
        calibration: { ...fusion.calibration, face: { offset: 0, slope: -1 } },
      },
    ],
    ['no operating point', { ...fusion, operating_points: [] }],
  ])('is refused with %s', (_what, content) => {
    expect(() => readFusion(written(content))).toThrow(
      expect.objectContaining({ code: 'fusion-unreadable', exitCode: 4 }),
    )
  })

  it('is refused before it is written where a threshold rejects everything', () => {
    const [loose, strict] = fusion.operating_points
    const rejecting = { ...strict, voice: { threshold: Number.POSITIVE_INFINITY, fnmr: 1 } }
    expect(() => checkedFusion({ ...fusion, operating_points: [loose, rejecting] })).toThrow(
      expect.objectContaining({
        code: 'fusion-unusable',
        message: expect.stringMatching(/operating_points\.1\.voice\.threshold/),
      }),
    )
    expect(checkedFusion(fusion)).toEqual(fusion)
  })

  it('is refused when the default operating point is none of its own', () => {
    expect(() => readFusion(written({ ...fusion, default_fmr: 0.5 }))).toThrow(
      expect.objectContaining({ code: 'unknown-operating-point' }),
    )
  })

  it('is refused when missing', () => {
    expect(() => readFusion(join(folder, 'none.json'))).toThrow(
      expect.objectContaining({ code: 'fusion-unreadable' }),
    )
  })
})
