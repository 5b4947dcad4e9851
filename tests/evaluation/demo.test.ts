import { describe, expect, it } from 'vitest'
import type { Fusion } from '../../main/authentication/fusion.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import type { Captured, Source } from '../../main/evaluation/capture-task.ts'
import { demonstrate } from '../../main/evaluation/demo.ts'
import { demoText } from '../../main/evaluation/demo-text.ts'
import { embeddingOf, fakeCapture } from './fake-capture.ts'

const data = { name: 'made up', people: 2, samples: 4, genuine: 2, impostor: 4 }
const threshold = (at: number) => ({ threshold: at, fnmr: 0.1 })
const fusion: Fusion = {
  format: 'viseme-fusion/1',
  calibration: { face: { offset: -5, slope: 12 }, voice: { offset: -3, slope: 9 } },
  operating_points: [{ fmr: 0.01, face: threshold(1), voice: threshold(1), fused: threshold(1) }],
  default_fmr: 0.01,
  fitted: {
    networks: { face: 'aa', voice: 'bb' },
    face: data,
    voice: data,
    chimeric: { draws: 1, people: 2, seed: 1, genuine: 2, impostor: 4 },
    enrolment: { face: 3, voice: 2 },
  },
}

function answered(source: Source, modality: 'face' | 'voice'): Captured {
  if (source.kind !== 'simulated') throw new Error('the demonstration has simulated people')
  const { seed, session, index } = source
  const embedding = embeddingOf(seed + (modality === 'face' ? 0 : 1_000_000), 100 * session + index, 1.3)
  return { embedding, quality: 1 }
}

const request = {
  people: 6,
  sessions: 3,
  seed: 2,
  enrolment: { face: 3, voice: 2 },
  networks: { face: 'a'.repeat(64), voice: 'b'.repeat(64) },
  fusion,
  capture: fakeCapture(answered).capture,
}

describe('the demonstration', () => {
  it('enrols in the first sitting and compares every other sitting with everybody', async () => {
    const { demo } = await demonstrate(request)
    expect(demo).toMatchObject({
      simulated: true,
      people: 6,
      sessions: 3,
      attempts: { genuine: 12, impostor: 60 },
      fta: { face: { errors: 0, trials: 6 * 5 }, voice: { errors: 0, trials: 6 * 4 } },
      fte: { errors: 0, trials: 6 },
      board: {
        attempt_ms: { face: 500, voice: 300, both: 531.5 },
        slowest_attempt_ms: 537,
        peak_ram_bytes: 200_000,
        fits: true,
      },
    })
    for (const system of [demo.systems.face, demo.systems.voice, demo.systems.fused]) {
      expect(system).toMatchObject({ genuine: 12, impostor: 60, people: 6 })
      expect(system.eer.low).toBeLessThanOrEqual(system.eer.value)
      expect(system.eer.high).toBeGreaterThan(0)
    }
    expect(demo.systems.fused.auc).toBeGreaterThanOrEqual(demo.systems.voice.auc)
    expect(demo.decisions.fused).toMatchObject({ threshold: 1, stated_fmr: 0.01 })
    for (const { fmr, fnmr } of Object.values(demo.decisions)) {
      expect(fmr?.trials).toBe(60)
      expect(fnmr?.trials).toBe(12)
      for (const counted of [fmr, fnmr]) {
        expect(counted?.value).toBe(counted!.errors / counted!.trials)
        // Six people: no rate is known without doubt.
        expect(counted!.high - counted!.low).toBeGreaterThan(0.05)
      }
    }
  })

  it('shows people that a seed makes, others for another seed', async () => {
    const { demo } = await demonstrate(request)
    expect(demo.names[0]).toBe(simulatedPerson(2000).name)
    const { demo: other } = await demonstrate({ ...request, seed: 3 })
    expect(other.names.filter((name) => demo.names.includes(name))).toEqual([])
  })

  it('is the same for the same seed', async () => {
    expect(await demonstrate(request)).toEqual(await demonstrate(request))
  })

  it('counts who could not be enrolled or acquired, and goes on without them', async () => {
    const failed: Captured = { failed: 'capture', code: 'no-face', message: 'No face.' }
    const { capture } = fakeCapture((source, modality) => {
      const { seed, session } = source as Extract<Source, { kind: 'simulated' }>
      const fails =
        modality === 'face' && ((seed === 2000 && session === 0) || (seed === 2001 && session === 1))
      return fails ? failed : answered(source, modality)
    })
    const { demo } = await demonstrate({ ...request, capture })
    expect(demo.fte).toMatchObject({ errors: 1, trials: 6 })
    expect(demo.fta.face).toMatchObject({ errors: 4, trials: 30 })
    // 5 templates; 11 of 12 attempts are complete, 9 of them by people who are enrolled.
    expect(demo.attempts).toEqual({ genuine: 9, impostor: 11 * 5 - 9 })
    expect(demo.systems.voice.genuine).toBe(10)
  })

  it('says so where nothing could be acquired', async () => {
    const { capture } = fakeCapture((source, modality) =>
      modality === 'voice'
        ? { failed: 'capture', code: 'silence', message: 'Silence.' }
        : answered(source, modality),
    )
    await expect(demonstrate({ ...request, capture })).rejects.toThrow(
      expect.objectContaining({ code: 'nothing-acquired' }),
    )
  })

  it('draws the curves of all three systems and labels everything simulated', async () => {
    const text = demoText((await demonstrate(request)).demo).join('\n')
    expect(text).toMatch(/^SIMULATED: 6 people who do not exist/)
    expect(text).toMatch(/12 genuine and 60 impostor attempts/)
    expect(text).toMatch(/\* fused +EER/)
    const interval = String.raw`\d+\.\d\d % \(\d+\.\d\d-\d+\.\d\d %\), \d+ of`
    expect(text).toMatch(new RegExp(`failure to enrol +${interval} 6\n`))
    expect(text).toMatch(new RegExp(`failure to acquire, face +${interval} 30\n`))
    expect(
      text.match(new RegExp(`threshold for FMR 1 %: FMR ${interval} 60\n +FNMR ${interval} 12\n`, 'g')),
    ).toHaveLength(3)
    expect(text).toMatch(/FNMR\n(.*\n)+.*FMR\n/)
    expect(text).toMatch(/face 500 ms, voice 300 ms, both at once 53\d ms in the mean, 53\d ms at most/)
  })
})
