import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spacePath } from '../../main/codesign/space.ts'
import { zooFolder } from '../../main/inference/zoo.ts'
import { viseme } from './viseme.ts'

const folder = mkdtempSync(join(tmpdir(), 'viseme-codesign-'))
const space = join(folder, 'space.json')
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(() => {
  const whole = JSON.parse(readFileSync(spacePath(), 'utf8'))
  const part = (stem: string, networks: string[]) => ({
    ...{ supernet: join(zooFolder(), 'supernet', stem), networks, precisions: ['int8'] },
    models: stem === 'face' ? [{ name: 'mine', file: join(zooFolder(), 'face-embed.tflite') }] : [],
  })
  const small = {
    ...whole,
    face: part('face', ['w0-shallow-48', 'w0-deep-64']),
    voice: { ...part('voice', ['w48-d5']), seconds: [2] },
    boards: ['esp-eye', 'esp32-c3'],
    kernels: ['esp-nn'],
  }
  writeFileSync(space, JSON.stringify(small))
})
const codesign = (...args: string[]) => viseme('codesign', ...args, '--space', space)

describe('viseme codesign', () => {
  test('sweep counts what fits and the reasons why not, and writes every design', async () => {
    const out = join(folder, 'designs.csv')
    const { code, json } = await codesign('sweep', '--out', out, '--json')
    expect(code).toBe(0)
    expect(json.designs).toBeGreaterThan(100)
    expect(json.reasons.map(({ code }: { code: string }) => code)).toContain('no-camera')
    expect(json.fit).toBeLessThan(json.designs)
    const lines = readFileSync(out, 'utf8').trim().split('\n')
    expect(lines).toHaveLength(json.designs + 1)
    expect(lines[0]).toMatch(/^id,fits,problems,latency,/)
    expect(lines.some((line) => line.includes('/mine.int8/'.slice(1)))).toBe(true)
  })

  test('front prints designs that no other beats, the same ones every time', async () => {
    const front = () => codesign('front', '--objectives', 'sram,latency', '--modality', 'face', '--json')
    const { code, json } = await front()
    expect(code).toBe(0)
    expect(json.front.length).toBeGreaterThan(1)
    expect(json.front[0].id).toContain('-psram-esp-nn')
    expect((await front()).json).toEqual(json)
  })

  test('front keeps to the precisions asked for, of networks that are files, too', async () => {
    const front = (precisions: string, ...more: string[]) =>
      viseme('codesign', 'front', '--objectives', 'flash', '--precisions', precisions, '--json', ...more)
    const { json } = await front('binary', '--board', 'esp-eye')
    expect(json.designs).toBeGreaterThan(0)
    expect(json.front.every(({ id }: { id: string }) => id.startsWith('face/face-binary.binary/'))).toBe(true)
    const { code, err } = await front('binary', '--space', space)
    expect(code).toBe(2)
    expect(err).toContain('no network of precision binary')
  })

  test('front refuses a level that the space has not, and names those it has', async () => {
    const { code, err } = await codesign('front', '--objectives', 'flash', '--constraint', 'modality=nothing')
    expect(code).toBe(2)
    expect(err).toContain('Choose of face, voice, sum, cascade.')
  })

  test('front exits with 1 and explains the nearest miss where nothing meets the constraints', async () => {
    const { code, out } = await codesign(
      'front',
      '--objectives',
      'latency',
      '--constraint',
      'latency<1ms, bom<1',
    )
    expect(code).toBe(1)
    expect(out).toContain('Nothing meets all constraints. Nearest:')
    expect(out).toContain('misses latency<1ms by')
  })

  test('explain tells of a design what it costs and what beats it', async () => {
    const id = 'face/w0-deep-64.int8/-/esp-eye/80-dio40-psram40-psram-esp-nn'
    const { code, json } = await codesign('explain', id, '--objectives', 'flash,latency', '--json')
    expect(code).toBe(0)
    expect(json.point.id).toBe(id)
    expect(json.front).toMatchObject({
      on_front: false,
      nearest: { id: expect.stringContaining('face/w0-') },
    })
    expect(json.bill).toEqual([
      expect.objectContaining({ dollars: 20, source: expect.stringContaining('2310.07940') }),
    ])
  })

  test('refuses unknown designs, figures and boards with what to do', async () => {
    expect((await codesign('explain', 'nothing')).code).toBe(2)
    expect((await codesign('front', '--objectives', 'beauty', '--json')).json.error.code).toBe(
      'unknown-figure',
    )
    expect((await codesign('sweep', '--board', 'toaster', '--json')).json.error.code).toBe('not-in-space')
  })

  test('export refuses a design that does not fit, as a limit of the board', async () => {
    const id = 'face/w0-deep-64.int8/-/esp32-c3/160-qio80-nopsram-sram-esp-nn'
    expect((await codesign('export', id, '--out', join(folder, 'firmware'))).code).toBe(3)
  })
})
