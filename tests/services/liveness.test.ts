import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { clearLockOut, lockOutOf } from '../../main/authentication/lock-out.ts'
import { verify } from '../../main/authentication/verify.ts'
import { authenticationHandlers } from '../../main/services/authentication.ts'
import type { Surroundings } from '../../main/services/handlers.ts'
import { livenessChallenges } from '../../main/services/liveness.ts'
import { FACE_QUALITY, fakeSystem, samplesOf } from '../authentication/fake-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const call = {} as never
const face = { kind: 'frame', width: 16, height: 16, data: new Uint8Array(16 * 16 * 3) } as const

/** Challenges before a face that looks straight, with Ada and Bea enrolled. */
async function challengesOf() {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  const system = fakeSystem()
  await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
  await enrol(store, system, { person: 'Bea', ...samplesOf(2) })
  const quality = FACE_QUALITY
  Object.assign(system.face, { inspect: () => ({ detection: null, quality, problem: null }) })
  const challenges = livenessChallenges({ store, system: () => system })
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
  /** An attempt whose movement is told and which is decided; lock-out is not what is asked here. */
  const decide = async (person: string | null, trial = false) => {
    const challenge = await begin(person, trial)
    for (let frame = 0; frame < 3; frame++)
      await challenges.handlers['challenge-frame']({ challenge, face }, call)
    const { settled } = await challenges.finish(challenge, { person, trial }, null)
    settled()
    clearLockOut(store, person === null ? null : store.person(person)!)
  }
  return { challenges, begin, told, decide, store, system }
}

const CLAIM = { person: 'Ada', trial: false }

/** Attempts to be Ada with a challenge whose movement was told; the signs of life are not what is asked here. */
async function attempts() {
  const { challenges, store, system } = await challengesOf()
  const begin = async () => {
    const { challenge } = await challenges.handlers['challenge-begin']({ camera: '', ...CLAIM }, call)
    for (let frame = 0; frame < 3; frame++)
      await challenges.handlers['challenge-frame']({ challenge, face }, call)
    return challenge
  }
  const attempt = async (who: number) => {
    const challenge = await begin()
    const { charge, settled } = await challenges.finish(challenge, CLAIM, null)
    const { decision } = await verify(store, system, { person: 'Ada', ...samplesOf(who, 1, 1), charge })
    settled()
    return decision
  }
  return { challenges, store, system, begin, attempt }
}

const times = async <T>(count: number, one: () => Promise<T>): Promise<Set<T>> => {
  const seen = new Set<T>()
  for (let i = 0; i < count; i++) seen.add(await one())
  return seen
}

test('a claim is asked for the same movement until an attempt on it is decided', async () => {
  const { told, decide } = await challengesOf()
  expect((await times(4, () => told('Ada'))).size).toBe(1)
  expect((await times(30, () => told('Ada', true))).size).toBe(1)
  expect((await times(4, () => told(null))).size).toBe(1)
  const decided = await times(40, async () => {
    await decide('Ada')
    return told('ada')
  })
  expect(decided.size).toBe(3)
})

describe('a movement that is told', () => {
  test('is a failure before anybody sees it, so that five walks away lock', async () => {
    const { told, begin, store } = await challengesOf()
    const ada = store.person('Ada')!
    for (let failures = 1; failures <= 5; failures++) {
      await told('Ada')
      expect(lockOutOf(store, ada).failures).toBe(failures)
    }
    await expect(begin('Ada')).rejects.toMatchObject({ code: 'locked-out', exitCode: 1 })
    await begin('Bea')
    expect(store.auditLog.verify()).toMatchObject({ intact: true, findings: [] })
  })

  test('counts for identification as well, and not in trials', async () => {
    const { told, begin, store } = await challengesOf()
    for (let i = 0; i < 8; i++) await told('Ada', true)
    expect(lockOutOf(store, store.person('Ada')!).failures).toBe(0)
    for (let i = 0; i < 5; i++) await told(null)
    await expect(begin(null)).rejects.toMatchObject({ code: 'locked-out' })
    expect(store.auditLog.verify().intact).toBe(true)
  })

  test('is counted once with the attempt it belongs to: rejected it stays, accepted it is forgotten', async () => {
    const { store, attempt } = await attempts()
    const ada = store.person('Ada')!
    expect(await attempt(9)).toBe('reject')
    expect(lockOutOf(store, ada).failures).toBe(1)
    expect(await attempt(9)).toBe('reject')
    expect(lockOutOf(store, ada).failures).toBe(2)
    expect(await attempt(1)).toBe('accept')
    expect(lockOutOf(store, ada).failures).toBe(0)
    expect(store.auditLog.verify()).toMatchObject({ intact: true, findings: [] })
  })

  test('does not lock out the attempt that it belongs to, and locks every other one', async () => {
    const { store, attempt, begin, challenges } = await attempts()
    for (let failure = 1; failure <= 4; failure++) await attempt(9)
    const charged = await begin()
    const { charge } = await challenges.finish(charged, CLAIM, null)
    expect(charge).toMatchObject({ failures: 5, waitMs: 30_000 })
    const bare = { person: 'Ada', ...samplesOf(1, 1, 1) }
    const system = fakeSystem()
    await expect(verify(store, system, bare)).rejects.toMatchObject({ code: 'locked-out' })
    expect(await verify(store, system, { ...bare, charge })).toMatchObject({ decision: 'accept' })
    expect(store.auditLog.verify().intact).toBe(true)
  })
})

test('decided trials draw nothing new for attempts that count', async () => {
  const { told, decide, store } = await challengesOf()
  const seen = await times(12, async () => {
    clearLockOut(store, store.person('Ada')!)
    await decide('Ada', true)
    await decide('Bea')
    return told('Ada')
  })
  expect(seen.size).toBe(1)
})

test('a challenge serves one attempt, however many ask at once', async () => {
  const { begin, challenges } = await attempts()
  const challenge = await begin()
  const both = await Promise.allSettled([
    challenges.finish(challenge, CLAIM, null),
    challenges.finish(challenge, CLAIM, null),
  ])
  expect(both).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'challenge-gone' } },
  ])
})

test('a challenge stands for one decision: every other one is counted beside it', async () => {
  const { begin, challenges, store, system } = await attempts()
  const ada = store.person('Ada')!
  const { charge } = await challenges.finish(await begin(), CLAIM, null)
  const rejected = { person: 'Ada', ...samplesOf(9, 1, 1), charge }
  await Promise.all([verify(store, system, rejected), verify(store, system, rejected)])
  expect(lockOutOf(store, ada).failures).toBe(2)
  await verify(store, system, rejected)
  expect(lockOutOf(store, ada).failures).toBe(3)
  clearLockOut(store, ada)
  await verify(store, system, rejected)
  expect(lockOutOf(store, ada).failures).toBe(1)
  expect(store.auditLog.verify()).toMatchObject({ intact: true, findings: [] })
})

test('a challenge that is told to somebody locked out meanwhile is over, and the log says so', async () => {
  const { challenges, store, system } = await attempts()
  const { challenge } = await challenges.handlers['challenge-begin']({ camera: '', ...CLAIM }, call)
  for (let failure = 1; failure <= 5; failure++)
    await verify(store, system, { person: 'Ada', ...samplesOf(9, 1, 1) })
  const frame = () => challenges.handlers['challenge-frame']({ challenge, face }, call)
  await frame()
  await frame()
  const before = store.auditLog.count()
  await expect(frame()).rejects.toMatchObject({ code: 'locked-out' })
  expect(store.auditLog.rows().slice(before)).toMatchObject([{ entry: { event: 'refused', failures: 5 } }])
  await expect(frame()).rejects.toMatchObject({ code: 'challenge-gone' })
  await expect(challenges.finish(challenge, CLAIM, null)).rejects.toMatchObject({ code: 'challenge-gone' })
  expect(store.auditLog.verify()).toMatchObject({ intact: true, findings: [] })
})

test('an answer is not lost where the claimed person is renamed while it is decided', async () => {
  const { begin, challenges, store, system } = await attempts()
  const surroundings = { store, system: () => system } as unknown as Surroundings
  const challenge = await begin()
  const { verify: ask } = authenticationHandlers(surroundings, {
    ...challenges,
    finish: async (...asked) => {
      const finished = await challenges.finish(...asked)
      return {
        ...finished,
        settled: () => {
          store.rename(store.person('Ada')!.id, 'Ada Byron')
          finished.settled()
        },
      }
    },
  })
  const nothing = { faces: [], voices: [], simulated: true, pace: false }
  // The frames of this challenge show nobody in particular, so that the signs of life are missing.
  expect(await ask({ person: 'Ada', challenge, ...nothing }, call)).toMatchObject({ decision: 'reject' })
})

test('a cascade goes with no challenge: its voice would come after the movement', async () => {
  const { begin, challenges, store, system } = await attempts()
  const surroundings = { store, system: () => system } as unknown as Surroundings
  const { verify: ask, identify: find } = authenticationHandlers(surroundings, challenges)
  const asked = {
    challenge: await begin(),
    cascade: true,
    faces: [],
    voices: [],
    simulated: true,
    pace: false,
  }
  const refused = { code: 'cascade-with-challenge', exitCode: 2 }
  await expect(ask({ person: 'Ada', ...asked }, call)).rejects.toMatchObject(refused)
  await expect(find(asked, call)).rejects.toMatchObject(refused)
  await expect(
    challenges.finish(asked.challenge, CLAIM, null),
    'the challenge goes on without the cascade',
  ).resolves.toBeDefined()
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
