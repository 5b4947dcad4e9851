import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { readModel } from '../../main/inference/reader.ts'
import { checkSupernet } from '../../main/supernet/image.ts'
import { subnetModel } from '../../main/supernet/subnet-model.ts'
import { randomGraph } from '../inference/convert/random-graph.ts'
import { smallSupernet } from '../supernet/small-supernet.ts'
import { viseme } from './viseme.ts'

const folder = mkdtempSync(join(tmpdir(), 'viseme-convert-'))
const file = (name: string): string => join(folder, name)

const head = {
  op: 'fully_connected',
  inputs: ['input'],
  output: 'out',
  weights: [3, 4],
  bias: [3],
  activation: 'none',
}
const { graph, json, bin } = randomGraph([1, 4], [head], ['out'])
writeFileSync(file('net.json'), JSON.stringify(json))
writeFileSync(file('net.bin'), bin)

describe('viseme convert', () => {
  it('writes the int8 network and tells its size and SHA-256', async () => {
    const { code, json: told } = await viseme('convert', file('net'), file('net.tflite'), '--json')
    expect(code).toBe(0)
    const bytes = new Uint8Array(readFileSync(file('net.tflite')))
    expect(bytes).toEqual(convertGraph(graph))
    expect(told).toMatchObject({ name: 'random', operators: 1, bytes: bytes.length, in_zoo: false })
    expect(told.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('keeps float32 where asked to', async () => {
    await viseme('convert', file('net.json'), file('float.tflite'), '--precision', 'float32')
    const model = readModel(new Uint8Array(readFileSync(file('float.tflite'))))
    expect(model.tensors.map(({ type }) => type)).toEqual(['float32', 'float32', 'float32', 'float32'])
  })

  it('takes one SubNet out of a SuperNet', async () => {
    const small = smallSupernet()
    writeFileSync(file('small.json'), JSON.stringify(small.json))
    writeFileSync(file('small.bin'), small.bin)
    const { code } = await viseme('convert', file('small'), file('narrow.tflite'), '--subnet', 'narrow')
    expect(code).toBe(0)
    const expected = subnetModel(checkSupernet(small.json, small.bin), 'narrow')
    expect(new Uint8Array(readFileSync(file('narrow.tflite')))).toEqual(expected)
    const refused = await viseme('convert', file('small'), file('none.tflite'), '--subnet', 'huge')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('Choose one of wide, narrow')
  })

  it('exits 2 for files that are missing or malformed, and writes nothing', async () => {
    const { code, err } = await viseme('convert', file('nothing'), file('none.tflite'))
    expect(code).toBe(2)
    expect(err).toContain('nothing.json cannot be read')
    writeFileSync(file('bad.json'), '{')
    writeFileSync(file('bad.bin'), '')
    expect((await viseme('convert', file('bad'), file('none.tflite'))).err).toContain('not valid JSON')
    writeFileSync(file('bad.json'), JSON.stringify({ ...json, weights: 1 }))
    expect((await viseme('convert', file('bad'), file('none.tflite'))).err).toContain('declares 4')
  })

  it('exits 4 where the output cannot be written', async () => {
    expect((await viseme('convert', file('net'), join(folder, 'no', 'such', 'file'))).code).toBe(4)
  })
})
