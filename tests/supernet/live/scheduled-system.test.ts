import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../../enrollment-data/store.ts'
import { enrol } from '../../../main/authentication/enrol.ts'
import { startSystem } from '../../../main/authentication/system.ts'
import { verify } from '../../../main/authentication/verify.ts'
import { simulatedPerson } from '../../../main/capture/simulated/people.ts'
import { readCalibration } from '../../../main/supernet/live/calibration.ts'
import { LIVE_PERIOD } from '../../../main/supernet/live/live-network.ts'
import type { LiveRecord } from '../../../main/supernet/live/recording.ts'
import {
  type ScheduledSystem,
  startScheduled,
  usualSituation,
} from '../../../main/supernet/live/scheduled-system.ts'

const samplesOf = (seed: number, session: number, faces: number, voices: number) => {
  const person = simulatedPerson(seed)
  const source = 'simulated person'
  return {
    simulated: true,
    faces: Array.from({ length: faces }, (_, i) => ({ source, value: person.face(session, i).image })),
    voices: Array.from({ length: voices }, (_, i) => ({ source, value: person.voice(session, i) })),
  }
}
const own = samplesOf(4, 1, 1, 1)

let system: ScheduledSystem
const records: LiveRecord[] = []
const directory = mkdtempSync(join(tmpdir(), 'viseme-test-'))
const store = openStore({ directory })
beforeAll(async () => {
  store.protection.unprotect()
  system = await startScheduled({ onAttempt: (record) => records.push(record) })
  await enrol(store, system, { person: 'Ada', ...samplesOf(4, 0, 3, 2) })
}, 120_000)
afterAll(() => {
  store.close()
  rmSync(directory, { recursive: true })
})

const attempt = (situation: Partial<ScheduledSystem['situation']>, presented = own) => {
  system.situation = { ...usualSituation, ...situation }
  return verify(store, system, { person: 'Ada', ...presented })
}

describe('attempts under the scheduler', () => {
  test('accept the person and reject another, with the thresholds of the SubNets that answered', async () => {
    const genuine = await attempt({})
    expect(genuine).toMatchObject({ decision: 'accept', operating_point: { stated_fmr: 0.001 } })
    expect((await attempt({}, samplesOf(5, 1, 1, 1))).decision).toBe('reject')
    const low = await attempt({ security: 'low' })
    expect(low.threshold).not.toBe(genuine.threshold)
  })

  test('are served by SubNets that meet the strict bound wherever one can', async () => {
    for (const security of ['low', 'high'] as const) {
      const { board } = await attempt({ security })
      for (const { accuracy, accuracy_bound } of board.served!) {
        expect(accuracy).toBeGreaterThanOrEqual(accuracy_bound - 1e-12)
      }
    }
    const { board } = await attempt({ policy: 'strict-latency', allowedMs: 400 })
    for (const { ms, allowed_ms } of board.served!) expect(ms).toBeLessThanOrEqual(allowed_ms)
  })

  test('take on the timeline what the report says, loads of the buffer beside', async () => {
    for (let i = 0; i < LIVE_PERIOD; i++) await attempt({ security: 'high' })
    const { board } = await attempt({ security: 'high' })
    for (const { modality, ms, runs, buffer_bytes, saved_ms } of board.served!) {
      const stages = board.stages.filter(({ stage }) => stage === `${modality} embed`)
      const spent = stages.reduce((sum, stage) => sum + stage.ms, 0)
      expect(spent).toBeGreaterThanOrEqual(ms)
      expect(spent).toBeLessThan(1.02 * ms)
      expect(runs).toBeGreaterThanOrEqual(modality === 'face' ? 1 : 2)
      expect(Math.min(buffer_bytes, saved_ms)).toBeGreaterThan(0)
    }
  })

  test('record what surrounds them and how often networks ran, and nothing else', async () => {
    records.length = 0
    await attempt({ security: 'low', battery: 0.25, load: 0.5 }, { ...own, voices: [] })
    const [{ at, ...record }] = records
    expect(Date.parse(at)).toBeGreaterThan(0)
    expect(record).toEqual({
      policy: 'strict-accuracy',
      security: 'low',
      battery: 0.25,
      load: 0.5,
      allowedMs: null,
      pictures: 1,
      windows: 0,
    })
  })

  test('share their templates with the fixed networks, which are the largest SubNets served', async () => {
    const fixed = startSystem()
    expect((await verify(store, fixed, { person: 'Ada', ...own })).decision).toBe('accept')
    await enrol(store, fixed, { person: 'Bob', ...samplesOf(5, 0, 3, 2) })
    system.situation = usualSituation
    const bob = (presented: typeof own) => verify(store, system, { person: 'Bob', ...presented })
    expect((await bob(samplesOf(5, 1, 1, 1))).decision).toBe('accept')
    expect((await bob(own)).decision).toBe('reject')
  })

  test('are refused where the calibration is of another SuperNet', async () => {
    const calibration = readCalibration()
    const other = { ...calibration, face: { ...calibration.face, sha256: '0'.repeat(64) } }
    await expect(startScheduled({ calibration: other })).rejects.toThrow(
      expect.objectContaining({ code: 'supernet-calibration-outdated', exitCode: 4 }),
    )
  })
})

test('every SubNet, and every pair, has thresholds for falling false-match rates that never fall themselves', () => {
  const { face, voice, fused } = readCalibration()
  expect(fused).toHaveLength(face.subnets.length * voice.subnets.length)
  for (const { operating_points } of [...face.subnets, ...voice.subnets, ...fused]) {
    expect(operating_points.map(({ fmr }) => fmr)).toEqual([0.1, 0.01, 0.001])
    const thresholds = operating_points.map(({ threshold }) => threshold)
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b))
  }
})
