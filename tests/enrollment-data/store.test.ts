import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../enrollment-data/records.ts'
import { openStore } from '../../enrollment-data/store.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { enrolment, MODELS, unitEmbedding } from './enrolments.ts'

const noLimit = () => {}

/** The bytes that are stored of a person: key, samples, templates, as they lie there. */
function sealedBytes(file: string, personId: number): Buffer[] {
  const database = new Database(file, { readonly: true })
  const column = (name: string, table: string) =>
    database.prepare(`SELECT ${name} FROM ${table} WHERE person_id = ?`).pluck().all(personId) as Buffer[]
  const bytes = [
    ...column('wrapped', 'person_keys'),
    ...column('sealed', 'samples'),
    ...column('sealed', 'templates'),
  ]
  database.close()
  return bytes
}

const attempt = (personId: number): Attempt => ({
  personId,
  at: '2026-01-02T03:04:05.678Z',
  task: 'verify',
  trial: false,
  simulated: false,
  decision: 'reject',
  reason: 'score-below-threshold',
  score: -1.25,
  threshold: 4.5,
  modalities: { voice: { score: 0.125, quality: 0.75, model: MODELS.voice } },
  latencyMs: 812.5,
  energyMj: 300.25,
  failures: 1,
})

describe('a store', () => {
  test('gives back what was enrolled, bit for bit', () => {
    const store = openStore({ directory: temporaryFolder() })
    const ada = enrolment('Ada Lovelace', 7)
    const person = store.enrol(ada)
    expect(person).toMatchObject({ id: 1, name: 'Ada Lovelace', samples: { face: 3, voice: 2 } })
    expect(store.samples(person)).toEqual(ada.samples)
    expect(person.templates.map(({ modality, model }) => [modality, model])).toEqual([
      ['face', MODELS.face],
      ['voice', MODELS.voice],
    ])
    expect(store.templates(person).map(({ record }) => [...record])).toEqual(
      ada.templates(person.id).map(({ record }) => [...record]),
    )
    store.close()
  })

  test('survives being closed and opened again', () => {
    const directory = temporaryFolder()
    const first = openStore({ directory })
    const person = first.enrol(enrolment('Ada'))
    first.log(attempt(person.id))
    first.close()
    const second = openStore({ directory })
    expect(second.person('Ada')).toEqual(person)
    expect(second.auditLog.attempts(person.id)).toEqual([attempt(person.id)])
    second.close()
  })

  test('knows a person however the name is written', () => {
    const store = openStore({ directory: temporaryFolder() })
    store.enrol(enrolment('Zoë  Müller'))
    for (const name of ['zoë müller', 'ZOË MÜLLER', 'Zoe\u0308 Mu\u0308ller', '  Zoë Müller ']) {
      expect(store.person(name)?.id).toBe(1)
    }
    expect(store.person('Zoe Muller')).toBeUndefined()
    store.close()
  })

  test('refuses a second person of the same name and stays as it was', () => {
    const store = openStore({ directory: temporaryFolder() })
    store.enrol(enrolment('Ada'))
    expect(() => store.enrol(enrolment('ADA', 2))).toThrow(
      expect.objectContaining({ code: 'duplicate-person', exitCode: 2 }),
    )
    expect(store.count()).toBe(1)
    expect(store.samples(store.person('Ada')!)[0].embedding).toEqual(unitEmbedding(10))
    store.close()
  })

  test('lists people by name', () => {
    const store = openStore({ directory: temporaryFolder() })
    for (const name of ['carl', 'Ada', 'Bea']) store.enrol(enrolment(name))
    expect(store.people().map(({ name }) => name)).toEqual(['Ada', 'Bea', 'carl'])
    store.close()
  })

  test('keeps nothing of an enrolment that is refused half-way', () => {
    const store = openStore({ directory: temporaryFolder() })
    const refused = {
      ...enrolment('Ada'),
      templates: () => {
        throw new Error('no template')
      },
    }
    expect(() => store.enrol(refused)).toThrow('no template')
    expect(() =>
      store.enrol({
        ...enrolment('Bea'),
        admit: (enrolled) => {
          throw new Error(`full with ${enrolled}`)
        },
      }),
    ).toThrow('full with 0')
    expect(store.people()).toEqual([])
    store.close()
  })

  test('removes a person with samples and templates, leaves the others, and keeps what the log says of both', () => {
    const store = openStore({ directory: temporaryFolder() })
    const ada = store.enrol(enrolment('Ada', 1))
    const bea = store.enrol(enrolment('Bea', 2))
    store.log(attempt(ada.id))
    store.log(attempt(bea.id))
    store.remove('ada')
    expect(store.people().map(({ name }) => name)).toEqual(['Bea'])
    expect(() => store.samples(ada)).toThrow(expect.objectContaining({ code: 'person-gone' }))
    expect(store.auditLog.attempts(ada.id)).toHaveLength(1)
    expect(store.samples(bea)).toHaveLength(5)
    expect(store.auditLog.attempts(bea.id)).toHaveLength(1)
    expect(store.remove('ada')).toBeUndefined()
    store.close()
  })

  test('leaves no byte of a removed person in any of its files', () => {
    const directory = temporaryFolder()
    const store = openStore({ directory })
    store.enrol(enrolment('Bea', 2))
    const ada = enrolment('Ada Lovelace', 7)
    store.enrol(ada)
    const traces = [Buffer.from('Ada Lovelace'), ...sealedBytes(store.file, 2)]
    expect(traces).toHaveLength(1 + 1 + 5 + 2)
    const found = () => {
      const files = readdirSync(directory).map((file) => readFileSync(join(directory, file)))
      return traces.filter((trace) => files.some((bytes) => bytes.includes(trace))).length
    }
    expect(found()).toBe(traces.length)
    store.remove('Ada Lovelace')
    expect(found()).toBe(0)
    store.close()
    expect(found()).toBe(0)
  })

  test('never gives the number of a removed person to another', () => {
    const store = openStore({ directory: temporaryFolder() })
    const first = store.enrol(enrolment('Ada')).id
    store.remove('Ada')
    expect(store.enrol(enrolment('Ada')).id).toBeGreaterThan(first)
    store.close()
  })

  test('puts a removed person back as they were, unless the name was taken meanwhile', () => {
    const store = openStore({ directory: temporaryFolder() })
    const ada = store.enrol(enrolment('Ada', 3))
    const samples = store.samples(ada)
    store.log(attempt(ada.id))
    const removed = store.remove('Ada')!
    expect(store.restore(removed, noLimit)).toEqual(ada)
    expect(store.samples(ada)).toEqual(samples)
    expect(store.auditLog.attempts(ada.id)).toEqual([attempt(ada.id)])
    store.remove('Ada')
    store.enrol(enrolment('ada', 4))
    expect(() => store.restore(removed, noLimit)).toThrow(
      expect.objectContaining({ code: 'duplicate-person' }),
    )
    store.close()
  })

  test('puts nobody back whom the board has no room for', () => {
    const store = openStore({ directory: temporaryFolder() })
    store.enrol(enrolment('Bea', 4))
    store.enrol(enrolment('Ada', 3))
    const removed = store.remove('Ada')!
    const admit = (enrolled: number) => {
      throw new Error(`full with ${enrolled}`)
    }
    expect(() => store.restore(removed, admit)).toThrow('full with 1')
    expect(store.people().map(({ name }) => name)).toEqual(['Bea'])
    store.close()
  })

  test('remembers who and what is simulated, also after a removal that is undone', () => {
    const store = openStore({ directory: temporaryFolder() })
    const { id } = store.enrol({ ...enrolment('Ada'), simulated: true })
    store.enrol(enrolment('Bea'))
    store.log({ ...attempt(id), simulated: true })
    store.restore(store.remove('Ada')!, noLimit)
    expect(store.people().map(({ simulated }) => simulated)).toEqual([true, false])
    expect(store.auditLog.attempts(id)).toEqual([{ ...attempt(id), simulated: true }])
    store.close()
  })

  test('removes at once while another program reads, says that the overwriting waits, and makes up for it', () => {
    const directory = temporaryFolder()
    const store = openStore({ directory })
    const { id } = store.enrol(enrolment('Ada Lovelace', 7))
    const [trace] = sealedBytes(store.file, id)
    const onDisk = () =>
      readdirSync(directory).some((file) => readFileSync(join(directory, file)).includes(trace))

    const reader = new Database(join(directory, 'viseme.db'), { readonly: true })
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM people').get()
    const began = Date.now()
    const removed = store.remove('Ada Lovelace')
    expect(Date.now() - began).toBeLessThan(1500)
    expect(removed?.samples).toHaveLength(5)
    expect(store.overwriteDelayed).toBe(true)
    expect(onDisk()).toBe(true)

    reader.exec('COMMIT')
    store.enrol(enrolment('Bea', 2))
    expect(store.overwriteDelayed).toBe(false)
    expect(onDisk()).toBe(false)
    reader.close()
    store.close()
  })

  test('overwrites at the end what it could not overwrite before', () => {
    const directory = temporaryFolder()
    const store = openStore({ directory })
    store.enrol(enrolment('Ada'))
    const reader = new Database(join(directory, 'viseme.db'), { readonly: true })
    reader.exec('BEGIN')
    reader.prepare('SELECT count(*) FROM people').get()
    store.remove('Ada')
    expect(store.overwriteDelayed).toBe(true)
    reader.exec('COMMIT')
    store.close()
    expect(store.overwriteDelayed).toBe(false)
    reader.close()
  })

  test('does not log a trial of somebody who was removed meanwhile', () => {
    const store = openStore({ directory: temporaryFolder() })
    expect(() => store.log(attempt(1))).toThrow(expect.objectContaining({ code: 'person-gone', exitCode: 2 }))
    store.close()
  })
})

test('opening a store whose log still holds what was removed, beside a reader, leaves it due', () => {
  const directory = temporaryFolder()
  const store = openStore({ directory })
  store.enrol(enrolment('Ada'))
  const reader = new Database(store.file, { readonly: true })
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM people').get()
  store.remove('Ada')
  const next = openStore({ directory })
  expect(next.overwriteDelayed).toBe(true)
  reader.close()
  next.countEnrolment('failed', 'no-usable-face', false)
  expect(next.overwriteDelayed).toBe(false)
  next.close()
  store.close()
})
