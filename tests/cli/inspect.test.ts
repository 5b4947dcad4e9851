import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { boards } from '../../main/board/boards.ts'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { randomGraph } from '../inference/convert/random-graph.ts'
import { viseme } from './viseme.ts'

const conformance = resolve(process.env.VISEME_SHARED ?? '../shared', 'conformance')
const folder = mkdtempSync(join(tmpdir(), 'viseme-inspect-'))

/** Writes a network with an input of `pixels` x 4 bytes; returns its path. */
function model(name: string, pixels: number): string {
  const conv = {
    op: 'conv_2d',
    inputs: ['input'],
    output: 'out',
    weights: [4, 1, 1, 4],
    bias: [4],
    stride: [1, 1],
    dilation: [1, 1],
    padding: 'valid',
    activation: 'none',
  }
  const path = join(folder, name)
  writeFileSync(path, convertGraph(randomGraph([1, 1, pixels, 4], [conv], ['out']).graph))
  return path
}

const small = model('small.tflite', 10)
const large = model('large.tflite', 20_000)

describe('viseme inspect', () => {
  it('prints every field that scripts depend on', async () => {
    const { code, json } = await viseme('inspect', small, '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      inputs: [{ name: 'input', type: 'int8', shape: [1, 1, 10, 4], bytes: 40 }],
      operators: [{ index: 0, op: 'CONV_2D', macs: 160, weight_bytes: 32 }],
      fits: true,
      problems: [],
      flash: { capacity: 4_194_304 },
    })
    const { latency_ms, energy_mj, arena_used_bytes, memory, model_bytes } = json
    expect(latency_ms.low).toBeLessThan(latency_ms.estimate)
    expect(latency_ms.high).toBeGreaterThan(latency_ms.estimate)
    expect(energy_mj).toBeGreaterThan(0)
    expect(arena_used_bytes).toBeGreaterThan(80)
    expect(model_bytes).toBeGreaterThan(500)
    for (const region of memory) expect(region.largest_free).toBeLessThan(region.capacity)
  })

  it('exits 3 and says why when the arena is larger than the largest free block', async () => {
    const { code, json } = await viseme('inspect', large, '--json')
    expect(code).toBe(3)
    expect(json.fits).toBe(false)
    expect(json.problems).toHaveLength(1)
    expect(json.problems[0].code).toBe('out-of-memory')
    expect(json.problems[0].message).toMatch(/tensor arena asks for \d+ bytes.*largest block is 113836/)
  })

  it('fits the same network with its arena in PSRAM', async () => {
    const { code, json } = await viseme('inspect', large, '--arena', 'psram', '--json')
    expect(code).toBe(0)
    expect(json.fits).toBe(true)
  })

  it('takes a board from a JSON file, and PSRAM that is merely on', async () => {
    const path = join(folder, 'tiny.json')
    writeFileSync(
      path,
      JSON.stringify({ ...boards['esp-eye'], id: 'tiny', flash: { bytes: 1_500_000, modes: ['qio80'] } }),
    )
    const { code, json } = await viseme('inspect', small, '--board', path, '--psram', 'on', '--json')
    expect(code).toBe(0)
    expect(json.flash.capacity).toBe(1_500_000)
    expect((await viseme('inspect', small, '--board', 'esp32-c3', '--psram', 'on')).err).toContain(
      'has no PSRAM',
    )
  })

  it('slows down with the processor and with the reference kernels', async () => {
    const time = async (...options: string[]): Promise<number> =>
      (await viseme('inspect', small, ...options, '--json')).json.latency_ms.estimate
    const fast = await time()
    expect(await time('--cpu', '80')).toBeGreaterThan(fast * 2)
    expect(await time('--kernels', 'reference')).toBeGreaterThan(fast)
  })

  it('prints a table for people', async () => {
    const { code, out } = await viseme('inspect', small)
    expect(code).toBe(0)
    expect(out).toMatch(/CONV_2D +160 +32/)
    expect(out).toContain('It fits.')
  })

  it('exits 2 for a file that is no model, a missing file and options that exclude each other', async () => {
    const text = join(folder, 'text.tflite')
    writeFileSync(text, 'this is not a model')
    const refused = await viseme('inspect', text)
    expect(refused.code).toBe(2)
    expect(refused.err).toContain(`viseme: ${text}: `)
    expect((await viseme('inspect', join(folder, 'nothing.tflite'))).err).toContain('cannot be read')
    expect((await viseme('inspect', small, '--flash', 'dio40', '--psram', '80')).err).toContain(
      'needs flash at 80 MHz',
    )
    for (const name of ['toaster', 'constructor', '__proto__']) {
      const { code, json } = await viseme('inspect', small, '--board', name, '--json')
      expect([code, json.error.code]).toEqual([2, 'unknown-board'])
    }
    expect((await viseme('inspect', small, '--psram', 'off', '--arena', 'psram')).code).toBe(2)
  })

  it.skipIf(!existsSync(conformance))('estimates the published inference times within 5 %', async () => {
    const time = async (name: string, ...options: string[]): Promise<number> =>
      (await viseme('inspect', join(conformance, name), ...options, '--json')).json.latency_ms.estimate
    expect(Math.abs((await time('person_detect.tflite', '--kernels', 'reference')) / 4084 - 1)).toBeLessThan(
      0.05,
    )
    expect(Math.abs((await time('person_detect.tflite')) / 380 - 1)).toBeLessThan(0.05)
    expect(
      Math.abs((await time('kws_ref_model.tflite', '--cpu', '160', '--flash', 'dio40')) / 236.62 - 1),
    ).toBeLessThan(0.05)
  })
})
