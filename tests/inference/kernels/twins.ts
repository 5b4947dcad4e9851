// Runs one operator by its SIMD twin and by the reference. VISEME_KERNEL_CASES sets how many cases each kind gets:
// VISEME_KERNEL_CASES=10000 npx vitest run tests/inference/kernels

import fc from 'fast-check'
import { expect } from 'vitest'
import { prepare } from '../../../main/inference/interpreter.ts'
import { HostMemory, OperatorContext } from '../../../main/inference/operators/operator.ts'
import { OPERATOR_KINDS } from '../../../main/inference/operators/registry.ts'
import { seededInputs } from '../../../main/inference/seeded-input.ts'
import { ACTIVATIONS, type ModelSpec, model, type OperatorSpec, type TensorSpec } from '../models.ts'

const CASES = Number(process.env.VISEME_KERNEL_CASES ?? 400)
/** Two fresh preparations take longer when the machine is busy; 10,000 cases take minutes. */
export const TIMEOUT = 60_000 + 20 * CASES

export interface Case {
  op: string
  /** The operator's inputs in order; those without values are drawn from `seed`. */
  inputs: TensorSpec[]
  output: TensorSpec
  options?: OperatorSpec['options']
  seed: number
}

function specOf({ op, inputs, output, options }: Case): ModelSpec {
  const names = inputs.map((_, index) => `input${index}`)
  return {
    tensors: Object.fromEntries([...names.map((name, index) => [name, inputs[index]]), ['output', output]]),
    operators: [{ op, inputs: names, outputs: ['output'], options }],
    inputs: names.filter((_, index) => inputs[index].values === undefined),
    outputs: ['output'],
  }
}

/** True where the operator has a SIMD twin for this case. */
export function hasTwin(given: Case): boolean {
  const { operators, tensors } = model(specOf(given))
  const kind = OPERATOR_KINDS.get(given.op)
  return Boolean(kind?.prepare(new OperatorContext(operators[0], tensors, new HostMemory(2 ** 28))).simd)
}

/** The output of the twin, where there is one, and of the reference, after a run on other data. */
export function bothOutputs(given: Case): { simd: number[]; reference: number[] } {
  const { seed } = given
  const run = (simd: boolean): number[] => {
    const prepared = prepare(model(specOf(given)), {}, { simd })
    const sizes = prepared.inputs.map(({ bytes }) => bytes)
    prepared.invoke(seededInputs(sizes, seed + 1))
    return Array.from(prepared.invoke(seededInputs(sizes, seed))[0])
  }
  return { simd: run(true), reference: run(false) }
}

/** Checks that twin and reference agree on random cases, and that the twin computed nearly all of them. */
export function expectEqualTwins(cases: fc.Arbitrary<Case>, leastShare = 0.9): void {
  let twins = 0
  fc.assert(
    fc.property(cases, (given) => {
      if (hasTwin(given)) twins++
      const { simd, reference } = bothOutputs(given)
      expect(simd).toEqual(reference)
    }),
    { numRuns: CASES },
  )
  expect(twins).toBeGreaterThanOrEqual(leastShare * CASES)
}

export const seed = fc.nat()
export const zeroPoint = fc.integer({ min: -128, max: 127 })
export const activation = fc.constantFrom(...ACTIVATIONS.slice(0, 4))
/** Scales from coarse to fine, evenly by magnitude. */
export const scale = (least: number, most: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log(least), max: Math.log(most), noNaN: true }).map(Math.exp)
