// Whole models by the SIMD kernels and by the reference: the conformance models and Viseme's own networks.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { prepare } from '../../../main/inference/interpreter.ts'
import { readModel } from '../../../main/inference/reader.ts'
import { seededInputs } from '../../../main/inference/seeded-input.ts'
import { readZoo } from '../../../main/inference/zoo.ts'

const shared = join(process.env.VISEME_SHARED ?? '../shared', 'conformance')
const isThere = existsSync(shared)
const conformance = isThere ? readdirSync(shared).filter((name) => name.endsWith('.tflite')) : []

function expectEqual(bytes: Uint8Array): void {
  const model = readModel(bytes)
  const simd = prepare(model)
  const reference = prepare(model, {}, { simd: false })
  const sizes = simd.inputs.map((input) => input.bytes)
  for (const seed of [11, 12]) {
    simd.reset()
    reference.reset()
    const inputs = seededInputs(sizes, seed)
    expect(simd.invoke(inputs)).toEqual(reference.invoke(inputs))
  }
  expect(simd.arena).toEqual(reference.arena)
  expect(simd.operators).toEqual(reference.operators)
}

describe('SIMD kernels and reference agree', () => {
  test.each([...readZoo().values()].map(({ name, bytes }) => [name, bytes] as const))('on %s', (_, bytes) => {
    expectEqual(bytes)
  })

  test.skipIf(!isThere)('on the models of ../shared/conformance', () => {
    expect(conformance.length).toBeGreaterThan(0)
    for (const name of conformance) expectEqual(new Uint8Array(readFileSync(join(shared, name))))
  })
})
