// The whole way of a binary face network in its --quick form: simulated people, training, curves, export, conversion, an inference
// that equals PyTorch's integers to the bit; and the network of the zoo on a simulated face.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applicationRoot } from '../../main/application-root.ts'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { readGraphFiles } from '../../main/inference/convert/files.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { BINARY_POINTWISE_OPERATOR } from '../../main/inference/operators/binary-pointwise.ts'
import { readModel } from '../../main/inference/reader.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { expectCurves, hasTorch, needed, run } from './python.ts'

const LIMIT_MS = 420_000

const references = z.array(z.object({ crop: z.base64(), answer: z.array(z.number()) }))

/** Checks that a network answers as PyTorch's integers do. */
function expectAnswers(bytes: Uint8Array, reference: string): void {
  const network = prepare(readModel(bytes))
  const cases = references.parse(JSON.parse(readFileSync(reference, 'utf8')))
  expect(cases.length).toBeGreaterThan(1)
  for (const { crop, answer } of cases) {
    const [found] = network.invoke([new Uint8Array(Buffer.from(crop, 'base64'))])
    expect([...new Int8Array(found)]).toEqual(answer)
    expect(new Set(answer).size).toBeGreaterThan(20)
  }
}

describe('the quick training of the binary face network', () => {
  it.skipIf(!hasTorch)(
    `ends in a network that answers as PyTorch does${needed}`,
    async () => {
      const folder = temporaryFolder()
      const [stem, reference] = [join(folder, 'net'), join(folder, 'reference.json')]
      const begun = join(folder, 'start')
      run('face_start.py', '--quick', '--cache', begun)
      const start = ['--start', join(begun, 'final.pt')]
      run('face_binary.py', '--quick', ...start, '--out', stem, '--reference', reference)
      const log = join(folder, 'face-binary.csv')
      expect(readFileSync(log, 'utf8')).toMatch(/^step,minutes,loss,cosine,lr/)
      expectCurves(log)
      const bytes = convertGraph(await readGraphFiles(stem), 'binary')
      const binary = readModel(bytes).operators.filter(({ op }) => op === BINARY_POINTWISE_OPERATOR)
      expect(binary).toHaveLength(12)
      expectAnswers(bytes, reference)
    },
    LIMIT_MS,
  )
})

describe('the binary face network of the zoo', () => {
  it('answers as PyTorch does on simulated faces', () => {
    const { bytes, precision } = networkOf(readZoo(), 'face-binary')
    expect(precision).toBe('binary')
    expectAnswers(bytes, join(applicationRoot(), 'tests', 'training', 'face-binary-reference.json'))
  })
})
