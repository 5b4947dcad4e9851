// Output and arena bytes of every conformance model equal those of TensorFlow Lite Micro.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readGolden } from '../../main/cli/conformance.ts'
import { checkConformance, type GoldenModel } from '../../main/inference/conformance.ts'

const folder = join(process.env.VISEME_SHARED ?? '../shared', 'conformance')
const isThere = existsSync(join(folder, 'golden.json'))
const golden: GoldenModel[] = isThere ? await readGolden(folder) : []
const read = (model: string): Uint8Array => readFileSync(join(folder, model))

describe.skipIf(!isThere)('conformance models (../shared/conformance)', () => {
  test('all vectors are there', () => {
    expect(golden.length).toBe(74)
  })

  test.each(golden.map((expected) => [expected.model, expected] as const))('%s', (_, expected) => {
    expect(checkConformance([expected], read)).toEqual({
      models: 1,
      outputs_equal: 1,
      arena_equal: 1,
      failures: [],
    })
  })

  test('a wrong output byte and a wrong arena size are both found', () => {
    const [first] = golden
    const output = first.cases[0].output.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
    const wrong = {
      ...first,
      arenaUsedBytes: first.arenaUsedBytes + 1,
      cases: [{ ...first.cases[0], output }, first.cases[1]],
    }
    expect(checkConformance([wrong], read)).toEqual({
      models: 1,
      outputs_equal: 0,
      arena_equal: 0,
      failures: [
        {
          model: first.model,
          seed: null,
          what: expect.stringContaining(`expected ${first.arenaUsedBytes + 1}`),
        },
        { model: first.model, seed: first.cases[0].seed, what: expect.stringContaining('1 of') },
      ],
    })
  })
})
