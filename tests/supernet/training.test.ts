// The whole way of a face SuperNet in its --quick form: simulated people, training, export, conversion, an inference.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { cosine } from '../../main/evaluation/comparisons.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { readModel } from '../../main/inference/reader.ts'
import { readSupernet } from '../../main/supernet/image.ts'
import { subnetModel } from '../../main/supernet/subnet-model.ts'
import { unit } from '../../main/voice/embed.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { PYTHON, run } from '../training/python.ts'

const NEEDS = 'import cv2, matplotlib, torch.distributed; assert torch.distributed.is_gloo_available()'
const hasTorch = spawnSync(PYTHON, ['-c', NEEDS]).status === 0
const LIMIT_MS = 420_000

const reference = z.array(
  z.object({
    subnet: z.string(),
    crop: z.array(z.number()),
    embedding: z.array(z.number()),
    int4: z.array(z.number()),
    int8: z.array(z.number()),
  }),
)

describe('the quick training of the face SuperNet', () => {
  it.skipIf(!hasTorch)(
    `ends in networks that answer as PyTorch does${hasTorch ? '' : ' (needs PyTorch with gloo, OpenCV and matplotlib)'}`,
    async () => {
      const folder = temporaryFolder()
      const begun = join(folder, 'start')
      run('face_start.py', '--quick', '--cache', begun)
      const start = ['--start', join(begun, 'final.pt')]
      run('face_supernet.py', '--quick', '--processes', '2', ...start, '--out', join(folder, 'face'))
      expect(existsSync(join(folder, 'curves.png'))).toBe(true)
      expect(readFileSync(join(folder, 'log.csv'), 'utf8')).toMatch(
        /^step,minutes,lr,loss.*\r\n0,0,.*\r\n\d+,/,
      )

      const supernet = readSupernet(join(folder, 'face'))
      const answers = reference.parse(JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8')))
      expect(answers.map(({ subnet }) => subnet)).toEqual(['w4-deep-64', 'w0-shallow-48'])
      for (const { subnet, crop, embedding, int4: fourBit, int8: emulated } of answers) {
        const float = prepare(readModel(subnetModel(supernet, subnet, 'float32')))
        const given = Float32Array.from(crop, (value) => value / 128)
        const [answer] = float.invoke([new Uint8Array(given.buffer)])
        const found = [...new Float32Array(answer.slice().buffer)]
        const largest = Math.max(...embedding.map(Math.abs))
        for (const [at, value] of found.entries()) {
          expect(Math.abs(value - embedding[at]) / largest, `${subnet}, value ${at}`).toBeLessThan(1e-4)
        }

        const int8 = prepare(readModel(subnetModel(supernet, subnet)))
        const [quantised] = int8.invoke([new Uint8Array(Int8Array.from(crop).buffer)])
        expect([...new Int8Array(quantised)], subnet).toEqual(emulated)

        const int4 = prepare(readModel(subnetModel(supernet, subnet, 'int4')))
        const [zeroPoint] = int4.outputs[0].quantisation!.zeroPoints
        const [rounded] = int4.invoke([new Uint8Array(Int8Array.from(crop).buffer)])
        const centred = unit(Float32Array.from(new Int8Array(rounded), (value) => value - zeroPoint))
        const like = (other: number[]): number => cosine(centred, unit(Float32Array.from(other)))
        expect(like(fourBit), subnet).toBeGreaterThan(0.9)
        expect(like(fourBit), subnet).toBeGreaterThan(like(embedding))
      }
    },
    LIMIT_MS,
  )
})
