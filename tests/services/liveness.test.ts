import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { clearLockOut, lockOutOf } from '../../main/authentication/lock-out.ts'
import { verify } from '../../main/authentication/verify.ts'
import { livenessChallenges } from '../../main/services/liveness.ts'
import { FACE_QUALITY, fakeSystem, samplesOf } from '../authentication/fake-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'

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
  return { challenges, begin, told, store, system }
}

const CLAIM = { person: 'Ada', trial: false }

/** Attempts to be Ada with a challenge whose movement was told; the signs of life are not what is asked here. */
async function attempts() {
  const { challenges, store, system } = await challengesOf()
  const call = {} as never
  const begin = async () => {
    const { challenge } = await challenges.handlers['challenge-begin']({ camera: '', ...CLAIM }, call)
    for (let frame = 0; frame < 3; frame++)
      await challenges.handlers['challenge-frame']({ challenge, face }, call)
    return challenge
  }
  const attempt = async (who: number) => {
    const challenge = await begin()
    const { charge } = await challenges.finish(challenge, CLAIM, null)
    const { decision } = await verify(store, system, { person: 'Ada', ...samplesOf(who, 1, 1), charge })
    challenges.settled(CLAIM, challenge)
    return decision
  }
  return { challenges, store, begin, attempt }
}

const times = async <T>(count: number, one: () => Promise<T>): Promise<Set<T>> => {
  const seen = new Set<T>()
  for (let i = 0; i < count; i++) seen.add(await one())
  return seen
}

test('a claim is asked for the same movement until an attempt on it is decided', async () => {
  const { told, challenges, store } = await challengesOf()
  const ada = store.person('Ada')!
  expect((await times(4, () => told('Ada'))).size).toBe(1)
  expect((await times(30, () => told('Ada', true))).size).toBe(1)
  expect((await times(4, () => told(null))).size).toBe(1)
  const decided = await times(60, async () => {
    challenges.settled({ person: 'Ada', trial: false }, '')
    clearLockOut(store, ada)
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
    expect(store.verifyAudit()).toMatchObject({ intact: true, findings: [] })
  })

  test('counts for identification as well, and not in trials', async () => {
    const { told, begin, store } = await challengesOf()
    for (let i = 0; i < 8; i++) await told('Ada', true)
    expect(lockOutOf(store, store.person('Ada')!).failures).toBe(0)
    for (let i = 0; i < 5; i++) await told(null)
    await expect(begin(null)).rejects.toMatchObject({ code: 'locked-out' })
    expect(store.verifyAudit().intact).toBe(true)
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
    expect(store.verifyAudit()).toMatchObject({ intact: true, findings: [] })
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
    expect(store.verifyAudit().intact).toBe(true)
  })
})

test('decided trials draw nothing new for attempts that count', async () => {
  const { told, challenges, store } = await challengesOf()
  const seen = await times(30, () => {
    clearLockOut(store, store.person('Ada')!)
    challenges.settled({ person: 'Ada', trial: true }, '')
    challenges.settled({ person: 'Bea', trial: false }, '')
    return told('Ada')
  })
  expect(seen.size).toBe(1)
})

test('a challenge serves a cascade, which asks twice, and nothing more', async () => {
  const { begin, challenges } = await attempts()
  const challenge = await begin()
  await challenges.finish(challenge, CLAIM, null)
  await challenges.finish(challenge, CLAIM, null)
  await expect(challenges.finish(challenge, CLAIM, null)).rejects.toMatchObject({ code: 'challenge-gone' })
  const decided = await begin()
  challenges.settled(CLAIM, decided)
  await expect(challenges.finish(decided, CLAIM, null)).rejects.toMatchObject({ code: 'challenge-gone' })
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
