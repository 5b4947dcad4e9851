import { describe, expect, onTestFinished, test } from 'vitest'
import { openPeople, sealPeople } from '../../enrollment-data/people-file.ts'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import { CAPACITY, readTemplateOf } from '../../main/authentication/template.ts'
import { exportPeople, importPeople } from '../../main/authentication/transfer.ts'
import { verify } from '../../main/authentication/verify.ts'
import { enrolment } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { fakeSystem, samplesOf } from './fake-system.ts'

const PASSPHRASE = 'a table of birds'
/** A cheap scrypt, for tests: log2 of N. */
const cost = 4
const failure = (code: string, exitCode = 2) => expect.objectContaining({ code, exitCode })

function storeOf(...names: string[]): Store {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  for (const [index, name] of names.entries()) store.enrol(enrolment(name, index + 1))
  return store
}

describe('exported people', () => {
  test('arrive in another store as they were, under new numbers', async () => {
    const [from, to] = [storeOf('Ada', 'Bea'), storeOf('Somebody', 'Else')]
    const bytes = await exportPeople(from, PASSPHRASE, { cost })
    expect(await importPeople(to, bytes, PASSPHRASE)).toEqual({ imported: ['Ada', 'Bea'], skipped: [] })
    const [before, after] = [from.person('Bea')!, to.person('Bea')!]
    expect(after).toMatchObject({ id: 4, created: before.created, samples: before.samples })
    expect(to.samples(after)).toEqual(from.samples(before))
    for (const [index, template] of to.templates(after).entries())
      expect({ ...readTemplateOf(after, template), personId: before.id }).toEqual(
        readTemplateOf(before, from.templates(before)[index]),
      )
    expect(from.auditLog.rows().at(-1)?.entry).toMatchObject({ event: 'exported', people: 2 })
    expect(to.auditLog.rows().map(({ entry }) => entry?.event)).toEqual([
      'enrolled',
      'enrolled',
      'imported',
      'imported',
    ])
  })

  test('are recognised there', async () => {
    const from = openStore({ directory: temporaryFolder() })
    onTestFinished(() => from.close())
    const system = fakeSystem()
    const { enrol } = await import('../../main/authentication/enrol.ts')
    await enrol(from, system, { person: 'Ada', ...samplesOf(1) })
    const to = storeOf('Somebody')
    await importPeople(to, await exportPeople(from, PASSPHRASE, { cost }), PASSPHRASE)
    expect((await verify(to, system, { person: 'Ada', ...samplesOf(1, 1, 1) })).decision).toBe('accept')
    expect((await verify(to, system, { person: 'Ada', ...samplesOf(2, 1, 1) })).decision).toBe('reject')
  })

  test('can be some of all, and nobody unknown', async () => {
    const from = storeOf('Ada', 'Bea', 'Cleo')
    const to = storeOf()
    const bytes = await exportPeople(from, PASSPHRASE, { names: ['cleo', 'ADA'], cost })
    expect((await importPeople(to, bytes, PASSPHRASE)).imported).toEqual(['Cleo', 'Ada'])
    await expect(exportPeople(from, PASSPHRASE, { names: ['Dora'], cost })).rejects.toThrow(
      failure('unknown-person'),
    )
    await expect(exportPeople(storeOf(), PASSPHRASE, { cost })).rejects.toThrow(failure('nobody-enrolled'))
    await expect(exportPeople(from, 'short', { cost })).rejects.toThrow(failure('weak-passphrase'))
  })

  test('whose name is taken stop the import of all, or are left out when that was asked for', async () => {
    const [from, to] = [storeOf('Ada', 'Bea'), storeOf('Zoe', 'bea')]
    const bytes = await exportPeople(from, PASSPHRASE, { cost })
    await expect(importPeople(to, bytes, PASSPHRASE)).rejects.toThrow(failure('duplicate-person'))
    expect(to.count()).toBe(2)
    expect(await importPeople(to, bytes, PASSPHRASE, { skipExisting: true })).toEqual({
      imported: ['Ada'],
      skipped: ['Bea'],
    })
    expect(to.samples(to.person('bea')!)).toEqual(enrolment('bea', 2).samples)
  })

  test('of whom not all fit on the board are all refused', async () => {
    const to = storeOf(...Array.from({ length: CAPACITY - 1 }, (_, i) => `person ${i}`))
    const bytes = await exportPeople(storeOf('Ada', 'Bea'), PASSPHRASE, { cost })
    await expect(importPeople(to, bytes, PASSPHRASE)).rejects.toThrow(failure('partition-full', 3))
    expect(to.count()).toBe(CAPACITY - 1)
  })
})

test('templates are made anew from the samples: what the file says of them has no say', async () => {
  const { samples, templates } = enrolment('Ada', 1)
  const somebodyElses = enrolment('Eve', 7).templates(1)
  const person = { name: 'Ada', simulated: false, created: '2026-01-02T03:04:05.678Z', samples }
  const bytes = await sealPeople([{ ...person, templates: somebodyElses }], PASSPHRASE, cost)
  const to = storeOf()
  await importPeople(to, bytes, PASSPHRASE)
  expect(to.templates(to.person('Ada')!)).toEqual(templates(1))
})

describe('a file of exported people', () => {
  const people = [
    { ...enrolment('Ada'), created: '2026-01-02T03:04:05.678Z', templates: enrolment('Ada').templates(1) },
  ]

  test('opens to its passphrase only, and shows nobody otherwise', async () => {
    const bytes = await sealPeople(people, PASSPHRASE, cost)
    expect(bytes.includes('Ada')).toBe(false)
    expect(await openPeople(bytes, PASSPHRASE)).toEqual(people)
    await expect(openPeople(bytes, 'a table of fish')).rejects.toThrow(failure('wrong-passphrase'))
  })

  test('with a bit of it flipped, or cut short, is refused wherever that is', async () => {
    const bytes = await sealPeople([], PASSPHRASE, cost)
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes)
      changed[at] ^= 1
      await expect(openPeople(changed, PASSPHRASE)).rejects.toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(bad-people-file|wrong-passphrase)$/) }),
      )
      await expect(openPeople(bytes.subarray(0, at), PASSPHRASE)).rejects.toThrow(
        expect.objectContaining({ exitCode: 2 }),
      )
    }
  })

  test.each([
    ['nothing', ''],
    ['a picture', '\u0089PNG\r\n\u001a\n'],
    ['another format', '{"format":"viseme-people/2"}\n'],
    [
      'a scrypt that would take hours',
      '{"format":"viseme-people/1","derivation":{"kdf":"scrypt","log2n":40,"r":8,"p":1,"salt":"00000000000000000000000000000000"}}\n',
    ],
    [
      'a scrypt that would take a gigabyte',
      '{"format":"viseme-people/1","derivation":{"kdf":"scrypt","log2n":18,"r":8,"p":1,"salt":"00000000000000000000000000000000"}}\n',
    ],
    ['a head without end', 'x'.repeat(5000)],
  ])('that is %s is refused', async (_, text) => {
    await expect(openPeople(Buffer.from(text, 'latin1'), PASSPHRASE)).rejects.toThrow(
      failure('bad-people-file'),
    )
  })

  test.each([
    ['a name that is none', { ...people[0], name: 'a/b' }, 'bad-name'],
    ['no templates', { ...people[0], templates: [] }, 'bad-people-file'],
    [
      'an embedding of another length',
      { ...people[0], samples: [{ ...people[0].samples[0], embedding: Float32Array.of(1) }] },
      'bad-people-file',
    ],
    ['templates without samples', { ...people[0], samples: [] }, 'bad-people-file'],
    [
      'samples of one modality only',
      { ...people[0], samples: people[0].samples.filter(({ modality }) => modality === 'face') },
      'bad-people-file',
    ],
    [
      'samples of another network',
      { ...people[0], samples: people[0].samples.map((sample) => ({ ...sample, model: 'c0'.repeat(32) })) },
      'bad-people-file',
    ],
    [
      'templates in exchanged places',
      {
        ...people[0],
        templates: people[0].templates.map(({ record }, i, all) => ({ ...all[1 - i], record })),
      },
      'bad-people-file',
    ],
    [
      'embeddings of no length',
      { ...people[0], samples: people[0].samples.map((s) => ({ ...s, embedding: new Float32Array(128) })) },
      'bad-people-file',
    ],
    [
      'samples that cancel out',
      {
        ...people[0],
        samples: people[0].samples.flatMap((sample) => [
          sample,
          { ...sample, embedding: sample.embedding.map((value) => -value) },
        ]),
      },
      'bad-people-file',
    ],
    [
      'a template that is damaged',
      {
        ...people[0],
        templates: people[0].templates.map((template) => ({
          ...template,
          record: template.record.map((byte, i) => (i === 50 ? byte ^ 1 : byte)),
        })),
      },
      'template-damaged',
    ],
    [
      'a quality that is none',
      { ...people[0], samples: [{ ...people[0].samples[0], quality: 7 }] },
      'bad-people-file',
    ],
    [
      'an embedding that is no number',
      {
        ...people[0],
        samples: [
          { ...people[0].samples[0], embedding: Float32Array.from({ length: 128 }, () => Number.NaN) },
        ],
      },
      'bad-people-file',
    ],
  ])('that holds %s brings nobody in', async (_, person, code) => {
    const store = storeOf('Somebody')
    const bytes = await sealPeople(
      [people[0], { ...person, name: person.name === 'Ada' ? 'Bea' : person.name }],
      PASSPHRASE,
      cost,
    )
    await expect(importPeople(store, bytes, PASSPHRASE)).rejects.toThrow(expect.objectContaining({ code }))
    expect(store.people().map(({ name }) => name)).toEqual(['Somebody'])
  })
})
