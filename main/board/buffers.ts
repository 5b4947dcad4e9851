// Buffers that are lent for a while. Work on the two cores overlaps in virtual time but is computed one core after the
// other: what a core has used stays reserved for it until the cores are joined, so that the buffers of both count as
// taken at the same time. An upper bound: they need not be in use at the very same moment.

import type { Capability } from './boards.ts'
import type { Core } from './clock.ts'
import type { Allocation, Heap } from './heap.ts'

export class LentBuffers {
  readonly #heap: Heap
  readonly #idle: [Allocation[], Allocation[]] = [[], []]

  constructor(heap: Heap) {
    this.#heap = heap
  }

  /** Runs `body` with a buffer; on a core beside the other, one that this core has used before serves again. */
  lend<T>(
    request: { name: string; bytes: number; needs: readonly Capability[]; help: string; core: Core | null },
    body: () => T,
  ): T {
    const { core } = request
    const buffer = core === null ? this.#allocate(request) : this.#takeIdle(core, request)
    try {
      return body()
    } finally {
      if (core === null) this.#heap.release(buffer)
      else this.#idle[core].push(buffer)
    }
  }

  /** The cores have met: nothing is reserved any more. */
  release(): void {
    for (const idle of this.#idle) for (const buffer of idle.splice(0)) this.#heap.release(buffer)
  }

  #allocate(request: {
    name: string
    bytes: number
    needs: readonly Capability[]
    help: string
  }): Allocation {
    return this.#heap.allocate(request.name, request.bytes, request.needs, request.help)
  }

  /** The smallest idle buffer that is large enough; else the largest grows. */
  #takeIdle(
    core: Core,
    request: { name: string; bytes: number; needs: readonly Capability[]; help: string },
  ): Allocation {
    const idle = this.#idle[core].sort((left, right) => left.bytes - right.bytes)
    const fitting = idle.findIndex(({ bytes }) => bytes >= request.bytes)
    if (fitting >= 0) return idle.splice(fitting, 1)[0]
    const largest = idle.pop()
    if (largest !== undefined) this.#heap.release(largest)
    return this.#allocate(request)
  }
}
