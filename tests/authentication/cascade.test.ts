import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { cascadeBounds, cascaded, faceVerdict } from '../../main/authentication/cascade.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { type Fusion, fuse } from '../../main/authentication/fusion.ts'
import { identify } from '../../main/authentication/identify.ts'
import { System } from '../../main/authentication/system.ts'
import { verify } from '../../main/authentication/verify.ts'
import { unitEmbedding } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { FUSION, fakeSystem, picture, recording, samplesOf } from './fake-system.ts'

/** The loosest threshold of the face is -3; its threshold in use 4; face and voice together 6. */
const fusion: Fusion = {
  ...FUSION,
  operating_points: [
    {
      fmr: 0.1,
      face: { threshold: -3, fnmr: 0.003 },
      voice: { threshold: -3, fnmr: 0.1 },
      fused: { threshold: -3, fnmr: 0.001 },
    },
    ...FUSION.operating_points,
  ],
}

describe('the bounds of a cascade', () => {
  test('are the thresholds that were fitted, with ln 2 added for the second chance', () => {
    expect(cascadeBounds(fusion)).toEqual({ accept: 4 + Math.log(2), reject: -3, lost: 0.003 })
    expect(cascaded(fuse(fusion, { face: 0.7, voice: 0.7 }))).toMatchObject({
      threshold: 6 + Math.log(2),
      accepted: true,
    })
  })

  test('ask for more in an identification, where everybody enrolled is a chance', () => {
    expect(cascadeBounds(fusion, 10).accept).toBeCloseTo(4 + Math.log(20))
  })

  test.each([
    [4.7, 'accept'],
    [4.69, 'unsure'],
    [-3, 'unsure'],
    [-3.1, 'reject'],
  ] as const)('a face of %f is told %s', (llr, verdict) => {
    expect(faceVerdict(fusion, llr)).toBe(verdict)
  })
})

/** A face between two: cosine to the face of `a` about 0.5, which is a log-likelihood ratio about 2. */
function halfway(a: number, b: number): Float32Array {
  const [x, y] = [unitEmbedding(a), unitEmbedding(b)]
  const mixed = x.map((value, at) => 0.5 * value + 0.866 * y[at])
  const norm = Math.hypot(...mixed)
  return mixed.map((value) => value / norm)
}

async function enrolled() {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  const plain = fakeSystem()
  const face = {
    capture: (image: Parameters<typeof plain.face.capture>[0]) => {
      const captured = plain.face.capture(image)
      return image.data[0] === 77 ? { ...captured, embedding: halfway(1, 50) } : captured
    },
  }
  const models = plain.models
  const system = new System(plain.machine, face as typeof plain.face, plain.voice, models, {
    ...fusion,
    fitted: { ...fusion.fitted, networks: models },
  })
  await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
  const asked = { person: 'Ada', cascade: true }
  const faces = (who: number) => [{ source: 'x', value: picture(who) }]
  const voices = (who: number) => [{ source: 'y', value: recording(who) }]
  return { store, system, asked, faces, voices }
}

describe('an attempt in a cascade', () => {
  test('is decided by a face that is sure, and the voice is not looked at', async () => {
    const { store, system, asked, faces, voices } = await enrolled()
    const decision = await verify(store, system, { ...asked, faces: faces(1), voices: voices(9) })
    expect(decision).toMatchObject({ decision: 'accept', reason: 'face-suffices' })
    expect(decision.modalities.voice).toBe(undefined)
    expect(decision.threshold).toBeCloseTo(4 + Math.log(2))
  })

  test('is rejected by a face that is too unlike', async () => {
    const { store, system, asked, faces, voices } = await enrolled()
    const decision = await verify(store, system, { ...asked, faces: faces(9), voices: voices(1) })
    expect(decision).toMatchObject({ decision: 'reject', reason: 'face-too-unlike', threshold: -3 })
  })

  test('asks for the voice where the face is unsure, and takes both together', async () => {
    const { store, system, asked, faces, voices } = await enrolled()
    const unsure = verify(store, system, { ...asked, faces: faces(77), voices: [] })
    await expect(unsure).rejects.toMatchObject({ code: 'voice-needed', exitCode: 1 })
    const right = await verify(store, system, { ...asked, faces: faces(77), voices: voices(1) })
    expect(right).toMatchObject({ decision: 'accept', reason: 'score-reaches-threshold' })
    const wrong = await verify(store, system, { ...asked, faces: faces(77), voices: voices(9) })
    expect(wrong).toMatchObject({ decision: 'reject', reason: 'score-below-threshold' })
  })

  test('that stops at an unsure face counts as a failure, so that faces cannot be tried without end', async () => {
    const { store, system, asked, faces } = await enrolled()
    for (let i = 0; i < 5; i++) {
      const unsure = verify(store, system, { ...asked, faces: faces(77), voices: [] })
      await expect(unsure).rejects.toMatchObject({ code: 'voice-needed' })
    }
    const sixth = verify(store, system, { ...asked, faces: faces(77), voices: [] })
    await expect(sixth).rejects.toMatchObject({ code: 'locked-out' })
  })

  test('identifies in the same way', async () => {
    const { store, system, faces, voices } = await enrolled()
    const sure = await identify(store, system, { cascade: true, faces: faces(1), voices: [] })
    expect(sure).toMatchObject({ person: 'Ada', reason: 'face-suffices' })
    const unsure = identify(store, system, { cascade: true, faces: faces(77), voices: [] })
    await expect(unsure).rejects.toMatchObject({ code: 'voice-needed' })
    const both = await identify(store, system, { cascade: true, faces: faces(77), voices: voices(1) })
    expect(both).toMatchObject({ person: 'Ada', reason: 'score-reaches-threshold' })
  })

  test('without a face is decided by the voice alone', async () => {
    const { store, system, asked, voices } = await enrolled()
    const decision = await verify(store, system, { ...asked, faces: [], voices: voices(1) })
    expect(decision).toMatchObject({ decision: 'accept', reason: 'score-reaches-threshold' })
  })
})
