import { describe, expect, test } from 'vitest'
import { ModelError, UnsupportedOperatorError } from '../../main/inference/errors.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { OPERATOR_KINDS } from '../../main/inference/operators/registry.ts'
import { type ModelSpec, model } from './models.ts'
import { imageNetwork, recurrentNetwork, sampleModels } from './sample-models.ts'

const doubling: ModelSpec = {
  tensors: {
    x: { shape: [1, 2], scale: 0.5 },
    y: { shape: [1, 2], scale: 0.5 },
    z: { shape: [1, 2], scale: 0.5 },
  },
  operators: [
    { op: 'ADD', inputs: ['x', 'x'], outputs: ['y'] },
    { op: 'ADD', inputs: ['y', 'y'], outputs: ['z'] },
  ],
  inputs: ['x'],
  outputs: ['z'],
}

describe('running', () => {
  test('computes outputs from inputs, operator by operator', () => {
    const prepared = prepare(model(doubling))
    expect(prepared.invoke([Uint8Array.of(3, 250)])).toEqual([Uint8Array.of(12, 232)])
  })

  test('gives the same output every time', () => {
    const prepared = prepare(model(imageNetwork))
    const image = new Uint8Array(192).map((_, i) => i)
    const first = prepared.invoke([image])
    expect(prepared.invoke([image])).toEqual(first)
    expect(first[0]).not.toBe(prepared.invoke([image])[0])
  })

  test('refuses inputs of another size', () => {
    const prepared = prepare(model(doubling))
    expect(() => prepared.invoke([])).toThrow('has 1 inputs, not 0')
    expect(() => prepared.invoke([new Uint8Array(3)])).toThrow('takes 2 bytes, not 3')
  })

  test('keeps variables between runs until they are reset', () => {
    const prepared = prepare(model(recurrentNetwork))
    const sequence = Uint8Array.from({ length: 12 }, (_, i) => 40 * i)
    const first = prepared.invoke([sequence])
    expect(prepared.invoke([sequence])).not.toEqual(first)
    prepared.reset()
    expect(prepared.invoke([sequence])).toEqual(first)
  })

  test('takes no memory beyond the outputs, however often', () => {
    const prepared = prepare(model(imageNetwork))
    const image = new Uint8Array(192)
    for (let i = 0; i < 500; i++) prepared.invoke([image])
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 2000; i++) prepared.invoke([image])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 * 2 ** 20)
  })
})

describe('preparing', () => {
  test('names an operator without a kernel, and its index', () => {
    const spec = structuredClone(doubling)
    spec.operators[1].op = 'FFT_3D'
    expect(() => prepare(model(spec))).toThrow(UnsupportedOperatorError)
    expect(() => prepare(model(spec))).toThrow('operator 1 (FFT_3D) is not supported')
    try {
      prepare(model(spec))
    } catch (error) {
      expect(error).toMatchObject({ index: 1, op: 'FFT_3D', code: 'unsupported-operator', exitCode: 2 })
    }
  })

  test('names an operator whose types have no kernel', () => {
    const spec = structuredClone(doubling)
    for (const name of ['x', 'y', 'z']) spec.tensors[name].type = 'uint8'
    expect(() => prepare(model(spec))).toThrow('operator 0 (ADD) is not supported: uint8 tensors')
  })

  test('finds a kernel for every operator of the sample models, which together use nearly all', () => {
    const used = new Set(
      Object.values(sampleModels).flatMap(({ operators }) => operators.map(({ op }) => op)),
    )
    for (const op of used) expect([...OPERATOR_KINDS.keys()]).toContain(op)
    expect([...OPERATOR_KINDS.keys()].filter((op) => !used.has(op))).toEqual(['PADV2'])
  })

  test('refuses a model that contradicts itself', () => {
    const spec = structuredClone(doubling)
    spec.tensors.z.shape = [1, 3]
    expect(() => prepare(model(spec))).toThrow(ModelError)
    expect(() => prepare(model(spec))).toThrow('operator 1 (ADD) output has shape [1,3], expected [1,2]')
  })

  test('refuses a model beyond its limits', () => {
    const needed = prepare(model(imageNetwork))
    const { usedBytes } = needed.arena
    const work = needed.operators.reduce(
      (sum, { macs, kernel, inputElements, outputs }) =>
        sum + Math.max(macs, kernel.taps) + inputElements + outputs,
      0,
    )
    expect(prepare(model(imageNetwork), { arenaBytes: usedBytes, work }).arena.usedBytes).toBe(usedBytes)
    expect(() => prepare(model(imageNetwork), { arenaBytes: usedBytes - 1 })).toThrow('at most')
    expect(() => prepare(model(imageNetwork), { work: work - 1 })).toThrow(`needs ${work} steps`)
    expect(() => prepare(model(imageNetwork), { hostBytes: 1000 })).toThrow('beside the arena')
  })

  test('places all buffers within the head, none over another in use', () => {
    for (const spec of Object.values(sampleModels)) {
      const { arena } = prepare(model(spec))
      for (const a of arena.plan) {
        expect(a.offset % 16).toBe(0)
        expect(a.offset + a.bytes).toBeLessThanOrEqual(arena.headBytes)
        for (const b of arena.plan) {
          if (a === b || a.firstUse > b.lastUse || b.firstUse > a.lastUse) continue
          expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset).toBe(true)
        }
      }
    }
  })
})

describe('the cost of an operator', () => {
  const { operators } = prepare(model(imageNetwork))
  const costOf = (op: string) => operators.find((operator) => operator.op === op)!

  test('counts a convolution’s kernel positions inside the image', () => {
    // 8x8 to 4x4 by 3x3 with stride 2: one row and one column of padding after the image.
    const inside = 4 * 3 - 1
    const { macs, weightBytes, outputs, inputElements, activationBytes, kernel } = costOf('CONV_2D')
    expect(kernel).toEqual({
      height: 3,
      width: 3,
      inChannels: 3,
      outChannels: 4,
      depthMultiplier: 1,
      taps: inside * inside * 4,
      rows: inside * 4 * 4,
    })
    expect(macs).toBe(inside * inside * 4 * 3)
    expect({ weightBytes, outputs, inputElements, activationBytes }).toEqual({
      weightBytes: 4 * 27 + 4 * 4,
      outputs: 64,
      inputElements: 192,
      activationBytes: 192 + 64,
    })
  })

  test('counts a depthwise convolution’s positions once per channel', () => {
    const { macs, kernel } = costOf('DEPTHWISE_CONV_2D')
    expect(macs).toBe(10 * 10 * 4)
    expect(kernel).toMatchObject({ taps: 10 * 10 * 4, rows: 10 * 4 * 4 })
  })

  test('counts a fully connected layer’s weights', () => {
    expect(costOf('FULLY_CONNECTED')).toMatchObject({ macs: 12, outputs: 3, weightBytes: 12 + 12 })
  })

  test('counts no multiplications where there are none', () => {
    expect(costOf('ADD')).toMatchObject({ macs: 0, outputs: 64, activationBytes: 3 * 64 })
    expect(costOf('AVERAGE_POOL_2D').kernel.taps).toBe(4 * 4 * 4)
  })
})
