// WebAssembly memory of one prepared model: its arena, so that kernels read and write tensors in place, the kernels'
// constants, and scratch that all operators share. Sized once; it never grows. The board's accounting knows none of it.

import type { Kernels } from './kernels.ts'

const PAGE = 65536
/** A model that would take more runs on the reference kernels, whose memory is limited elsewhere. */
const MOST_BYTES = 256 * 2 ** 20
const ALIGNMENT = 16
/** Kernels read and write up to a vector beyond the end of a run. */
export const SLACK = 32

const alignUp = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

/** What one operator needs, in bytes. */
export interface SimdNeeds {
  /** Constants, kept as long as the model. */
  constantBytes: number
  /** Used while the operator runs. */
  scratchBytes: number
}

/** Null beyond MOST_BYTES, and where the machine cannot give WebAssembly the address space. */
export function allocateSimdMemory(
  compiled: WebAssembly.Module,
  arenaBytes: number,
  needs: readonly SimdNeeds[],
): SimdMemory | null {
  try {
    return new SimdMemory(compiled, arenaBytes, needs)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

export class SimdMemory {
  readonly kernels: Kernels
  readonly buffer: ArrayBuffer
  /** Addresses. */
  readonly arena = ALIGNMENT
  readonly scratch: number
  private next: number

  constructor(compiled: WebAssembly.Module, arenaBytes: number, needs: readonly SimdNeeds[]) {
    this.scratch = this.arena + alignUp(arenaBytes + SLACK)
    const scratchBytes = needs.reduce((most, need) => Math.max(most, need.scratchBytes), 0)
    this.next = this.scratch + alignUp(scratchBytes + SLACK)
    const end = needs.reduce((sum, { constantBytes }) => sum + alignUp(constantBytes), this.next) + SLACK
    if (end > MOST_BYTES) throw new RangeError(`the kernels' memory would take ${end} bytes`)
    const pages = Math.ceil(end / PAGE)
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages })
    this.buffer = memory.buffer
    this.kernels = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels
  }

  /** Copies constants into the memory; returns their address. */
  constants(values: Int16Array | Int32Array): number {
    const address = this.next
    new Uint8Array(this.buffer, address, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    )
    this.next += alignUp(values.byteLength)
    return address
  }
}

/** Bytes constants() takes for values of these sizes. */
export function constantBytes(...sizes: number[]): number {
  return sizes.reduce((sum, bytes) => sum + alignUp(bytes), 0)
}
