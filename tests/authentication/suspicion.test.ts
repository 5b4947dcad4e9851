import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { suspicionOf } from '../../main/authentication/attempt.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { identify } from '../../main/authentication/identify.ts'
import type { PresenceReport } from '../../main/authentication/liveness/presence.ts'
import { verify } from '../../main/authentication/verify.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { FUSION, fakeSystem, picture, recording, samplesOf } from './fake-system.ts'

const presence: PresenceReport = { passed: true, action: 'nod', checks: [] }

test('a voice that speaks seven to one against the claim is suspect, where a challenge was part of the attempt', () => {
  expect(suspicionOf(presence, { ratios: { face: 20, voice: -2.01 } })).toBe('voice-against')
  expect(suspicionOf(presence, { ratios: { face: 20, voice: -1.99 } })).toBe(null)
  expect(suspicionOf(presence, { ratios: { face: 20 } })).toBe(null)
  expect(suspicionOf({ passed: false }, { ratios: { face: 20, voice: 9 } })).toBe('attack-suspected')
  expect(suspicionOf(undefined, { ratios: { face: 20, voice: -9 } })).toBe(null)
})

test('the face of somebody with the voice of another is rejected, whatever the fused score', async () => {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  const system = fakeSystem()
  await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
  const lenient = FUSION.operating_points.map((point) => ({
    ...point,
    fused: { threshold: -99, fnmr: 0 },
  }))
  Object.defineProperty(system, 'fusion', { value: { ...FUSION, operating_points: lenient } })
  const mixed = {
    faces: [{ source: 'camera', value: picture(1) }],
    voices: [{ source: 'microphone', value: recording(2) }],
  }
  expect(await verify(store, system, { person: 'Ada', ...mixed })).toMatchObject({ decision: 'accept' })
  expect(await verify(store, system, { person: 'Ada', ...mixed, presence })).toMatchObject({
    decision: 'reject',
    reason: 'voice-against',
  })
  expect(await identify(store, system, { ...mixed, presence })).toMatchObject({
    person: null,
    decision: 'reject',
    reason: 'voice-against',
  })
  const own = { ...samplesOf(1, 1, 1), presence }
  expect(await verify(store, system, { person: 'Ada', ...own })).toMatchObject({ decision: 'accept' })
})
