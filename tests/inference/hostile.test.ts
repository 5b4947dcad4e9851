// Files of a few hundred bytes that declare work or memory without end: refused at once, under the default limits.

import { describe, expect, test } from 'vitest'
import { writeModel } from '../../main/inference/convert/writer.ts'
import { customCode } from '../../main/inference/custom-options.ts'
import { ModelError, UnsupportedOperatorError } from '../../main/inference/errors.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import type { Operator } from '../../main/inference/model.ts'
import { readModel } from '../../main/inference/reader.ts'
import { type ModelSpec, model } from './models.ts'
import { randomWords } from './mutations.ts'
import { sampleModels } from './sample-models.ts'

const LARGEST = 2 ** 31 - 1
const unit = { scale: 1 }

const single = (op: string, tensors: ModelSpec['tensors'], options: Operator['options'] = {}): ModelSpec => ({
  tensors,
  operators: [
    {
      op,
      inputs: Object.keys(tensors).filter((name) => name !== 'y'),
      outputs: ['y'],
      options,
    },
  ],
  inputs: ['x'],
  outputs: ['y'],
})

const hostile: Record<string, ModelSpec> = {
  'a hundred thousand activations for the planner': {
    tensors: Object.fromEntries(
      Array.from({ length: 100_000 }, (_, at) => [`t${at}`, { shape: [1], ...unit }]),
    ),
    operators: [{ op: 'RELU', inputs: ['t0'], outputs: ['t1'] }],
    inputs: ['t0'],
    outputs: ['t1'],
  },
  'a pool over a million positions for each of a million outputs': single(
    'MAX_POOL_2D',
    { x: { shape: [1, 1000, 1000, 1], ...unit }, y: { shape: [1, 1000, 1000, 1], ...unit } },
    { filter_height: 1000, filter_width: 1000, stride_h: 1, stride_w: 1 },
  ),
  'an image without channels, resized to 2^31 - 1 rows': single('RESIZE_NEAREST_NEIGHBOR', {
    x: { shape: [1, 1, 1, 0], ...unit },
    size: { type: 'int32', shape: [2], values: [LARGEST, 1] },
    y: { shape: [1, LARGEST, 1, 0], ...unit },
  }),
  'a convolution of no images of 2^31 - 1 rows': single(
    'CONV_2D',
    {
      x: { shape: [0, LARGEST, 1, 1], ...unit },
      w: { shape: [1, 1, 1, 1], ...unit, values: [1] },
      b: { type: 'int32', shape: [1], values: [0] },
      y: { shape: [0, LARGEST, 1, 1], ...unit },
    },
    { stride_h: 1, stride_w: 1 },
  ),
  'padding of 2^31 - 1 empty rows': single('PAD', {
    x: { shape: [LARGEST, 0], ...unit },
    amounts: { type: 'int32', shape: [2, 2], values: [0, 0, 0, 0] },
    y: { shape: [LARGEST, 0], ...unit },
  }),
  '200 means of one large input': {
    tensors: {
      x: { shape: [1, 8000, 8000, 1], ...unit },
      axes: { type: 'int32', shape: [2], values: [1, 2] },
      ...Object.fromEntries(
        Array.from({ length: 200 }, (_, at) => [`y${at}`, { shape: [1, 1, 1, 1], ...unit }]),
      ),
    },
    operators: Array.from({ length: 200 }, (_, at) => ({
      op: 'MEAN',
      inputs: ['x', 'axes'],
      outputs: [`y${at}`],
      options: { keep_dims: true },
    })),
    inputs: ['x'],
    outputs: ['y199'],
  },
  'a convolution of 30 million rows': single(
    'CONV_2D',
    {
      x: { shape: [1, 3e7, 1, 1], ...unit },
      w: { shape: [1, 1, 1, 1], ...unit, values: [1] },
      b: { type: 'int32', shape: [1], values: [0] },
      y: { shape: [1, 3e7, 1, 1], ...unit },
    },
    { stride_h: 1, stride_w: 1 },
  ),
  'twenty additions of a number to a large input': {
    tensors: {
      x: { shape: [1, 3e7], ...unit },
      one: { shape: [1], ...unit, values: [1] },
      ...Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`y${at}`, { shape: [1, 3e7], ...unit }])),
    },
    operators: Array.from({ length: 20 }, (_, at) => ({
      op: 'ADD',
      inputs: [at === 0 ? 'x' : `y${at - 1}`, 'one'],
      outputs: [`y${at}`],
    })),
    inputs: ['x'],
    outputs: ['y19'],
  },
}

/** Reads and prepares under the default limits. Throws what is no refusal. */
function attempt(bytes: Uint8Array): { refusal: Error | null; ms: number } {
  const started = performance.now()
  let refusal: Error | null = null
  try {
    prepare(readModel(bytes))
  } catch (error) {
    if (!(error instanceof ModelError || error instanceof UnsupportedOperatorError)) throw error
    refusal = error
  }
  return { refusal, ms: performance.now() - started }
}

describe('a hostile model is refused within a second', () => {
  test.each(Object.entries(hostile))('%s', (_, spec) => {
    const { refusal, ms } = attempt(writeModel(model(spec)))
    expect(refusal).toBeInstanceOf(ModelError)
    expect(ms).toBeLessThan(1000)
  })
})

/** Changes one dimension or one option of a model to a value at a limit. */
function distort(spec: ModelSpec, seed: number): ModelSpec {
  const random = randomWords(Math.imul(seed + 1, 2654435761))
  const pick = <T>(list: readonly T[]): T => list[random() % list.length]
  const distorted = structuredClone(spec)
  for (let edit = 0; edit <= random() % 2; edit++) {
    const operator = pick(distorted.operators)
    // A custom operator's options have a byte each, which fuzz.test.ts damages.
    const options = customCode(operator.op) === null ? (operator.options ?? {}) : {}
    const numbers = Object.entries(options).filter(([, value]) => typeof value === 'number')
    if (random() % 2 === 0 && numbers.length > 0) {
      operator.options![pick(numbers)[0]] = pick([0, -1, 1000, 2 ** 24, LARGEST])
    } else {
      const shaped = Object.values(distorted.tensors).filter(({ shape }) => shape.length > 0)
      const { shape } = pick(shaped)
      shape[random() % shape.length] = pick([0, 1, 1000, 2 ** 24, LARGEST])
    }
  }
  return distorted
}

test('a dimension of 0 or 2^31 - 1, or a vast window or stride, never takes a second', {
  timeout: 60_000,
}, () => {
  const originals = Object.values(sampleModels)
  let refused = 0
  let slowest = 0
  for (let seed = 0; seed < 2000; seed++) {
    const { refusal, ms } = attempt(writeModel(model(distort(originals[seed % originals.length], seed))))
    if (refusal !== null) refused++
    slowest = Math.max(slowest, ms)
  }
  expect(refused).toBeGreaterThan(1000)
  expect(refused).toBeLessThan(2000)
  expect(slowest).toBeLessThan(1000)
})
