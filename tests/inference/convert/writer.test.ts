import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { convertGraph } from '../../../main/inference/convert/convert.ts'
import { writeModel } from '../../../main/inference/convert/writer.ts'
import type { Model } from '../../../main/inference/model.ts'
import { readModel } from '../../../main/inference/reader.ts'
import { randomGraph } from './random-graph.ts'

const conformance = resolve(process.env.VISEME_SHARED ?? '../shared', 'conformance')
const published = existsSync(conformance)
  ? readdirSync(conformance).filter((name) => name.endsWith('.tflite'))
  : []

/** What a model says, without the bytes it was read from. */
const content = ({ bytes: _, ...rest }: Model) => rest

describe('a written model', () => {
  it('carries the mark of a TensorFlow Lite file', () => {
    const add = { op: 'add', inputs: ['input', 'input'], output: 'out', activation: 'none' }
    const bytes = convertGraph(randomGraph([1, 4], [add], ['out']).graph)
    expect(new TextDecoder().decode(bytes.subarray(4, 8))).toBe('TFL3')
  })

  it('refuses an operator the schema does not have', () => {
    const add = { op: 'add', inputs: ['input', 'input'], output: 'out', activation: 'none' }
    const model = readModel(convertGraph(randomGraph([1, 4], [add], ['out']).graph))
    expect(() => writeModel({ ...model, operators: [{ ...model.operators[0], op: 'CONJURE' }] })).toThrow(
      /CONJURE/,
    )
  })

  it.skipIf(published.length === 0)('says the same as the published model it was read from', () => {
    expect(published.length).toBeGreaterThan(50)
    for (const name of published) {
      const model = readModel(new Uint8Array(readFileSync(join(conformance, name))))
      const written = writeModel(model)
      expect(content(readModel(written)), name).toEqual(content(model))
      expect(writeModel(readModel(written)), name).toEqual(written)
    }
  })
})
