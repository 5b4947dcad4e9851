import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newFolder, writePerson } from './presented.ts'
import { viseme } from './viseme.ts'

const folder = newFolder()
const store = join(folder, 'store')
const recording = join(folder, 'attempts.csv')
afterAll(() => rmSync(folder, { recursive: true }))

let presented: string[]
beforeAll(async () => {
  const enrolled = await writePerson(folder, 4, 0, 3, 2)
  const { faces, voices } = await writePerson(folder, 4, 1, 1, 1)
  presented = ['--face', ...faces, '--voice', ...voices]
  const { code } = await viseme(
    ...['enroll', '--person', 'Ada', '--data', store, '--scheduled'],
    ...['--face', ...enrolled.faces, '--voice', ...enrolled.voices],
  )
  expect(code).toBe(0)
}, 120_000)

const verify = (...more: string[]) =>
  viseme('verify', '--person', 'Ada', ...presented, '--data', store, ...more)

describe('viseme verify under the scheduler', () => {
  test('tells the SubNets and the buffer, and notes what surrounded the attempt', async () => {
    const { code, json } = await verify('--security', 'high', '--record', recording, '--json')
    expect(code).toBe(0)
    expect(json.board.served.map(({ modality }: { modality: string }) => modality)).toEqual(['face', 'voice'])
    const [heads, line] = readFileSync(recording, 'utf8').split('\n')
    expect(heads).toBe('time,policy,security,battery,load,allowed_ms,pictures,windows')
    expect(line).toMatch(/^20[\d-]+T[\d:.]+Z,strict-accuracy,high,1,0,,1,[1-9]$/)
  }, 60_000)

  test('begins with the buffers as the attempts recorded before have left them', async () => {
    const [, line] = readFileSync(recording, 'utf8').split('\n')
    writeFileSync(recording, readFileSync(recording, 'utf8') + `${line}\n`.repeat(4))
    const { out } = await verify('--security', 'high', '--record', recording)
    expect(out).toMatch(/buffer {3}face: \d+ bytes of /)
    const [face] = (await verify('--security', 'high', '--record', recording, '--json')).json.board.served
    expect(face.buffer_bytes).toBeGreaterThan(0)
    expect(face.load_ms).toBe(0)
  }, 60_000)

  test('gives a stream that supernet serve replays', async () => {
    const { code, json } = await viseme('supernet', 'serve', 'voice-embed', '--stream', recording, '--json')
    expect(code).toBe(0)
    expect(json.detail.queries).toHaveLength(7)
    expect(json.runs).toBeGreaterThan(1)
  }, 60_000)

  test('shares its templates with attempts without it', async () => {
    const { code, json } = await viseme('verify', '--person', 'Ada', ...presented, '--data', store, '--json')
    expect(code).toBe(0)
    expect(json.board.served).toBeUndefined()
  }, 60_000)

  test('refuses a file that is no recording', async () => {
    const other = join(folder, 'other.csv')
    writeFileSync(other, 'a,b\n1,2\n')
    const { code, err } = await verify('--record', other)
    expect(code).toBe(2)
    expect(err).toContain('is no stream of queries')
    expect(readFileSync(other, 'utf8')).toBe('a,b\n1,2\n')
  })
})
