import { describe, expect, test } from 'vitest'
import { layOutArena, type OperatorMemory } from '../../main/inference/arena.ts'
import { type ModelSpec, model } from './models.ts'

const chain: ModelSpec = {
  tensors: {
    a: { shape: [1, 100], scale: 1 },
    b: { shape: [1, 20], scale: 1 },
    c: { shape: [1, 50], scale: 1 },
  },
  operators: [
    { op: 'RELU', inputs: ['a'], outputs: ['b'] },
    { op: 'RELU', inputs: ['b'], outputs: ['c'] },
  ],
  inputs: ['a'],
  outputs: ['c'],
}
const nothing: OperatorMemory = { parameterBytes: 0, persistent: [], scratch: [] }

/** The tail up to and including the nodes: allocator 36, planner 44, MicroAllocator 36, 8, 8, tensors, nodes. */
const base = (tensors: number, nodes: number): number => 36 + 44 + 36 + 8 + 8 + 12 * tensors + 32 * nodes
/** One input or output: the list of pointers aligned to 16, the tensor, its quantisation with one zero point. */
const endpoint = (before: number): number => Math.ceil((before + 4) / 16) * 16 + 40 + 12 + 8

describe('the head', () => {
  test('holds activations only while they are needed, in sizes rounded up to 16', () => {
    const { plan, headBytes } = layOutArena(model(chain), [nothing, nothing])
    expect(
      plan.map(({ tensor, bytes, firstUse, lastUse }) => ({ tensor, bytes, firstUse, lastUse })),
    ).toEqual([
      { tensor: 0, bytes: 112, firstUse: 0, lastUse: 1 },
      { tensor: 1, bytes: 32, firstUse: 1, lastUse: 2 },
      { tensor: 2, bytes: 64, firstUse: 2, lastUse: 2 },
    ])
    expect(headBytes).toBe(112 + 32)
  })

  test('holds a scratch buffer during its operator alone', () => {
    const { plan, headBytes } = layOutArena(model(chain), [nothing, { ...nothing, scratch: [200] }])
    expect(plan.at(-1)).toMatchObject({ tensor: null, operator: 1, bytes: 208, firstUse: 2, lastUse: 2 })
    expect(headBytes).toBe(208 + 64 + 32)
  })

  test('has no place for constants and variables', () => {
    const spec = structuredClone(chain)
    spec.tensors.b.variable = true
    const { plan, variables } = layOutArena(model(spec), [nothing, nothing])
    expect(plan.map(({ tensor }) => tensor)).toEqual([0, 2])
    expect([...variables.keys()]).toEqual([1])
  })
})

describe('the tail', () => {
  test('holds the allocator, tensors, nodes, and one input and output', () => {
    const { tailBytes, usedBytes, headBytes } = layOutArena(model(chain), [nothing, nothing])
    expect(tailBytes).toBe(endpoint(endpoint(base(3, 2))))
    expect(usedBytes).toBe(headBytes + tailBytes)
  })

  test('aligns built-in parameters to their size, and operators’ buffers to 16', () => {
    const { tailBytes } = layOutArena(model(chain), [
      { parameterBytes: 1, persistent: [24], scratch: [] },
      { parameterBytes: 8, persistent: [4, 4], scratch: [] },
    ])
    const parameters = Math.ceil((base(3, 2) + 1 + 8) / 4) * 4
    const persistent = Math.ceil((parameters + 24) / 16) * 16 + 16 + 16
    expect(tailBytes).toBe(endpoint(endpoint(persistent)))
  })

  test('keeps a handle for each scratch buffer', () => {
    const without = layOutArena(model(chain), [nothing, nothing]).tailBytes
    const handles = layOutArena(model(chain), [{ ...nothing, scratch: [1, 1, 1] }, nothing]).tailBytes
    expect(handles).toBe(endpoint(endpoint(base(3, 2) + 12)))
    expect(handles).toBeGreaterThanOrEqual(without)
  })
})
