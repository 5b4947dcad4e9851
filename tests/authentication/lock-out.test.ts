import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { HEAD_FILE } from '../../enrollment-data/audit-head.ts'
import { IDENTIFICATION } from '../../enrollment-data/lock-out-log.ts'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { identify } from '../../main/authentication/identify.ts'
import { afterFailure, clearLockOut, lockOutOf, remainingWait } from '../../main/authentication/lock-out.ts'
import type { Moment } from '../../main/authentication/machine-clock.ts'
import { verify } from '../../main/authentication/verify.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { faceless, fakeSystem, samplesOf } from './fake-system.ts'

/** A clock that tests set. */
function clockAt(uptimeMs = 1e6, boot = 'first start') {
  const now: Moment = { boot, uptimeMs }
  return { now, clock: () => ({ ...now }) }
}

async function enrolled(directory = temporaryFolder()) {
  const store = openStore({ directory })
  onTestFinished(() => store.close())
  const system = fakeSystem()
  for (const [person, who] of [
    ['Ada', 1],
    ['Bea', 2],
  ] as const)
    await enrol(store, system, { person, ...samplesOf(who) })
  return { directory, store, system }
}

/** How an attempt ends: its decision, or the seconds that lock-out tells. */
async function outcome(attempt: Promise<{ decision: string }>): Promise<string | number> {
  try {
    return (await attempt).decision
  } catch (error) {
    if ((error as { code?: string }).code !== 'locked-out') throw error
    expect(error).toMatchObject({ exitCode: 1, next: expect.not.stringContaining('trial mode') })
    return (error as { retryAfterSeconds: number }).retryAfterSeconds
  }
}

const claim = (store: Store, system: ReturnType<typeof fakeSystem>, clock: () => Moment) => ({
  asAda: (who: number, more = {}) =>
    outcome(verify(store, system, { person: 'Ada', ...samplesOf(who, 1, 1), clock, ...more })),
  asBea: (who: number) => outcome(verify(store, system, { person: 'Bea', ...samplesOf(who, 1, 1), clock })),
  anybody: (who: number, more = {}) =>
    outcome(identify(store, system, { ...samplesOf(who, 1, 1), clock, ...more })),
})

describe('the rule', () => {
  test('lets five failures pass, then waits 30 s, doubling, up to an hour', () => {
    const now = clockAt().now
    let state = afterFailure(undefined, now)
    const waits = [state.waitMs]
    for (let failure = 2; failure <= 14; failure++) {
      state = afterFailure(state, now)
      waits.push(state.waitMs)
    }
    const seconds = [0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    expect(waits).toEqual(seconds.map((wait) => 1000 * wait))
  })

  test('counts a wait down to nothing, and never below', () => {
    const since = { boot: 'a', uptimeMs: 1000 }
    const state = { failures: 5, waitMs: 30_000, since }
    const after = (uptimeMs: number) => remainingWait(state, { boot: 'a', uptimeMs })
    expect([1000, 11_000, 30_999, 31_000, 99_000].map(after)).toEqual([30_000, 20_000, 1, 0, 0])
    expect(remainingWait(undefined, since)).toBe(0)
  })
})

describe('verification', () => {
  test('refuses a person after five rejections, whoever presents what, and compares nothing', async () => {
    const { store, system } = await enrolled()
    const { clock } = clockAt()
    const { asAda, asBea } = claim(store, system, clock)
    for (let failure = 1; failure <= 5; failure++) expect(await asAda(9)).toBe('reject')
    const resets = system.machine.resets
    expect(await asAda(9)).toBe(30)
    expect(await asAda(1)).toBe(30)
    expect(system.machine.resets).toBe(resets)
    expect(await asBea(2)).toBe('accept')
  })

  test('compares again when the wait is over; the next failure doubles it, an acceptance forgets all', async () => {
    const { store, system } = await enrolled()
    const { now, clock } = clockAt()
    const { asAda } = claim(store, system, clock)
    for (let failure = 1; failure <= 5; failure++) await asAda(9)
    now.uptimeMs += 29_000
    expect(await asAda(1)).toBe(1)
    now.uptimeMs += 1000
    expect(await asAda(9)).toBe('reject')
    expect(await asAda(9)).toBe(60)
    now.uptimeMs += 60_000
    expect(await asAda(1)).toBe('accept')
    for (let failure = 1; failure <= 5; failure++) expect(await asAda(9)).toBe('reject')
    expect(await asAda(9)).toBe(30)
  })

  test('that is refused while waiting neither prolongs the wait nor counts', async () => {
    const { store, system } = await enrolled()
    const { now, clock } = clockAt()
    const { asAda } = claim(store, system, clock)
    for (let failure = 1; failure <= 5; failure++) await asAda(9)
    for (let second = 1; second <= 29; second++) {
      now.uptimeMs += 1000
      expect(await asAda(9)).toBe(30 - second)
    }
    now.uptimeMs += 1000
    expect(await asAda(1)).toBe('accept')
  })

  test('does not count a picture without a face', async () => {
    const { store, system } = await enrolled()
    const { clock } = clockAt()
    const wall = { person: 'Ada', faces: [{ source: 'wall', value: faceless() }], voices: [], clock }
    for (let i = 0; i < 7; i++) await expect(verify(store, system, wall)).rejects.toThrow('no-face')
    expect(lockOutOf(store, store.person('Ada')!)).toEqual({ failures: 0, waitSeconds: 0 })
  })

  test('side by side answers no more than five failures', async () => {
    const { directory, store, system } = await enrolled()
    const other = openStore({ directory })
    onTestFinished(() => other.close())
    const { clock } = clockAt()
    const [here, there] = [claim(store, system, clock), claim(other, fakeSystem(), clock)]
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? here : there).asAda(i === 11 ? 1 : 9)),
    )
    expect(all.filter((told) => told === 'reject')).toHaveLength(5)
    expect(all.filter((told) => told === 30)).toHaveLength(7)
  })

  test('as a trial is never refused and never counts', async () => {
    const { store, system } = await enrolled()
    const { clock } = clockAt()
    const { asAda } = claim(store, system, clock)
    for (let i = 0; i < 8; i++) expect(await asAda(9, { trial: true })).toBe('reject')
    expect(lockOutOf(store, store.person('Ada')!).failures).toBe(0)
    for (let failure = 1; failure <= 5; failure++) await asAda(9)
    expect(await asAda(1)).toBe(30)
    expect(await asAda(1, { trial: true })).toBe('accept')
    expect(await asAda(1)).toBe(30)
    expect(store.auditLog.attempts(1).filter(({ trial }) => trial)).toHaveLength(9)
    expect(store.auditLog.verify().intact).toBe(true)
  })
})

describe('identification', () => {
  test('is refused to everybody after five strangers, and verification is not', async () => {
    const { store, system } = await enrolled()
    const { now, clock } = clockAt()
    const { anybody, asAda } = claim(store, system, clock)
    for (let failure = 1; failure <= 5; failure++) expect(await anybody(9)).toBe('reject')
    expect(await anybody(1)).toBe(30)
    expect(await anybody(1, { trial: true })).toBe('accept')
    expect(await asAda(1)).toBe('accept')
    now.uptimeMs += 30_000
    expect(await anybody(1)).toBe('accept')
    expect(store.auditLog.lockOut(IDENTIFICATION)).toBeUndefined()
  })

  test('is no way around the wait of a person', async () => {
    const { store, system } = await enrolled()
    const { clock } = clockAt()
    const { anybody, asAda } = claim(store, system, clock)
    for (let failure = 1; failure <= 5; failure++) await asAda(9)
    expect(await anybody(1)).toBe(30)
    expect(await anybody(2)).toBe('accept')
  })
})

describe('a wait', () => {
  async function locked(directory?: string) {
    const place = await enrolled(directory)
    const time = clockAt()
    const people = claim(place.store, place.system, time.clock)
    for (let failure = 1; failure <= 5; failure++) await people.asAda(9)
    return { ...place, ...time, ...people }
  }

  test('is there for another process, and after a restart of the program', async () => {
    const { directory, now } = await locked()
    now.uptimeMs += 12_000
    const again = openStore({ directory })
    onTestFinished(() => again.close())
    expect(await claim(again, fakeSystem(), () => now).asAda(1)).toBe(18)
  })

  test('does not heed the wall clock, set forward or back', async () => {
    const { asAda } = await locked()
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    for (const year of [1999, 2150]) {
      vi.setSystemTime(new Date(`${year}-01-01`))
      expect(await asAda(1)).toBe(30)
    }
  })

  test('after a restart of the machine is waited from its start, and is over in the end', async () => {
    const { now, asAda } = await locked()
    now.uptimeMs += 10_000
    expect(await asAda(1)).toBe(20)
    Object.assign(now, { boot: 'second start', uptimeMs: 4000 })
    expect(await asAda(1)).toBe(16)
    Object.assign(now, { boot: 'third start', uptimeMs: 1000 })
    expect(await asAda(1)).toBe(15)
    Object.assign(now, { boot: 'fourth start', uptimeMs: 15_000 })
    expect(await asAda(1)).toBe('accept')
  })

  test('is kept through a removal that is undone, and ends with it otherwise', async () => {
    const { store, asAda } = await locked()
    const removed = store.remove('Ada')!
    store.restore(removed, () => {})
    expect(await asAda(1)).toBe(30)
    expect(store.auditLog.verify().intact).toBe(true)
  })

  test.each([
    ['the last failures are cut off', 'DELETE FROM audit WHERE seq > 4'],
    [
      'a failure is called an acceptance',
      'UPDATE audit SET entry = replace(entry, \'"failures":5\', \'"failures":0\')',
    ],
    [
      'another decision is called the last one of the person',
      'UPDATE audit SET person_id = 1 WHERE seq = (SELECT max(seq) FROM audit WHERE person_id = 2)',
    ],
    ["the last failure is somebody else's", 'UPDATE audit SET person_id = 2 WHERE seq = 7'],
  ])(
    'that is reset in the log, where %s, lets nobody in before the log is accepted',
    async (_, statement) => {
      const { store, asAda, asBea, now } = await locked()
      await asBea(2)
      const database = new Database(store.file)
      database.exec(statement)
      database.close()
      now.uptimeMs += 1e6
      const changed = { code: 'audit-changed', exitCode: 4 }
      await expect(asAda(1)).rejects.toMatchObject(changed)
      expect(store.auditLog.verify().intact).toBe(false)
      store.auditLog.accept()
      expect(await asAda(9)).toBe('reject')
      expect(await asBea(2)).toBe('accept')
    },
  )

  test('of a log without its head is trusted by nobody, either', async () => {
    const { store, asAda } = await locked()
    rmSync(join(dirname(store.file), HEAD_FILE))
    await expect(asAda(1)).rejects.toMatchObject({ code: 'audit-changed' })
  })

  test('is forgotten by the owner, which the log tells', async () => {
    const { store, asAda } = await locked()
    clearLockOut(store, store.person('Ada')!)
    expect(await asAda(1)).toBe('accept')
    expect(store.auditLog.rows().map(({ entry }) => entry?.event)).toContain('lock-out-cleared')
    expect(store.auditLog.verify().intact).toBe(true)
  })
})
