import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { HEAD_FILE } from '../../enrollment-data/audit-head.ts'
import { openStore } from '../../enrollment-data/store.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment, MODELS } from './enrolments.ts'
import { plainBytes, writePlainStore } from './plain-store.ts'

const names = Array.from({ length: 12 }, (_, i) => `Person ${i + 1}`)

/** A store of the schema before, and how many of its plain pieces still lie in any of its files. */
function plainStore() {
  const directory = temporaryFolder()
  writePlainStore(directory, names)
  const pieces = plainBytes(names)
  const found = () => {
    const files = readdirSync(directory).map((file) => readFileSync(join(directory, file)))
    return pieces.filter((piece) => files.some((bytes) => bytes.includes(piece))).length
  }
  return { directory, pieces: pieces.length, found }
}

describe('an unencrypted store of the schema before', () => {
  test('is sealed when it is opened: everybody is there, and no plain byte of them is in any file', () => {
    const { directory, pieces, found } = plainStore()
    expect(found()).toBe(pieces)
    const store = openStore({ directory })
    expect(found()).toBe(0)
    expect(store.people().map(({ name }) => name)).toHaveLength(12)
    for (const [index, name] of names.entries()) {
      const person = store.person(name)!
      const { samples, templates } = enrolment(name, index + 1)
      expect(person).toMatchObject({
        id: index + 1,
        created: '2026-01-02T03:04:05.678Z',
        simulated: index % 2 === 1,
      })
      expect(store.samples(person)).toEqual(samples)
      expect(store.templates(person)).toEqual(templates(person.id))
    }
    store.close()
    expect(found()).toBe(0)
  })

  test('brings its trial log along as the beginning of an intact audit log', () => {
    const { directory } = plainStore()
    const store = openStore({ directory })
    onTestFinished(() => store.close())
    expect(store.auditLog.verify()).toMatchObject({ rows: 12, intact: true, findings: [] })
    expect(store.auditLog.attempts(7)).toEqual([
      {
        personId: 7,
        at: '2026-01-03T03:04:05.678Z',
        task: 'verify',
        trial: false,
        simulated: false,
        decision: 'reject',
        reason: 'score-below-threshold',
        score: -1.5,
        threshold: 2.5,
        modalities: { face: { score: 0.25, quality: 0.75, model: MODELS.face } },
        latencyMs: 812,
        energyMj: 300,
        failures: null,
      },
    ])
  })

  test('is unprotected then, and nobody has chosen that', () => {
    const { directory } = plainStore()
    const store = openStore({ directory })
    onTestFinished(() => store.close())
    expect(store.protection.state()).toEqual({
      mode: 'unprotected',
      chosen: false,
      locked: false,
      empty: false,
    })
  })

  test('opened for reading is left as it is, and shows everybody', () => {
    const { directory, pieces, found } = plainStore()
    const store = openStore({ directory, readOnly: true })
    expect(store.templates(store.person('Person 3')!)).toEqual(enrolment('', 3).templates(3))
    store.close()
    expect(found()).toBe(pieces)
    expect(existsSync(join(directory, HEAD_FILE))).toBe(false)
  })
})
