import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { livenessChallenges } from '../../main/services/liveness.ts'
import { fakeSystem, samplesOf } from '../authentication/fake-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const face = { kind: 'frame', width: 16, height: 16, data: new Uint8Array(16 * 16 * 3) } as const

/** Challenges before a face that looks straight, with Ada and Bea enrolled. */
async function challengesOf() {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  const system = fakeSystem()
  await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
  await enrol(store, system, { person: 'Bea', ...samplesOf(2) })
  const quality = { score: 0.8, yaw: 0, pitch: 0, roll: 0 }
  Object.assign(system.face, { inspect: () => ({ detection: null, quality, problem: null }) })
  const challenges = livenessChallenges({ store, system: () => system })
  const call = {} as never
  const begin = async (person: string | null, trial = false) =>
    (await challenges.handlers['challenge-begin']({ camera: '', person, trial }, call)).challenge
  /** The movement that a new attempt is told. */
  const told = async (person: string | null, trial = false) => {
    const challenge = await begin(person, trial)
    for (let frame = 0; frame < 3; frame++) {
      const { progress } = await challenges.handlers['challenge-frame']({ challenge, face }, call)
      if (progress.stage === 'acting') return progress.action
    }
    throw new Error('No movement was told')
  }
  return { challenges, begin, told }
}

const times = async <T>(count: number, one: () => Promise<T>): Promise<Set<T>> => {
  const seen = new Set<T>()
  for (let i = 0; i < count; i++) seen.add(await one())
  return seen
}

test('a claim is asked for the same movement until an attempt on it is decided', async () => {
  const { told, challenges } = await challengesOf()
  expect((await times(30, () => told('Ada'))).size).toBe(1)
  expect((await times(30, () => told(null))).size).toBe(1)
  const claim = { person: 'Ada', trial: false }
  const decided = await times(60, async () => {
    challenges.settled(claim)
    return told('ada')
  })
  expect(decided.size).toBe(3)
})

test('decided trials draw nothing new for attempts that count', async () => {
  const { told, challenges } = await challengesOf()
  const seen = await times(30, () => {
    challenges.settled({ person: 'Ada', trial: true })
    challenges.settled({ person: 'Bea', trial: false })
    return told('Ada')
  })
  expect(seen.size).toBe(1)
})

test('a challenge is of use for its own claim alone', async () => {
  const { begin, challenges } = await challengesOf()
  const challenge = await begin('Ada')
  for (const claim of [
    { person: 'Bea', trial: false },
    { person: null, trial: false },
    { person: 'Ada', trial: true },
  ]) {
    await expect(challenges.finish(challenge, claim, null)).rejects.toMatchObject({
      code: 'challenge-of-another-claim',
    })
  }
  await expect(challenges.finish(challenge, { person: 'Ada', trial: false }, null)).rejects.toMatchObject({
    code: 'no-frontal-face',
  })
})
