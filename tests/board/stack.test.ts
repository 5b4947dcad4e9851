import { describe, expect, it } from 'vitest'
import { assess } from '../../main/board/assess.ts'
import { type Board, boards } from '../../main/board/boards.ts'
import { powerOn } from '../../main/board/machine.ts'
import { inferenceStack, StackOverflowError, stackUse } from '../../main/board/stack.ts'
import { prepare } from '../../main/inference/interpreter.ts'
import { model } from '../inference/models.ts'

const joining = prepare(
  model({
    tensors: {
      a: { shape: [1, 4], scale: 1 },
      b: { shape: [1, 4], scale: 1 },
      both: { shape: [1, 8], scale: 1 },
    },
    operators: [{ op: 'CONCATENATION', inputs: ['a', 'b'], outputs: ['both'], options: { axis: 1 } }],
    inputs: ['a', 'b'],
    outputs: ['both'],
  }),
)

const withStack = (bytes: number): Board => ({
  ...boards['esp-eye'],
  residents: boards['esp-eye'].residents.map((resident) =>
    resident.stackOfCore === 1 ? { ...resident, bytes } : resident,
  ),
})

describe('the stack of an inference', () => {
  const { bytes, operator } = stackUse(joining)

  it('is deepest in operators with arrays of their own', () => {
    expect(operator).toBeNull()
    // Around 240, an interrupt 384, and 304 of frames, three shapes of 28 and ten of everything in CONCATENATION.
    const deepest = 240 + 384 + 304 + 3 * 28 + 360
    expect(bytes).toBe(240 + 384 + 1024)
    expect(bytes).toBeGreaterThan(deepest)
  })

  it('names the operator where it reaches deeper than preparing does', () => {
    const many = structuredClone(joining.model)
    many.operators[0].inputs = new Array(24).fill(0)
    expect(stackUse({ model: many })).toEqual({
      bytes: 240 + 384 + 304 + 25 * 28 + 360,
      operator: { index: 0, op: 'CONCATENATION' },
    })
  })

  it('fits to the last byte', () => {
    expect(() => powerOn(withStack(bytes)).place('n', joining)).not.toThrow()
    expect(() => powerOn(withStack(bytes - 1)).place('n', joining)).toThrow(StackOverflowError)
    expect(assess(joining, withStack(bytes)).fits).toBe(true)
    const { fits, problems, stack } = assess(joining, withStack(bytes - 1))
    expect(fits).toBe(false)
    expect(problems).toEqual([
      { code: 'stack-overflow', message: expect.stringMatching(/core 1 has 1647: 1 bytes too few/) },
    ])
    expect(stack).toEqual({ needed: bytes, capacity: bytes - 1 })
  })

  it('leaves a network that overflows it without RAM', () => {
    const machine = powerOn(withStack(bytes - 1))
    const { usedBytes } = machine.heap
    expect(() => machine.place('n', joining)).toThrow(/bytes of stack are needed by n/)
    expect(machine.heap.usedBytes).toBe(usedBytes)
  })

  it('is not checked where a board names no stack', () => {
    const none = { ...boards['esp-eye'], residents: [] }
    expect(inferenceStack(none.residents)).toBeNull()
    expect(assess(joining, none)).toMatchObject({ fits: true, stack: { capacity: null } })
  })
})
