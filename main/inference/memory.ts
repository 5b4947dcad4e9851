// The arena in fact: one buffer of arena_used_bytes in which every tensor and scratch buffer lies where the plan put
// it. Running a model in it proves the plan: buffers that overlapped wrongly would spoil each other's contents.

import { type ArenaLayout, BUFFER_ALIGNMENT } from './arena.ts'
import type { Model, Tensor } from './model.ts'
import type { Integers, Memory } from './operators/operator.ts'
import { BITS_PER_ELEMENT } from './schema.ts'

/** Bytes of the arena in fact: whole alignments. */
export function arenaSize({ usedBytes }: ArenaLayout): number {
  return Math.ceil(usedBytes / BUFFER_ALIGNMENT) * BUFFER_ALIGNMENT
}

/** Memory of one prepared model; `forOperator` adds the scratch buffers of one operator. */
export class ArenaMemory {
  private readonly arena: Uint8Array
  private readonly offsets = new Map<number, number>()
  private readonly layout: ArenaLayout

  /** `allocate` gives the arena's bytes, all zero. */
  constructor(layout: ArenaLayout, allocate: (bytes: number) => Uint8Array) {
    const size = arenaSize(layout)
    this.layout = layout
    this.arena = allocate(size)
    for (const { tensor, offset } of layout.plan) {
      if (tensor !== null) this.offsets.set(tensor, offset)
    }
    for (const [tensor, fromEnd] of layout.variables) this.offsets.set(tensor, size - fromEnd)
  }

  /** The bytes of a tensor: in the arena, or of the model file (copied where they are not aligned). */
  bytes(tensor: Tensor): Uint8Array {
    if (tensor.data === null) return this.view(this.offsets.get(tensor.index) ?? 0, tensor.bytes)
    const isAligned = (tensor.data.byteOffset * 8) % Math.max(8, BITS_PER_ELEMENT[tensor.type]) === 0
    return isAligned ? tensor.data : Uint8Array.from(tensor.data)
  }

  private view(offset: number, bytes: number): Uint8Array {
    return this.arena.subarray(offset, offset + bytes)
  }

  forOperator(operator: number): Memory {
    const scratch = this.layout.plan.filter((buffer) => buffer.operator === operator)
    const view = <T>(
      tensor: Tensor,
      make: (buffer: ArrayBufferLike, offset: number, bytes: number) => T,
    ): T => {
      const bytes = this.bytes(tensor)
      return make(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    const memory: Memory = {
      bytes: (tensor) => this.bytes(tensor),
      int8: (tensor) => view(tensor, (buffer, offset, bytes) => new Int8Array(buffer, offset, bytes)),
      int16: (tensor) => view(tensor, (buffer, offset, bytes) => new Int16Array(buffer, offset, bytes / 2)),
      int32: (tensor) => view(tensor, (buffer, offset, bytes) => new Int32Array(buffer, offset, bytes / 4)),
      float32: (tensor) =>
        view(tensor, (buffer, offset, bytes) => new Float32Array(buffer, offset, bytes / 4)),
      integers: (tensor): Integers => {
        switch (tensor.type) {
          case 'int8':
            return memory.int8(tensor)
          case 'int16':
            return memory.int16(tensor)
          case 'int32':
            return memory.int32(tensor)
          default:
            return memory.bytes(tensor)
        }
      },
      scratch: (handle) => this.view(scratch[handle].offset, scratch[handle].bytes),
    }
    return memory
  }

  /** Sets the state a model keeps between runs to its start: real zero. */
  resetVariables(model: Model): void {
    for (const index of this.layout.variables.keys()) {
      const tensor = model.tensors[index]
      const start = tensor.type === 'int8' ? (tensor.quantisation?.zeroPoints[0] ?? 0) : 0
      this.bytes(tensor).fill(start)
    }
  }
}
