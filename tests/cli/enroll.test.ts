import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { CAPACITY } from '../../main/authentication/template.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { resize } from '../../main/face/resample.ts'
import { enrolment } from '../enrollment-data/enrolments.ts'
import { sideBySide, wall, writePicture, writeRecording } from '../sample-files.ts'
import { content, newFolder, writePerson } from './presented.ts'
import { viseme } from './viseme.ts'

const folder = newFolder()
const store = join(folder, 'store')
afterAll(() => rmSync(folder, { recursive: true }))

let ada: { faces: string[]; voices: string[] }
beforeAll(async () => {
  ada = await writePerson(folder, 1, 0, 3, 2)
})

const enroll = (faces: string[], voices: string[], ...more: string[]) =>
  viseme('enroll', '--data', store, '--face', ...faces, '--voice', ...voices, '--json', ...more)

describe('viseme enroll', () => {
  test('makes a template of three pictures and two recordings', async () => {
    const { code, json, err } = await enroll(ada.faces, ada.voices, '--person', 'Ada')
    expect(err).toMatch(/^viseme: the store \S+viseme\.db is unprotected: .*`viseme store protect`.*\n$/)
    expect(code).toBe(0)
    expect(json).toEqual({
      person: 'Ada',
      samples: { face: 3, voice: 2 },
      template_bytes: 320,
      capacity_left: CAPACITY - 1,
      simulated: false,
      fte: 0,
      quality: { face: expect.any(Number), voice: expect.any(Number) },
      resembles: [],
      disagreements: [],
      protection: 'unprotected',
    })
    expect(JSON.parse(content(store))).toMatchObject([{ name: 'Ada', samples: { face: 3, voice: 2 } }])
  })

  test('enrols a simulated person without any file, says so, and answers people in sentences', async () => {
    const { code, out, err } = await viseme('enroll', '--data', store, '--person', 'Bea', '--simulated', '2')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^Bea is enrolled \(simulated\)\.\n/)
    expect(out).toContain(`320 bytes; ${CAPACITY - 2} more people fit on the board`)
    expect(JSON.parse(content(store))).toMatchObject([{ simulated: false }, { name: 'Bea', simulated: true }])
  })
})

describe('viseme enroll, for somebody enrolled,', () => {
  const people = join(folder, 'people')
  const simulated = (person: string, seed: number, ...more: string[]) =>
    viseme('enroll', '--data', people, '--person', person, '--simulated', String(seed), '--json', ...more)

  test('shows a possible duplicate and enrols all the same', async () => {
    await simulated('Ada', 1)
    const { code, json } = await simulated('Grace', 1, '--session', '2')
    expect(code).toBe(0)
    expect(json.resembles).toMatchObject([{ person: 'Ada' }])
  })

  test('adds samples, and keeps the best of each kind', async () => {
    const { json } = await simulated('Ada', 1, '--session', '3', '--add', '--keep', '4')
    expect(json).toMatchObject({ person: 'Ada', samples: { face: 4, voice: 4 } })
  })

  test('replaces the samples under the same name', async () => {
    const { json } = await simulated('ada', 1, '--session', '4', '--replace')
    expect(json).toMatchObject({ person: 'Ada', samples: { face: 3, voice: 2 } })
    const { json: list } = await viseme('people', 'list', '--data', people, '--json')
    expect(list.people.map(({ person }: { person: string }) => person)).toEqual(['Ada', 'Grace'])
  })

  test("refuses somebody else's samples, and keeps those there were", async () => {
    const before = content(people)
    const { json } = await simulated('Ada', 5, '--add')
    expect(json.error.code).toBe('samples-disagree')
    expect(content(people)).toBe(before)
  })
})

describe('viseme enroll refuses, with the next step and the store as it was,', () => {
  const files: Record<string, string> = {}
  const path = (name: string) => join(folder, name)

  beforeAll(async () => {
    const [one, two] = [1, 2].map((seed) => simulatedPerson(seed).face(0, 0))
    const eyes = Math.hypot(one.landmarks[1].x - one.landmarks[0].x, one.landmarks[1].y - one.landmarks[0].y)
    const small = resize(one.image, Math.round((320 * 12) / eyes), Math.round((240 * 12) / eyes))
    const voice = simulatedPerson(1).voice(0, 0)
    const loudest = voice.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
    writeFileSync(path('text.png'), 'no picture at all')
    writeFileSync(path('text.wav'), 'no sound at all')
    Object.assign(files, {
      'text.png': path('text.png'),
      'text.wav': path('text.wav'),
      'missing.png': path('missing.png'),
      'missing.wav': path('missing.wav'),
      'wall.png': await writePicture(path('wall.png'), wall()),
      'two.png': await writePicture(path('two.png'), sideBySide(one.image, two.image)),
      'tiny.png': await writePicture(path('tiny.png'), small),
      'silence.wav': writeRecording(path('silence.wav'), new Float32Array(48_000)),
      'clipped.wav': writeRecording(
        path('clipped.wav'),
        voice.map((sample) => Math.max(-1, Math.min(1, (20 * sample) / loudest))),
      ),
      'short.wav': writeRecording(path('short.wav'), voice.subarray(8000, 18_000)),
    })
  })

  /** Enrols Carl with `file` in the place of the first picture or recording. */
  function withSample(file: string) {
    const faces = file.endsWith('.png') ? [files[file], ...ada.faces.slice(1)] : ada.faces
    const voices = file.endsWith('.wav') ? [files[file], ada.voices[1]] : ada.voices
    return enroll(faces, voices, '--person', `Carl ${file}`)
  }

  test.each([
    ['a picture that is none', 'text.png', 'unreadable-image', /text\.png/],
    ['a picture that is not there', 'missing.png', 'unreadable-image', /missing\.png/],
    ['a recording that is none', 'text.wav', 'unreadable-audio', /text\.wav/],
    ['a recording that is not there', 'missing.wav', 'unreadable-audio', /missing\.wav/],
    ['a picture without a face', 'wall.png', 'no-face', /^Picture 1 of 3 \(.*wall\.png\): /],
    ['a picture of two people', 'two.png', 'several-faces', /^Picture 1 of 3 \(.*two\.png\): /],
    ['a face too small', 'tiny.png', 'face-too-small', /^Picture 1 of 3 \(.*tiny\.png\): /],
    ['silence', 'silence.wav', 'silence', /^Recording 1 of 2 \(.*silence\.wav\): /],
    ['clipping', 'clipped.wav', 'clipping', /^Recording 1 of 2 \(.*clipped\.wav\): /],
    ['an utterance too short', 'short.wav', 'too-short', /^Recording 1 of 2 \(.*short\.wav\): /],
  ])('%s', async (_, file, expected, message) => {
    const before = content(store)
    const { code, json, err } = await withSample(file)
    expect(json.error).toEqual({
      code: expected,
      message: expect.stringMatching(message),
      next: expect.stringMatching(/\w+ \w+/),
    })
    expect(code).toBe(2)
    expect(err).toContain(json.error.next)
    expect(content(store)).toBe(before)
  })

  test.each([
    [
      'a person enrolled under the same name',
      'duplicate-person',
      () => enroll(ada.faces, ada.voices, '--person', 'ADA'),
    ],
    ['two pictures', 'too-few-samples', () => enroll(ada.faces.slice(1), ada.voices, '--person', 'Carl')],
    ['one recording', 'too-few-samples', () => enroll(ada.faces, ada.voices.slice(1), '--person', 'Carl')],
    ['a name that is none', 'bad-name', () => enroll(ada.faces, ada.voices, '--person', '../Carl')],
  ])('%s', async (_, expected, run) => {
    const before = content(store)
    const { code, json } = await run()
    expect(json.error.code).toBe(expected)
    expect(code).toBe(2)
    expect(content(store)).toBe(before)
  })

  test.each([
    ['no name', ['enroll', '--simulated', '1']],
    [
      'files and a simulated person at once',
      ['enroll', '--person', 'X', '--simulated', '1', '--face', 'x.png'],
    ],
    ['a seed that is none', ['enroll', '--person', 'X', '--simulated', '-1']],
    ['an unknown option', ['enroll', '--person', 'X', '--ears', 'x.png']],
  ])('%s', async (_, args) => {
    const before = content(store)
    const { code, out, err } = await viseme(...args, '--data', store)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toMatch(/^error: /)
    expect(content(store)).toBe(before)
  })

  test('a misspelt option is told as JSON too', async () => {
    const { code, json } = await viseme('enroll', '--person', 'X', '--ears', 'x.png', '--json')
    expect(code).toBe(2)
    expect(json.error).toMatchObject({ code: 'usage', message: expect.stringContaining('--ears') })
  })

  test('two pictures, without creating a store where there was none', async () => {
    const fresh = join(folder, 'fresh')
    const samples = ['--face', ...ada.faces.slice(1), '--voice', ...ada.voices]
    const { json } = await viseme('enroll', '--data', fresh, '--person', 'Ada', ...samples, '--json')
    expect(json.error.code).toBe('too-few-samples')
    expect(existsSync(fresh)).toBe(false)
  })

  test('a picture without a face, and counts the failure to enrol', async () => {
    const fresh = join(folder, 'counted')
    const samples = ['--face', files['wall.png'], ...ada.faces.slice(1), '--voice', ...ada.voices]
    await viseme('enroll', '--data', fresh, '--person', 'Ada', ...samples, '--json')
    await viseme('enroll', '--data', fresh, '--person', 'Bea', '--simulated', '2')
    const { json } = await viseme('people', 'list', '--data', fresh, '--json')
    expect(json.enrolments).toEqual({
      transactions: 1,
      failures: 1,
      simulated: { transactions: 1, failures: 0 },
    })
    expect(json.people).toHaveLength(1)
  })

  test('the same picture twice, even as another file of other quality', async () => {
    const again = join(folder, 'again.jpg')
    await sharp(ada.faces[0]).jpeg({ quality: 80 }).toFile(again)
    const { code, json } = await enroll([ada.faces[0], ada.faces[1], again], ada.voices, '--person', 'Carl')
    expect(json.error).toMatchObject({ code: 'repeated-sample', message: expect.stringMatching(/1 .* 3/) })
    expect(code).toBe(2)
  })

  test('pictures of two people as one', async () => {
    const bea = await writePerson(folder, 5, 0, 1, 0)
    const { json } = await enroll([...ada.faces.slice(1), bea.faces[0]], ada.voices, '--person', 'Carl')
    expect(json.error).toMatchObject({
      code: 'samples-disagree',
      message: expect.stringContaining('Picture 3'),
    })
  })

  test('one person more than the partition holds', async () => {
    const full = join(folder, 'full')
    const filled = openStore({ directory: full })
    for (let i = 0; i < CAPACITY; i++) filled.enrol(enrolment(`person ${i}`, i))
    filled.close()
    const before = content(full)
    const { code, json } = await viseme(
      'enroll',
      '--data',
      full,
      '--person',
      'Ada',
      '--simulated',
      '1',
      '--json',
    )
    expect(json.error).toMatchObject({
      code: 'partition-full',
      message: expect.stringContaining(String(CAPACITY)),
    })
    expect(code).toBe(3)
    expect(content(full)).toBe(before)
  })
})
