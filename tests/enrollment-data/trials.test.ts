import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment } from './enrolments.ts'
import { trial } from './trial.ts'

function newStore(directory = temporaryFolder()): Store {
  const store = openStore({ directory })
  onTestFinished(() => store.close())
  return store
}

describe('trial runs', () => {
  test('are named, kept, and continued by another process of the same store', () => {
    const directory = temporaryFolder()
    const store = newStore(directory)
    const run = store.trialRuns.begin({ name: ' Spring  lab ', claim: 0.01, rawFolder: null })
    expect(run).toMatchObject({ name: 'Spring lab', claim: 0.01, rawFolder: null, trials: 0 })
    store.trialRuns.add(run.id, trial())
    const attack = trial({
      role: 'attack',
      attack: 'print',
      outcome: 'not-acquired',
      score: null,
      face: null,
    })
    newStore(directory).trialRuns.add(run.id, attack)
    expect(store.trialRuns.run('spring LAB')).toMatchObject({ id: run.id, trials: 2 })
    expect(store.trialRuns.trials(run.id)).toEqual([trial(), attack])
  })

  test('refuse a second run of a name, and tell the names there are', () => {
    const { trialRuns } = newStore()
    trialRuns.begin({ name: 'Lab', claim: 0.1, rawFolder: null })
    expect(() => trialRuns.begin({ name: 'LAB', claim: 0.1, rawFolder: null })).toThrow(
      expect.objectContaining({ code: 'duplicate-trial-run' }),
    )
    expect(() => trialRuns.run('Field')).toThrow(
      expect.objectContaining({ code: 'unknown-trial-run', next: expect.stringContaining('Lab') }),
    )
  })

  test('keep a trial that was taken back, marked, and take back the one before it next', () => {
    const { trialRuns } = newStore()
    const { id } = trialRuns.begin({ name: 'Lab', claim: 0.1, rawFolder: null })
    const first = trialRuns.add(id, trial())
    const second = trialRuns.add(id, trial({ presenter: 'wrong', cascade: true }))
    expect(trialRuns.withdrawLast(id)).toBe(second)
    expect(trialRuns.trials(id)).toEqual([
      trial(),
      trial({ presenter: 'wrong', cascade: true, withdrawn: true }),
    ])
    expect(trialRuns.withdrawLast(id)).toBe(first)
    expect(trialRuns.withdrawLast(id)).toBe(null)
    expect(trialRuns.run('Lab').trials).toBe(2)
  })

  test('go as a whole', () => {
    const { trialRuns } = newStore()
    const { id } = trialRuns.begin({ name: 'Lab', claim: 0.1, rawFolder: null })
    trialRuns.add(id, trial())
    trialRuns.remove(id)
    expect(trialRuns.list()).toEqual([])
    expect(trialRuns.trials(id)).toEqual([])
  })
})

describe('enrolment again', () => {
  test('replaces samples and templates, and leaves number, name and trials', () => {
    const store = newStore()
    const before = store.enrol(enrolment('Ada', 1))
    const { samples, templates } = enrolment('Ada', 2)
    const templatesBefore = store.templates(before)
    const after = store.renew(before.id, samples, templates(before.id))
    expect(after).toMatchObject({ id: before.id, name: 'Ada', created: before.created })
    expect(store.samples(before)).toEqual(samples)
    expect(store.templates(after)).not.toEqual(templatesBefore)
  })

  test('of somebody who was removed meanwhile is refused', () => {
    const store = newStore()
    const { samples, templates } = enrolment('Ada', 2)
    expect(() => store.renew(7, samples, templates(7))).toThrow(
      expect.objectContaining({ code: 'person-gone' }),
    )
  })

  test('is counted, with its failures', () => {
    const store = newStore()
    const none = { transactions: 0, failures: 0 }
    expect(store.enrolmentCounts()).toEqual({ ...none, simulated: none })
    store.countEnrolment('enrolled', '', false)
    store.countEnrolment('failed', 'too-dark', false)
    for (let i = 0; i < 3; i++) store.countEnrolment('enrolled', '', true)
    expect(store.enrolmentCounts()).toEqual({
      transactions: 2,
      failures: 1,
      simulated: { transactions: 3, failures: 0 },
    })
  })
})
