import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { wall, writePicture, writeRecording } from '../sample-files.ts'
import { content, copyOf, newFolder, writePerson } from './presented.ts'
import { viseme } from './viseme.ts'

const folder = newFolder()
const store = join(folder, 'store')
afterAll(() => rmSync(folder, { recursive: true }))

type Files = Awaited<ReturnType<typeof writePerson>>
let ada: Files
let bea: Files
beforeAll(async () => {
  const enrolled = await writePerson(folder, 1, 0, 3, 2)
  ada = await writePerson(folder, 1, 1, 2, 2)
  bea = await writePerson(folder, 2, 1, 2, 2)
  const { code, err } = await viseme(
    ...['enroll', '--person', 'Ada', '--data', store],
    ...['--face', ...enrolled.faces, '--voice', ...enrolled.voices],
  )
  expect([code, err]).toEqual([0, expect.stringContaining('is unprotected')])
})

const presented = ({ faces, voices }: Partial<Files>) => [
  ...(faces ? ['--face', ...faces] : []),
  ...(voices ? ['--voice', ...voices] : []),
]
const firstOf = ({ faces, voices }: Files): Files => ({
  faces: faces.slice(0, 1),
  voices: voices.slice(0, 1),
})
const verify = (person: string, files: Partial<Files>, ...more: string[]) =>
  viseme('verify', '--person', person, ...presented(files), '--data', store, '--json', ...more)

describe('viseme verify', () => {
  test('accepts the same person on another day with exit code 0 and every field scripts depend on', async () => {
    const { code, json, err } = await verify('ada', ada)
    expect(err).toBe('')
    expect(json).toMatchObject({ person: 'Ada', decision: 'accept', reason: 'score-reaches-threshold' })
    expect(code).toBe(0)
    expect(json.score).toBeGreaterThanOrEqual(json.threshold)
    expect(json.score).toBeCloseTo(json.modalities.face.llr + json.modalities.voice.llr, 9)
    for (const modality of ['face', 'voice']) {
      const { score, quality } = json.modalities[modality]
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
      expect(quality).toBeGreaterThan(0)
      expect(quality).toBeLessThanOrEqual(1)
    }
    const { latency_ms, stages, peak_ram_bytes, flash_bytes, energy_mj } = json.board
    expect(latency_ms.low).toBeLessThan(latency_ms.estimate)
    expect(latency_ms.estimate).toBeLessThan(latency_ms.high)
    expect(Math.min(peak_ram_bytes, flash_bytes, energy_mj)).toBeGreaterThan(0)
    const lastEnd = Math.max(...stages.map(({ start_ms, ms }: Record<string, number>) => start_ms + ms))
    expect(lastEnd).toBeCloseTo(latency_ms.estimate, 6)
  })

  test('rejects another person with exit code 1', async () => {
    const { code, json } = await verify('Ada', bea)
    expect(json).toMatchObject({ decision: 'reject', reason: 'score-below-threshold' })
    expect(code).toBe(1)
    expect(json.score).toBeLessThan(json.threshold)
  })

  test('decides on a face alone or a voice alone, at thresholds of their own and with half the work', async () => {
    const one = firstOf(ada)
    const [face, voice, both] = [
      await verify('Ada', { faces: one.faces }),
      await verify('Ada', { voices: one.voices }),
      await verify('Ada', one),
    ].map(({ json }) => json)
    expect(Object.keys(face.modalities)).toEqual(['face'])
    expect(Object.keys(voice.modalities)).toEqual(['voice'])
    expect(both.modalities.face.score).toBeCloseTo(face.modalities.face.score, 12)
    expect(both.modalities.voice.score).toBeCloseTo(voice.modalities.voice.score, 12)
    const time = ({ board }: typeof face) => board.latency_ms.estimate
    expect(time(both)).toBeLessThan(time(face) + time(voice)) // the cores overlap
    expect(time(both)).toBeGreaterThanOrEqual(Math.max(time(face), time(voice)))
  })

  test('takes longer on a slower board', async () => {
    const fast = await verify('Ada', { faces: firstOf(ada).faces })
    const slow = await verify(
      'Ada',
      { faces: firstOf(ada).faces },
      '--cpu',
      '80',
      '--flash',
      'dio40',
      '--psram',
      '40',
    )
    expect(slow.json.score).toBe(fast.json.score)
    expect(slow.json.board.latency_ms.estimate).toBeGreaterThan(2 * fast.json.board.latency_ms.estimate)
  })

  test('answers people with both scores, the threshold and the milliseconds of every stage', async () => {
    const { out } = await viseme('verify', '--person', 'Ada', '--simulated', '1', '--data', store)
    expect(out).toMatch(/^(ACCEPT|REJECT) {2}Ada {2}\(simulated\)\n/)
    expect(out).toMatch(/\n {2}face +-?0\.\d{3} +-?\d+\.\d\d +\d+ %\n/)
    expect(out).toMatch(/\n {2}decision +-?\d+\.\d\d +-?\d+\.\d\d\n/)
    expect(out).toMatch(/stage on the ESP-EYE +core +from ms +ms +times\n/)
    expect(out).toMatch(/\n {2}time +\d+ ms \(\d+-\d+\), estimate\n/)
  })

  test('keeps a log of the attempts', async () => {
    const [{ attempts }] = JSON.parse(content(store))
    expect(attempts.length).toBeGreaterThanOrEqual(2)
    expect(attempts[0]).toMatchObject({ task: 'verify', decision: 'accept' })
    expect(attempts[1]).toMatchObject({ task: 'verify', decision: 'reject' })
  })
})

describe('viseme verify refuses, with the next step and the store as it was,', () => {
  beforeAll(async () => {
    await writePicture(join(folder, 'wall.png'), wall())
    writeRecording(join(folder, 'hush.wav'), new Float32Array(48_000))
    writeFileSync(join(folder, 'text.png'), 'no picture')
  })

  test.each([
    ['an unknown person', 'unknown-person', ['--person', 'Adam', '--simulated', '1'], /Did you mean Ada\?/],
    ['nothing presented', 'nothing-presented', ['--person', 'Ada'], /--face FILE/],
    ['no face', 'no-face', ['--person', 'Ada', '--face', join(folder, 'wall.png')], /face/],
    ['silence', 'silence', ['--person', 'Ada', '--voice', join(folder, 'hush.wav')], /microphone/],
    [
      'a picture that is none',
      'unreadable-image',
      ['--person', 'Ada', '--face', join(folder, 'text.png')],
      /PNG/,
    ],
    ['a sitting of nobody simulated', 'not-simulated', ['--person', 'Ada', '--session', '2'], /--simulated/],
  ])('%s', async (_, expected, args, next) => {
    const before = content(store)
    const { code, json } = await viseme('verify', ...args, '--data', store, '--json')
    expect(json.error).toMatchObject({ code: expected, next: expect.stringMatching(next) })
    expect(code).toBe(2)
    expect(content(store)).toBe(before)
  })

  test('a template of another network', async () => {
    const copy = copyOf(store)
    const database = new Database(join(copy, 'viseme.db'))
    database.prepare("UPDATE templates SET model = ? WHERE modality = 'face'").run('0'.repeat(64))
    database.close()
    const before = content(copy)
    const args = ['verify', '--person', 'Ada', ...presented(firstOf(ada)), '--data', copy, '--json']
    const { code, json } = await viseme(...args)
    expect(json.error).toMatchObject({ code: 'template-outdated', next: expect.stringContaining('enrol') })
    expect(code).toBe(2)
    expect(content(copy)).toBe(before)
  })

  test('a board on which the networks do not fit', async () => {
    const before = content(store)
    const { code, json } = await verify('Ada', ada, '--board', 'esp-eye-no-psram')
    expect(json.error.code).toBe('out-of-memory')
    expect(code).toBe(3)
    expect(content(store)).toBe(before)
  })

  test('a locked store: an attempt that cannot be logged is not answered', async () => {
    const copy = copyOf(store)
    const holder: ChildProcess = spawn(process.execPath, [
      join(applicationRoot(), 'tests/enrollment-data/processes/hold-lock.ts'),
      join(copy, 'viseme.db'),
      'write',
    ])
    await once(holder.stdout!, 'data')
    const args = ['verify', '--person', 'Ada', ...presented(firstOf(ada)), '--data', copy, '--json']
    const { code, json } = await viseme(...args)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    expect(json).toEqual({ error: expect.objectContaining({ code: 'database-locked' }) })
    expect(code).toBe(4)
    expect(content(copy)).toBe(content(store))
  })
})
