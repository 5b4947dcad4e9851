import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { seededInput } from '../../main/inference/seeded-input.ts'
import { randomGraph } from '../inference/convert/random-graph.ts'
import { viseme } from './viseme.ts'

const conformance = resolve(process.env.VISEME_SHARED ?? '../shared', 'conformance')
const folder = mkdtempSync(join(tmpdir(), 'viseme-run-'))
const file = (name: string): string => join(folder, name)

/** A network that adds its input of `count` values to itself. */
function model(name: string, count: number): { path: string; bytes: Uint8Array } {
  const add = { op: 'add', inputs: ['input', 'input'], output: 'out', activation: 'none' }
  const bytes = convertGraph(randomGraph([1, count], [add], ['out']).graph)
  writeFileSync(file(name), bytes)
  return { path: file(name), bytes }
}

const small = model('small.tflite', 12)
const large = model('large.tflite', 90_000)

const run = (path: string, input: string, output: string, ...more: string[]) =>
  viseme('run', path, '--input', input, '--output', output, ...more)

describe('viseme run', () => {
  it('writes the raw output bytes for a seeded input', async () => {
    const { code, json } = await run(small.path, 'seed:7', file('out'), '--json')
    expect(code).toBe(0)
    expect(json.fits).toBe(true)
    const [expected] = prepare(readModel(small.bytes)).invoke([seededInput(12, 7)])
    expect(new Uint8Array(readFileSync(file('out')))).toEqual(expected)
  })

  it('does not read a device without an end for ever', async () => {
    const { code, out, err } = await run('/dev/zero', 'seed:7', file('out'))
    expect(code).toBe(2)
    expect(out + err).toContain('has more than 64 MiB')
  })

  it('takes raw bytes from a file', async () => {
    const input = Uint8Array.from({ length: 12 }, (_, index) => index * 3)
    writeFileSync(file('in'), input)
    expect((await run(small.path, file('in'), file('out'))).code).toBe(0)
    const [expected] = prepare(readModel(small.bytes)).invoke([input])
    expect(new Uint8Array(readFileSync(file('out')))).toEqual(expected)
  })

  it('refuses an input one byte short and one byte long, naming both lengths', async () => {
    for (const length of [11, 13]) {
      writeFileSync(file('wrong'), new Uint8Array(length))
      const { code, err } = await run(small.path, file('wrong'), file('none'))
      expect(code).toBe(2)
      expect(err).toContain(`has ${length} bytes; the model takes 12`)
      expect(existsSync(file('none'))).toBe(false)
    }
  })

  it('refuses a seed that is no number, a missing input and a missing option', async () => {
    expect((await run(small.path, 'seed:x', file('none'))).code).toBe(2)
    expect((await run(small.path, 'seed:4294967296', file('none'))).code).toBe(2)
    expect((await run(small.path, file('absent'), file('none'))).code).toBe(2)
    expect((await viseme('run', small.path, '--input', 'seed:1')).code).toBe(2)
  })

  it('does not run what does not fit, unless limits are off', async () => {
    const { code, json } = await run(large.path, 'seed:1', file('big'), '--json')
    expect(code).toBe(3)
    expect(json.problems.map((problem: { code: string }) => problem.code)).toEqual(['out-of-memory'])
    expect(existsSync(file('big'))).toBe(false)
    const free = await run(large.path, 'seed:1', file('big'), '--no-limits', '--json')
    expect(free.code).toBe(0)
    expect(free.json.fits).toBe(false)
    expect(readFileSync(file('big'))).toHaveLength(90_000)
  })

  it('exits 4 where the output cannot be written', async () => {
    const missing = join(folder, 'no', 'such', 'folder')
    expect((await run(small.path, 'seed:1', missing)).code).toBe(4)
  })

  it.skipIf(!existsSync(conformance))('gives the bytes that TensorFlow Lite Micro gave', async () => {
    const golden = JSON.parse(readFileSync(join(conformance, 'golden.json'), 'utf8')) as {
      model: string
      cases: { seed: number; output_base64: string }[]
    }[]
    const { cases } = golden.find(({ model: name }) => name === 'kws_ref_model.tflite')!
    const path = join(conformance, 'kws_ref_model.tflite')
    const [{ seed, output_base64 }] = cases
    await run(path, `seed:${seed}`, file('kws'))
    expect(readFileSync(file('kws')).toString('base64')).toBe(output_base64)
  })
})
