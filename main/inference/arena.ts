// The tensor arena as TensorFlow Lite Micro lays it out on a 32-bit target (micro_allocator.cc,
// single_arena_buffer_allocator.cc): activations and scratch buffers share the head by a greedy plan, everything
// that lives as long as the interpreter is stacked from the tail. Sizes in bytes; structure sizes are those of
// gcc with 4-byte pointers, checked against conformance/golden.json.

import type { Model } from './model.ts'
import { type BufferRequest, planMemory } from './planner.ts'

/** MicroArenaBufferAlignment: planned buffers and AllocatePersistentBuffer. */
export const BUFFER_ALIGNMENT = 16
const POINTER = 4

/** sizeof the allocator's own structures, in the order in which they are placed. */
const SINGLE_ARENA_BUFFER_ALLOCATOR = 36
const GREEDY_MEMORY_PLANNER = 44
const MICRO_ALLOCATOR = 36
const MICRO_BUILTIN_DATA_ALLOCATOR = 8
const SUBGRAPH_ALLOCATIONS = 8
const EVAL_TENSOR = 12
const NODE_AND_REGISTRATION = 32
const SCRATCH_BUFFER_HANDLE = 4
const TENSOR = 40
const AFFINE_QUANTIZATION = 12
const INT_ARRAY_HEADER = 4

/** What one operator takes from the arena. */
export interface OperatorMemory {
  /** sizeof its built-in parameters (0: its parser allocates none). */
  parameterBytes: number
  /** Persistent buffers, those of init before those of prepare. */
  persistent: number[]
  /** Scratch buffers, alive during the operator alone. */
  scratch: number[]
}

/** One planned buffer: `tensor` is the tensor's index, or null for a scratch buffer of operator `operator`. */
export interface PlannedBuffer {
  tensor: number | null
  operator: number | null
  offset: number
  bytes: number
  /** Steps: 0 before the first operator, i + 1 during operator i. */
  firstUse: number
  lastUse: number
}

export interface ArenaLayout {
  /** MicroInterpreter::arena_used_bytes(). */
  usedBytes: number
  headBytes: number
  tailBytes: number
  plan: PlannedBuffer[]
  /** Offsets of variable tensors from the arena's end, by tensor index. */
  variables: Map<number, number>
}

const alignUp = (bytes: number, alignment: number): number => Math.ceil(bytes / alignment) * alignment

/** Stacks allocations downwards from an end aligned to 16 bytes; returns each one's distance from that end. */
class Tail {
  usedBytes = 0

  allocate(bytes: number, alignment = POINTER): number {
    this.usedBytes = alignUp(this.usedBytes + bytes, alignment)
    return this.usedBytes
  }
}

export function layOutArena(model: Model, operators: readonly OperatorMemory[]): ArenaLayout {
  const plan = planHead(model, operators)
  const headBytes = plan.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0)
  const { tailBytes, variables } = stackTail(model, operators)
  return { usedBytes: headBytes + tailBytes, headBytes, tailBytes, plan, variables }
}

/** Lifetimes of all activations, then of all scratch buffers, in the order in which the planner gets them. */
function planHead(model: Model, operators: readonly OperatorMemory[]): PlannedBuffer[] {
  const lifetimes = new Map<number, { firstUse: number; lastUse: number }>()
  const create = (index: number, step: number): void => {
    lifetimes.set(index, { firstUse: step, lastUse: step })
  }
  const use = (index: number, step: number): void => {
    const lifetime = lifetimes.get(index)
    if (lifetime !== undefined) lifetime.lastUse = step
  }
  for (const index of model.inputs) create(index, 0)
  for (const index of model.outputs) create(index, 0)
  for (const { index: operator, inputs, outputs } of model.operators) {
    const step = operator + 1
    for (const index of outputs) create(index, step)
    for (const index of inputs) use(index, step)
  }
  for (const index of model.outputs) use(index, model.operators.length)

  const plan: PlannedBuffer[] = []
  const requests: BufferRequest[] = []
  const request = (buffer: Omit<PlannedBuffer, 'offset'>): void => {
    requests.push({ ...buffer, bytes: alignUp(buffer.bytes, BUFFER_ALIGNMENT) })
    plan.push({ ...buffer, bytes: alignUp(buffer.bytes, BUFFER_ALIGNMENT), offset: 0 })
  }
  for (const tensor of model.tensors) {
    if (tensor.data !== null || tensor.isVariable || tensor.bytes === 0) continue
    // A tensor that nothing creates or reads still gets a place, at the time before all steps.
    const { firstUse, lastUse } = lifetimes.get(tensor.index) ?? { firstUse: -1, lastUse: -1 }
    request({ tensor: tensor.index, operator: null, bytes: tensor.bytes, firstUse, lastUse })
  }
  operators.forEach(({ scratch }, operator) => {
    for (const bytes of scratch) {
      request({ tensor: null, operator, bytes, firstUse: operator + 1, lastUse: operator + 1 })
    }
  })
  const { offsets } = planMemory(requests)
  return plan.map((buffer, index) => ({ ...buffer, offset: offsets[index] }))
}

/** Everything persistent, in TFLM's order: alignment makes the order count. */
function stackTail(
  model: Model,
  operators: readonly OperatorMemory[],
): { tailBytes: number; variables: Map<number, number> } {
  const tail = new Tail()
  tail.allocate(SINGLE_ARENA_BUFFER_ALLOCATOR)
  tail.allocate(GREEDY_MEMORY_PLANNER)
  tail.allocate(MICRO_ALLOCATOR)
  tail.allocate(MICRO_BUILTIN_DATA_ALLOCATOR)
  tail.allocate(SUBGRAPH_ALLOCATIONS)
  tail.allocate(EVAL_TENSOR * model.tensors.length)
  tail.allocate(NODE_AND_REGISTRATION * model.operators.length)
  for (const { parameterBytes } of operators) {
    // Structures of booleans alone have alignment 1, all others 4.
    if (parameterBytes > 0) tail.allocate(parameterBytes, parameterBytes < POINTER ? 1 : POINTER)
  }
  for (const { persistent } of operators) {
    for (const bytes of persistent) tail.allocate(bytes, BUFFER_ALIGNMENT)
  }
  const handles = operators.reduce((count, { scratch }) => count + scratch.length, 0)
  if (handles > 0) tail.allocate(SCRATCH_BUFFER_HANDLE * handles)

  const variables = new Map<number, number>()
  for (const tensor of model.tensors) {
    if (tensor.isVariable) variables.set(tensor.index, tail.allocate(tensor.bytes, BUFFER_ALIGNMENT))
  }
  for (const list of [model.inputs, model.outputs]) {
    tail.allocate(POINTER * list.length, BUFFER_ALIGNMENT)
    for (const index of list) {
      tail.allocate(TENSOR)
      const quantisation = model.tensors[index].quantisation
      if (quantisation === null) continue
      tail.allocate(AFFINE_QUANTIZATION)
      tail.allocate(INT_ARRAY_HEADER + 4 * quantisation.scales.length)
    }
  }
  return { tailBytes: tail.usedBytes, variables }
}
