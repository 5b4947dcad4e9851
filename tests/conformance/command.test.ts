// viseme conformance DIR: what it prints and how it exits.

import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeModel } from '../../main/inference/convert/writer.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { seededInput } from '../../main/inference/seeded-input.ts'
import { model } from '../inference/models.ts'
import { imageNetwork } from '../inference/sample-models.ts'
import { temporaryFolder } from '../temporary-folder.ts'

interface Golden {
  model: string
  arena_used_bytes: number
  cases: { seed: number; output_base64: string }[]
}

/** A folder with one model and what the interpreter itself gives for it, changed by `change`. */
function folderWith(change: (golden: Golden) => void): string {
  const folder = temporaryFolder()
  const prepared = prepare(model(imageNetwork))
  const [output] = prepared.invoke([seededInput(192, 3)])
  const golden: Golden = {
    model: 'image.tflite',
    arena_used_bytes: prepared.arena.usedBytes,
    cases: [{ seed: 3, output_base64: Buffer.from(output).toString('base64') }],
  }
  change(golden)
  writeFileSync(join(folder, 'image.tflite'), writeModel(model(imageNetwork)))
  writeFileSync(join(folder, 'golden.json'), JSON.stringify([golden]))
  return folder
}

function conformance(folder: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['main/cli.ts', 'conformance', folder, '--json'],
    { encoding: 'utf8' },
  )
  return { status, stderr, document: stdout === '' ? null : JSON.parse(stdout) }
}

test('equal outputs and arenas exit with 0', () => {
  const { status, document } = conformance(folderWith(() => {}))
  expect(document).toEqual({ models: 1, outputs_equal: 1, arena_equal: 1, failures: [] })
  expect(status).toBe(0)
})

test('a difference exits with 1 and is told', () => {
  const { status, document } = conformance(folderWith((golden) => (golden.arena_used_bytes += 16)))
  expect(document).toMatchObject({ outputs_equal: 1, arena_equal: 0 })
  expect(document.failures[0]).toMatchObject({ model: 'image.tflite', seed: null })
  expect(status).toBe(1)
})

test('a model that cannot be read counts as a failure', () => {
  const { status, document } = conformance(folderWith((golden) => (golden.model = 'other.tflite')))
  expect(document).toMatchObject({ models: 1, outputs_equal: 0, arena_equal: 0 })
  expect(document.failures[0].what).toContain('cannot read')
  expect(status).toBe(1)
})

test('a missing golden.json and a malformed one exit with 2', () => {
  expect(conformance(temporaryFolder())).toMatchObject({
    status: 2,
    document: { error: { code: 'unreadable-file' } },
  })
  const malformed = conformance(folderWith((golden) => (golden.model = '../escape.tflite')))
  expect(malformed).toMatchObject({ status: 2, document: { error: { code: 'bad-golden' } } })
})
