// The whole way of a binary face network in its --quick form: simulated people, training, export, conversion, an inference
// that equals PyTorch's integers to the bit; and the network of the zoo on a simulated face.

import { spawnSync } from 'node:child_process'
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
import { temporaryFolder } from '../temporary-folder.ts'

const PYTHON = process.env.VISEME_PYTHON ?? '/usr/bin/python3'
const hasTorch = spawnSync(PYTHON, ['-c', 'import torch, cv2']).status === 0
const LIMIT_MS = 420_000

const reference = z.object({ crop: z.array(z.number()), int8: z.array(z.number()) })

describe('the quick training of the binary face network', () => {
  it.skipIf(!hasTorch)(
    `ends in a network that answers as PyTorch does${hasTorch ? '' : ' (needs PyTorch and OpenCV)'}`,
    async () => {
      const folder = temporaryFolder()
      const script = join(applicationRoot(), 'models', 'training', 'face_binary.py')
      const { status, stderr } = spawnSync(PYTHON, [script, '--quick', '--out', join(folder, 'net')], {
        encoding: 'utf8',
      })
      expect(status, stderr).toBe(0)
      expect(readFileSync(join(folder, 'face-binary.csv'), 'utf8')).toMatch(/^step,minutes,loss,cosine,lr/)
      const network = prepare(readModel(convertGraph(await readGraphFiles(join(folder, 'net')), 'binary')))
      expect(network.operators.filter(({ op }) => op === BINARY_POINTWISE_OPERATOR)).toHaveLength(12)
      const { crop, int8 } = reference.parse(JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')))
      const [answer] = network.invoke([new Uint8Array(Int8Array.from(crop).buffer)])
      expect([...new Int8Array(answer)]).toEqual(int8)
      expect(new Set(int8).size).toBeGreaterThan(20)
    },
    LIMIT_MS,
  )
})
