import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { lockOutOf } from '../../main/authentication/lock-out.ts'
import { runTrial } from '../../main/authentication/trial.ts'
import { type TrialEnding, trialEnded } from '../../main/authentication/trial-endings.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { FUSION, faceless, fakeSystem, picture, recording, samplesOf } from './fake-system.ts'

async function lab() {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  const system = fakeSystem()
  await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
  await enrol(store, system, { person: 'Bea', ...samplesOf(2) })
  const run = store.trialRuns.begin({ name: 'Lab', claim: 0.01, rawFolder: null })
  const make = (declared: Partial<Parameters<typeof runTrial>[3]>, who: number | null) =>
    runTrial(
      store,
      system,
      run,
      { person: 'Ada', role: 'genuine', attack: '', presenter: '', ...declared },
      async () => ({
        faces: [{ source: 'x', value: who === null ? faceless() : picture(who) }],
        voices: [{ source: 'y', value: recording(who ?? 1) }],
      }),
    )
  return { store, system, run, make, ada: store.person('Ada')! }
}

test('a genuine attempt is kept with its scores, the presenter being the claimed person', async () => {
  const { store, run, make, ada } = await lab()
  const { trial, decision } = await make({}, 1)
  expect(decision?.decision).toBe('accept')
  expect(trial).toMatchObject({
    role: 'genuine',
    outcome: 'accept',
    claimed: ada.id,
    presenter: `#${ada.id}`,
  })
  expect(store.trialRuns.trials(run.id)).toEqual([trial])
})

test('an impostor who is enrolled is kept by number, anybody else as declared', async () => {
  const { store, make } = await lab()
  const { trial } = await make({ role: 'impostor', presenter: ' bea ' }, 2)
  expect(trial).toMatchObject({ outcome: 'reject', presenter: `#${store.person('Bea')!.id}` })
  const { trial: stranger } = await make({ role: 'impostor', presenter: 'P 17' }, 5)
  expect(stranger.presenter).toBe('P 17')
  const { trial: again } = await make({ role: 'impostor', presenter: 'p  17' }, 5)
  expect(again.presenter).toBe('P 17')
})

test('lock-out neither counts nor stops trials, however many fail', async () => {
  const { store, make, ada } = await lab()
  for (let i = 0; i < 8; i++) await make({ role: 'impostor', presenter: 'Eve' }, 5)
  expect(lockOutOf(store, ada)).toEqual({ failures: 0, waitSeconds: 0 })
})

test('what cannot be acquired is a trial too, with its reason', async () => {
  const { make } = await lab()
  const { trial, decision, advice } = await make({}, null)
  expect(decision).toBe(null)
  expect(trial).toMatchObject({ outcome: 'not-acquired', reason: 'no-face', score: null })
  expect(advice).toContain('Try again')
})

test('what was stopped by hand is kept, withdrawn; what took too long is a failure to acquire', async () => {
  const { store, system, run } = await lab()
  const declared = { person: 'Ada', role: 'impostor', attack: '', presenter: 'Eve' } as const
  const end = (ending: TrialEnding) =>
    runTrial(store, system, run, declared, async () => {
      throw trialEnded(ending)
    })
  await end('attempt-stopped')
  await end('attempt-timed-out')
  expect(store.trialRuns.trials(run.id)).toMatchObject([
    { outcome: 'not-acquired', reason: 'attempt-stopped', withdrawn: true },
    { outcome: 'not-acquired', reason: 'attempt-timed-out', withdrawn: false },
  ])
})

test('in a cascade only the whole attempt is a trial, not the face that was unsure', async () => {
  const { store, system, run } = await lab()
  const declared = { person: 'Ada', role: 'genuine', attack: '', presenter: '' } as const
  const { faces, voices } = samplesOf(1, 1, 1)
  const unsure = {
    ...FUSION,
    operating_points: FUSION.operating_points.map((point) => ({
      ...point,
      face: { threshold: 99, fnmr: 0 },
    })),
  }
  unsure.operating_points = [
    { ...unsure.operating_points[0], fmr: 0.1, face: { threshold: -9, fnmr: 0 } },
    ...unsure.operating_points,
  ]
  Object.defineProperty(system, 'fusion', { value: unsure })
  const make = (heard: typeof voices) =>
    runTrial(store, system, run, declared, async () => ({ faces, voices: heard, cascade: true }))
  await expect(make([])).rejects.toMatchObject({ code: 'voice-needed' })
  expect(store.trialRuns.trials(run.id)).toEqual([])
  expect((await make(voices)).trial).toMatchObject({ cascade: true, outcome: 'accept', withdrawn: false })
  expect(store.trialRuns.trials(run.id)).toHaveLength(1)
})

test.each([
  ['an attack without a kind', 'attack-missing', { role: 'attack', presenter: 'Eve', attack: ' ' }],
  ['a presenter called like a number', 'presenter-like-a-number', { role: 'impostor', presenter: ' #1' }],
  ['an impostor whom nobody named', 'presenter-missing', { role: 'impostor' }],
  ['somebody as their own impostor', 'same-person', { role: 'impostor', presenter: 'ADA' }],
  ['a claim to be nobody known', 'unknown-person', { person: 'Carl' }],
] as const)('%s is refused and not counted', async (_, code, declared) => {
  const { store, run, make } = await lab()
  await expect(make(declared, 1)).rejects.toMatchObject({ code })
  expect(store.trialRuns.trials(run.id)).toEqual([])
})
