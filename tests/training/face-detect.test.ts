// The whole way of the face detector and the landmark network in their --quick form: simulated people, training, curves,
// export, conversion, an inference that equals PyTorch's integers to the bit; and both networks of the zoo.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applicationRoot } from '../../main/application-root.ts'
import { convertGraph } from '../../main/inference/convert/convert.ts'
import { readGraphFiles } from '../../main/inference/convert/files.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { networkOf, readZoo } from '../../main/inference/zoo.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { expectCurves, hasTorch, needed, run } from './python.ts'

const LIMIT_MS = 240_000

const outputs = z.array(z.array(z.number()))
const references = z.array(z.object({ input: z.base64(), int8: outputs, real: outputs }))

describe('the quick training', () => {
  it.skipIf(!hasTorch).for([
    {
      name: 'face-detect',
      script: 'face_detect.py',
      columns: 'focal,geometry,threshold,recall,recall_at_half,false_at_half,landmarks',
      sizes: [12 * 16, 12 * 16 * 14, 6 * 8, 6 * 8 * 14],
    },
    {
      name: 'face-landmarks',
      script: 'face_landmarks.py',
      columns: 'landmark_loss,face_loss,median,p95,face_recall,face_false',
      sizes: [10, 1],
    },
  ])(
    `of $name ends in a network that answers as PyTorch does${needed}`,
    { timeout: LIMIT_MS },
    async ({ name, script, columns, sizes }) => {
      const folder = temporaryFolder()
      const [reference, log] = [join(folder, 'reference.json'), join(folder, `${name}.csv`)]
      run(script, '--quick', '--out', folder, '--reference', reference)
      const [header, ...lines] = readFileSync(log, 'utf8').trim().split('\r\n')
      expect(header).toBe(`step,minutes,${columns}`)
      expect(lines.length).toBeGreaterThan(0)
      expectCurves(log)

      const graph = await readGraphFiles(join(folder, name))
      const board = prepare(readModel(convertGraph(graph)))
      const float = prepare(readModel(convertGraph(graph, 'float32')))
      const cases = references.parse(JSON.parse(readFileSync(reference, 'utf8')))
      expect(cases).toHaveLength(2)
      for (const { input, int8, real } of cases) {
        const steps = Buffer.from(input, 'base64')
        const answers = board.invoke([new Uint8Array(steps)]).map((answer) => [...new Int8Array(answer)])
        expect(answers.map(({ length }) => length)).toEqual(sizes)
        expect(answers).toEqual(int8)

        const pixels = Float32Array.from(new Int8Array(steps), (step) => step / 128)
        const found = float
          .invoke([new Uint8Array(pixels.buffer)])
          .map((answer) => [...new Float32Array(answer.slice().buffer)])
        for (const [output, values] of real.entries()) {
          const largest = Math.max(1, ...values.map(Math.abs))
          const errors = values.map((value, at) => Math.abs(found[output][at] - value) / largest)
          expect(found[output]).toHaveLength(values.length)
          expect(Math.max(...errors), `output ${output}`).toBeLessThan(1e-4)
        }
      }
      expect(cases[0].int8).not.toEqual(cases[1].int8)
    },
  )
})

describe('the network of the zoo', () => {
  it.each(['face-detect', 'face-landmarks'])('%s answers as PyTorch does on a made-up picture', (name) => {
    const network = prepare(readModel(networkOf(readZoo(), name).bytes))
    const [, height, width] = network.inputs[0].shape
    // As `made_up` in models/training/supernet_emulation.py.
    const picture = Int8Array.from({ length: height * width }, (_, at) => {
      const [y, x] = [Math.floor(at / width), at % width]
      return (Math.floor((x * y) / 4) % 256) - 128
    })
    const answers = network.invoke([new Uint8Array(picture.buffer)]).map((answer) => [...answer])
    const file = join(applicationRoot(), 'tests', 'training', `${name}-reference.json`)
    const reference = z.record(z.string(), z.base64()).parse(JSON.parse(readFileSync(file, 'utf8')))
    expect(answers).toEqual(Object.values(reference).map((text) => [...Buffer.from(text, 'base64')]))
    expect(new Set(answers.flat()).size).toBeGreaterThan(10)
  })
})
