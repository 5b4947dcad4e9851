import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore, type Store } from '../../enrollment-data/store.ts'
import type { Progress } from '../../main/authentication/capture.ts'
import { enrol } from '../../main/authentication/enrol.ts'
import { identify } from '../../main/authentication/identify.ts'
import { listPeople, removePerson } from '../../main/authentication/people.ts'
import { CAPACITY, makeTemplate, readTemplate } from '../../main/authentication/template.ts'
import { verify } from '../../main/authentication/verify.ts'
import { enrolment, MODELS, unitEmbedding } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { faceless, fakeSystem, picture, samplesOf, silence } from './fake-system.ts'

const failure = (code: string, exitCode: number) => expect.objectContaining({ code, exitCode })

function newStore(): Store {
  const store = openStore({ directory: temporaryFolder() })
  onTestFinished(() => store.close())
  return store
}

/** Everything the store holds, to see that nothing changed. */
const content = (store: Store) =>
  store.people().map((person) => ({
    person,
    samples: store.samples(person),
    attempts: store.auditLog.attempts(person.id),
  }))

describe('enrolment', () => {
  test('makes one template per modality and says how many more fit', async () => {
    const store = newStore()
    const seen: Progress[] = []
    const document = await enrol(store, fakeSystem(), {
      person: ' Ada ',
      ...samplesOf(1),
      onProgress: (progress) => seen.push(progress),
    })
    expect(document).toEqual({
      person: 'Ada',
      samples: { face: 3, voice: 2 },
      template_bytes: 320,
      capacity_left: CAPACITY - 1,
      simulated: false,
      fte: 0,
      quality: { face: expect.closeTo(0.8), voice: expect.closeTo(0.6) },
      resembles: [],
      disagreements: [],
    })
    expect(seen.map(({ done, total, modality, source }) => [done, total, modality, source])).toEqual([
      [1, 5, 'face', 'face0.png'],
      [2, 5, 'face', 'face1.png'],
      [3, 5, 'face', 'face2.png'],
      [4, 5, 'voice', 'voice0.wav'],
      [5, 5, 'voice', 'voice1.wav'],
    ])
    expect(store.person('Ada')!.templates.map(({ model }) => model)).toEqual([MODELS.face, MODELS.voice])
  })

  test('counts as many samples as a record can', async () => {
    const store = newStore()
    const { samples } = await enrol(store, fakeSystem(), { person: 'Ada', ...samplesOf(1, 255, 255) })
    expect(samples).toEqual({ face: 255, voice: 255 })
    const counts = store.templates(store.person('Ada')!).map(({ record }) => readTemplate(record).samples)
    expect(counts).toEqual([255, 255])
  })

  test("spends the board's time for writing the template into flash", async () => {
    const system = fakeSystem()
    await enrol(newStore(), system, { person: 'Ada', ...samplesOf(1) })
    expect(system.machine.works).toEqual([['store template', 'flash-write', 320]])
  })

  test.each([
    ['too few pictures', 'too-few-samples', { ...samplesOf(1, 2, 2), person: 'Ada' }],
    ['too few recordings', 'too-few-samples', { ...samplesOf(1, 3, 1), person: 'Ada' }],
    ['more pictures than a record can count', 'too-many-samples', { ...samplesOf(1, 256, 2), person: 'Ada' }],
    ['more recordings than that', 'too-many-samples', { ...samplesOf(1, 3, 256), person: 'Ada' }],
    ['a bad name', 'bad-name', { ...samplesOf(1), person: 'a/b' }],
    ['a name that is taken', 'duplicate-person', { ...samplesOf(2), person: 'eve' }],
  ])('refuses %s before the board does any work', async (_, code, request) => {
    const store = newStore()
    const system = fakeSystem()
    await enrol(store, system, { ...samplesOf(9), person: 'Eve' })
    const before = content(store)
    await expect(enrol(store, system, request)).rejects.toThrow(failure(code, 2))
    expect(system.machine.resets).toBe(1)
    expect(content(store)).toEqual(before)
  })

  test('names the sample that was refused and keeps nothing of the others', async () => {
    const store = newStore()
    const request = { person: 'Ada', ...samplesOf(1) }
    request.faces[1] = { source: 'wall.png', value: faceless() }
    await expect(enrol(store, fakeSystem(), request)).rejects.toThrow(
      expect.objectContaining({
        code: 'no-face',
        exitCode: 2,
        modality: 'face',
        index: 1,
        source: 'wall.png',
        message: 'Picture 2 of 3 (wall.png): It is no-face.',
      }),
    )
    request.faces[1] = request.faces[0]
    request.voices[1] = { source: 'hush.wav', value: silence() }
    await expect(enrol(store, fakeSystem(), request)).rejects.toThrow(
      'Recording 2 of 2 (hush.wav): It is silence.',
    )
    expect(content(store)).toEqual([])
  })

  test("is refused when the board's partition is full", async () => {
    const store = newStore()
    for (let i = 0; i < CAPACITY; i++) store.enrol(enrolment(`person ${i}`, i))
    await expect(enrol(store, fakeSystem(), { person: 'Ada', ...samplesOf(1) })).rejects.toThrow(
      failure('partition-full', 3),
    )
    expect(store.count()).toBe(CAPACITY)
    removePerson(store, 'person 7')
    const { capacity_left } = await enrol(store, fakeSystem(), { person: 'Ada', ...samplesOf(1) })
    expect(capacity_left).toBe(0)
  })

  test('of the same name twice at the same moment succeeds once', async () => {
    const store = newStore()
    const system = fakeSystem()
    const both = await Promise.allSettled(
      ['Ada', 'ada'].map((person) => enrol(store, system, { person, ...samplesOf(1) })),
    )
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect((both[1] as PromiseRejectedResult).reason).toEqual(failure('duplicate-person', 2))
    expect(store.count()).toBe(1)
  })
})

describe('verification', () => {
  async function enrolled() {
    const store = newStore()
    const system = fakeSystem()
    await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
    return { store, system }
  }

  test('accepts the same person by face, by voice and by both, each at its own threshold', async () => {
    const { store, system } = await enrolled()
    const face = await verify(store, system, { person: 'ada', ...samplesOf(1, 1, 0) })
    expect(face).toMatchObject({
      person: 'Ada',
      decision: 'accept',
      reason: 'score-reaches-threshold',
      threshold: 4,
    })
    expect(face.modalities).toEqual({
      face: { score: expect.closeTo(1, 3), llr: expect.closeTo(12, 1), quality: expect.closeTo(0.8) },
    })
    const voice = await verify(store, system, { person: 'Ada', ...samplesOf(1, 0, 1) })
    expect(Object.keys(voice.modalities)).toEqual(['voice'])
    expect(voice.decision).toBe('accept')
    const both = await verify(store, system, { person: 'Ada', ...samplesOf(1, 1, 1) })
    expect(both).toMatchObject({ decision: 'accept', threshold: 6 })
    expect(both.score).toBeCloseTo(both.modalities.face!.llr + both.modalities.voice!.llr, 9)
  })

  test('rejects another person', async () => {
    const { store, system } = await enrolled()
    const document = await verify(store, system, { person: 'Ada', ...samplesOf(2, 1, 1) })
    expect(document).toMatchObject({ decision: 'reject', reason: 'score-below-threshold' })
    expect(document.score).toBeLessThan(document.threshold)
  })

  test('counts every sample on the board and lets the cores overlap', async () => {
    const { store, system } = await enrolled()
    const { board } = await verify(store, system, { person: 'Ada', ...samplesOf(1, 2, 3) })
    expect(board.stages.map(({ stage, core }) => [stage, core])).toEqual([
      ['face', 0],
      ['face', 0],
      ['voice', 1],
      ['voice', 1],
      ['voice', 1],
    ])
    expect(board.latency_ms.estimate).toBe(300)
  })

  test('averages several samples of one modality', async () => {
    const { store, system } = await enrolled()
    const faces = [1, 2].map((who) => ({ source: `${who}`, value: picture(who) }))
    const [mine, other, mean] = await Promise.all(
      [[faces[0]], [faces[1]], faces].map((shown) =>
        verify(store, system, { person: 'Ada', faces: shown, voices: [] }),
      ),
    )
    const score = ({ modalities }: typeof mine) => modalities.face!.score
    expect(score(mean)).toBeGreaterThan(score(other))
    expect(score(mean)).toBeLessThan(score(mine))
  })

  test('writes every attempt into the log, accepted or not', async () => {
    const { store, system } = await enrolled()
    await verify(store, system, { person: 'Ada', ...samplesOf(1, 1, 1) })
    const rejected = await verify(store, system, { person: 'Ada', ...samplesOf(2, 0, 1) })
    const log = store.auditLog.attempts(store.person('Ada')!.id)
    expect(log.map(({ task, decision }) => [task, decision])).toEqual([
      ['verify', 'accept'],
      ['verify', 'reject'],
    ])
    expect(log[1]).toMatchObject({
      score: rejected.score,
      threshold: rejected.threshold,
      latencyMs: 100,
      energyMj: 3,
      modalities: { voice: { score: rejected.modalities.voice!.score, quality: 0.6, model: MODELS.voice } },
    })
  })

  test.each([
    ['nobody of that name', 'unknown-person', { person: 'Adam', ...samplesOf(1, 1, 1) }],
    ['nothing', 'nothing-presented', { person: 'Ada', ...samplesOf(1, 0, 0) }],
    ['no face', 'no-face', { person: 'Ada', faces: [{ source: 'wall', value: faceless() }], voices: [] }],
    ['silence', 'silence', { person: 'Ada', faces: [], voices: [{ source: 'hush', value: silence() }] }],
  ])('of %s fails and leaves the store as it was', async (_, code, request) => {
    const { store, system } = await enrolled()
    const before = content(store)
    await expect(verify(store, system, request)).rejects.toThrow(failure(code, 2))
    expect(content(store)).toEqual(before)
  })

  test('never compares with the template of another network', async () => {
    const { store } = await enrolled()
    const before = content(store)
    const newer = fakeSystem({ ...MODELS, face: 'ff'.repeat(32) })
    await expect(verify(store, newer, { person: 'Ada', ...samplesOf(1, 1, 1) })).rejects.toThrow(
      expect.objectContaining({
        code: 'template-outdated',
        exitCode: 2,
        next: expect.stringContaining('enrol'),
      }),
    )
    expect(content(store)).toEqual(before)
    const voice = await verify(store, newer, { person: 'Ada', ...samplesOf(1, 0, 1) })
    expect(voice.decision).toBe('accept')
  })

  test.each([
    ['another person', 'kept.person_id <> templates.person_id AND kept.modality = templates.modality'],
    ['another modality', 'kept.person_id = templates.person_id AND kept.modality <> templates.modality'],
  ])('refuses a record of %s', async (_, whose) => {
    const { store, system } = await enrolled()
    await enrol(store, system, { person: 'Bea', ...samplesOf(2) })
    const database = new Database(store.file)
    const { changes } = database
      .exec('CREATE TEMP TABLE kept AS SELECT * FROM templates')
      .prepare(`UPDATE templates SET sealed = (SELECT sealed FROM kept WHERE ${whose})`)
      .run()
    database.close()
    expect(changes).toBe(4)
    const damaged = expect.objectContaining({
      code: 'template-damaged',
      exitCode: 4,
      next: expect.stringContaining('enrol them again'),
    })
    await expect(verify(store, system, { person: 'Ada', ...samplesOf(2, 1, 1) })).rejects.toThrow(damaged)
    await expect(identify(store, system, samplesOf(2, 1, 1))).rejects.toThrow(damaged)
    expect(store.auditLog.attempts(1)).toEqual([])
  })

  test('identifies everybody but whose record is damaged, who is named, and enrols others', async () => {
    const { store, system } = await enrolled()
    await enrol(store, system, { person: 'Bea', ...samplesOf(2) })
    const database = new Database(store.file)
    database.exec('UPDATE templates SET sealed = zeroblob(length(sealed)) WHERE person_id = 1')
    database.close()
    const document = await identify(store, system, samplesOf(2, 1, 1))
    expect(document).toMatchObject({ person: 'Bea', decision: 'accept', damaged: ['Ada'] })
    await enrol(store, system, { person: 'Cleo', ...samplesOf(3) })
    expect(store.count()).toBe(3)
  })

  test('refuses a record of another network than its row says', async () => {
    const { store, system } = await enrolled()
    const ada = store.person('Ada')!
    const [, voice] = store.templates(ada)
    const other = makeTemplate('face', 1, 'ee'.repeat(32), [unitEmbedding(1)])
    store.renew(ada.id, store.samples(ada), [{ ...other, model: MODELS.face }, voice])
    await expect(verify(store, system, { person: 'Ada', ...samplesOf(1, 1, 0) })).rejects.toThrow(
      failure('template-damaged', 4),
    )
  })

  test('refuses a template whose row was made to say another network', async () => {
    const { store, system } = await enrolled()
    const newer = 'ff'.repeat(32)
    const database = new Database(store.file)
    database.prepare("UPDATE templates SET model = ? WHERE modality = 'face'").run(newer)
    database.close()
    await expect(
      verify(store, fakeSystem({ ...MODELS, face: newer }), { person: 'Ada', ...samplesOf(1, 1, 0) }),
    ).rejects.toThrow(failure('template-damaged', 4))
    await expect(verify(store, system, { person: 'Ada', ...samplesOf(1, 1, 0) })).rejects.toThrow(
      failure('template-outdated', 2),
    )
  })

  test.each([
    ['what is presented', false, true],
    ['the person', true, false],
    ['neither', false, false],
  ])('says whether it was simulated: %s', async (_, person, presented) => {
    const store = newStore()
    const system = fakeSystem()
    const { simulated } = await enrol(store, system, { person: 'Ada', ...samplesOf(1), simulated: person })
    expect(simulated).toBe(person)
    expect(listPeople(store).people).toMatchObject([{ simulated: person }])
    const shown = { ...samplesOf(1, 1, 1), simulated: presented }
    const verified = await verify(store, system, { person: 'Ada', ...shown })
    const identified = await identify(store, system, shown)
    const logged = store.auditLog.attempts(1).map((attempt) => attempt.simulated)
    const expected = person || presented
    expect([verified.simulated, identified.simulated, ...logged]).toEqual(Array(4).fill(expected))
  })

  test('says so when the person is removed while the attempt runs', async () => {
    const { store, system } = await enrolled()
    const attempt = verify(store, system, { person: 'Ada', ...samplesOf(1, 1, 1) })
    removePerson(store, 'Ada')
    await expect(attempt).rejects.toThrow(failure('person-gone', 2))
  })
})

describe('identification', () => {
  async function enrolled(people: number) {
    const store = newStore()
    const system = fakeSystem()
    for (let who = 1; who <= people; who++)
      await enrol(store, system, { person: `Person ${who}`, ...samplesOf(who) })
    return { store, system }
  }

  test('names the enrolled person and the runners-up, and logs the attempt as theirs', async () => {
    const { store, system } = await enrolled(7)
    const document = await identify(store, system, samplesOf(3, 1, 1))
    expect(document).toMatchObject({ person: 'Person 3', decision: 'accept' })
    expect(document.candidates).toHaveLength(5)
    expect(document.candidates[0]).toEqual({ person: 'Person 3', score: document.score })
    const scores = document.candidates.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(store.auditLog.attempts(store.person('Person 3')!.id)).toMatchObject([
      { task: 'identify', decision: 'accept' },
    ])
  })

  test('recognises nobody in a stranger', async () => {
    const { store, system } = await enrolled(3)
    const document = await identify(store, system, samplesOf(9, 1, 1))
    expect(document).toMatchObject({ person: null, decision: 'reject' })
    expect(document.candidates).toHaveLength(3)
  })

  test('asks for ln N more than verification among N people', async () => {
    const { store, system } = await enrolled(1)
    expect((await identify(store, system, samplesOf(1, 1, 0))).threshold).toBe(4)
    await enrol(store, system, { person: 'Person 2', ...samplesOf(2) })
    expect((await identify(store, system, samplesOf(1, 1, 0))).threshold).toBeCloseTo(4 + Math.LN2, 12)
  })

  test('leaves out people whose templates are of another network, and says who', async () => {
    const { store } = await enrolled(2)
    const newer = fakeSystem({ ...MODELS, face: 'ff'.repeat(32) })
    await expect(identify(store, newer, samplesOf(1, 1, 0))).rejects.toThrow(failure('template-outdated', 2))
    await enrol(store, newer, { person: 'Person 3', ...samplesOf(1) })
    const document = await identify(store, newer, samplesOf(1, 1, 0))
    expect(document).toMatchObject({ person: 'Person 3', outdated: ['Person 1', 'Person 2'] })
    expect(document.candidates.map(({ person }) => person)).toEqual(['Person 3'])
  })

  test('needs somebody to be enrolled', async () => {
    await expect(identify(newStore(), fakeSystem(), samplesOf(1, 1, 1))).rejects.toThrow(
      failure('nobody-enrolled', 2),
    )
  })
})

describe('the people', () => {
  test('are listed with their samples, date and networks', async () => {
    const store = newStore()
    await enrol(store, fakeSystem(), { person: 'Ada', ...samplesOf(1, 4, 2) })
    expect(listPeople(store)).toEqual({
      people: [
        {
          person: 'Ada',
          samples: { face: 4, voice: 2 },
          created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          simulated: false,
          model: `face ${MODELS.face.slice(0, 12)}, voice ${MODELS.voice.slice(0, 12)}`,
        },
      ],
      enrolments: { transactions: 1, failures: 0, simulated: { transactions: 0, failures: 0 } },
      protection: 'unprotected',
    })
  })

  test('are removed by name, whoever is left stays', async () => {
    const store = newStore()
    const system = fakeSystem()
    await enrol(store, system, { person: 'Ada', ...samplesOf(1) })
    await enrol(store, system, { person: 'Bea', ...samplesOf(2) })
    removePerson(store, 'ADA')
    expect(store.people().map(({ name }) => name)).toEqual(['Bea'])
    expect(() => removePerson(store, 'Ada')).toThrow(failure('unknown-person', 2))
  })
})

test('a board does one attempt at a time, each from time zero', async () => {
  const system = fakeSystem()
  const order: string[] = []
  const attempt = (name: string, fails = false) =>
    system.attempt(async () => {
      order.push(`${name} begins`)
      system.machine.spend(name, 10)
      await new Promise((resolve) => setTimeout(resolve, 5))
      order.push(`${name} ends at ${Math.max(...system.machine.time)}`)
      if (fails) throw new Error(name)
    })
  const results = await Promise.allSettled([attempt('a'), attempt('b', true), attempt('c')])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(order).toEqual(['a begins', 'a ends at 10', 'b begins', 'b ends at 10', 'c begins', 'c ends at 10'])
})
