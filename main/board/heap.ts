// The heap of the board: regions with capabilities, first-fit blocks, as ESP-IDF's heap_caps allocates them.
// Sizes in bytes. A block costs a header of 4 bytes and is rounded up to 4 (TLSF on a 32-bit processor).

import { VisemeError } from '../errors.ts'
import type { Capability, MemoryRegion } from './boards.ts'

const HEADER_BYTES = 4
const GRAIN_BYTES = 4

export interface Allocation {
  name: string
  bytes: number
  region: string
  offset: number
  /** Bytes taken from the region: the request, rounded, and its header. */
  taken: number
}

export interface RegionUse {
  region: string
  capacity: number
  used: number
  largest_free: number
}

/** The board's RAM cannot hold what was asked for. Figures in bytes. */
export class OutOfMemoryError extends VisemeError {
  readonly asked: number
  readonly free: number
  readonly largestFree: number

  constructor(name: string, asked: number, free: number, largestFree: number, next: string) {
    super({
      code: 'out-of-memory',
      message:
        `${name} asks for ${asked} bytes; ${free} are free there, the largest block is ${largestFree}: ` +
        `${asked - largestFree} bytes too many.`,
      next,
      exitCode: 3,
    })
    this.asked = asked
    this.free = free
    this.largestFree = largestFree
  }
}

export class Heap {
  readonly allocations: Allocation[] = []
  peakBytes = 0
  readonly #peaks = new Map<string, number>()
  readonly #regions: readonly MemoryRegion[]

  constructor(regions: readonly MemoryRegion[]) {
    this.#regions = regions
  }

  get usedBytes(): number {
    return this.allocations.reduce((sum, { taken }) => sum + taken, 0)
  }

  /**
   * Takes `bytes` from the first region with all capabilities of `needs` that has a large enough gap.
   * `help` is the next step told to the user when there is none.
   */
  allocate(name: string, bytes: number, needs: readonly Capability[], help: string): Allocation {
    const taken = Math.ceil(bytes / GRAIN_BYTES) * GRAIN_BYTES + HEADER_BYTES
    const candidates = this.#candidates(needs)
    for (const region of candidates) {
      const gap = this.#gaps(region).find(({ size }) => size >= taken)
      if (gap === undefined) continue
      const allocation = { name, bytes, region: region.name, offset: gap.offset, taken }
      this.allocations.push(allocation)
      this.#notePeak(region.name)
      return allocation
    }
    const free = candidates.flatMap((region) => this.#gaps(region)).reduce((sum, { size }) => sum + size, 0)
    throw new OutOfMemoryError(name, bytes, free, this.largestFree(needs), help)
  }

  release(allocation: Allocation): void {
    const at = this.allocations.indexOf(allocation)
    if (at < 0) throw new RangeError(`${allocation.name} is not allocated`)
    this.allocations.splice(at, 1)
  }

  /** Takes a released block back, at its place; nothing else may have been allocated there since. */
  restore(allocation: Allocation): void {
    this.allocations.push(allocation)
  }

  /** Peak use counts from now on. */
  resetPeak(): void {
    this.peakBytes = this.usedBytes
    this.#peaks.clear()
    for (const { region, used } of this.use()) this.#peaks.set(region, used)
  }

  /** The most that each region has held; not all of them need have held it at the same time. */
  peakUse(): { region: string; capacity: number; peak: number }[] {
    return this.#regions.map(({ name, bytes }) => ({
      region: name,
      capacity: bytes,
      peak: this.#peaks.get(name) ?? 0,
    }))
  }

  #notePeak(region: string): void {
    let all = 0
    let here = 0
    for (const allocation of this.allocations) {
      all += allocation.taken
      if (allocation.region === region) here += allocation.taken
    }
    this.peakBytes = Math.max(this.peakBytes, all)
    this.#peaks.set(region, Math.max(this.#peaks.get(region) ?? 0, here))
  }

  /** The largest request that memory with these capabilities would still grant. */
  largestFree(needs: readonly Capability[]): number {
    return Math.max(0, ...this.#candidates(needs).map((region) => this.#largest(region)))
  }

  use(): RegionUse[] {
    return this.#regions.map((region) => ({
      region: region.name,
      capacity: region.bytes,
      used: this.#inside(region).reduce((sum, { taken }) => sum + taken, 0),
      largest_free: this.#largest(region),
    }))
  }

  #candidates(needs: readonly Capability[]): MemoryRegion[] {
    const external = needs.includes('psram')
    return this.#regions.filter(
      ({ capabilities }) =>
        capabilities.includes('psram') === external && needs.every((need) => capabilities.includes(need)),
    )
  }

  #inside(region: MemoryRegion): Allocation[] {
    return this.allocations
      .filter((allocation) => allocation.region === region.name)
      .sort((left, right) => left.offset - right.offset)
  }

  #gaps(region: MemoryRegion): { offset: number; size: number }[] {
    const gaps: { offset: number; size: number }[] = []
    let offset = 0
    for (const allocation of this.#inside(region)) {
      if (allocation.offset > offset) gaps.push({ offset, size: allocation.offset - offset })
      offset = allocation.offset + allocation.taken
    }
    if (offset < region.bytes) gaps.push({ offset, size: region.bytes - offset })
    return gaps
  }

  #largest(region: MemoryRegion): number {
    const size = Math.max(0, ...this.#gaps(region).map((gap) => gap.size))
    return Math.max(0, Math.floor(size / GRAIN_BYTES) * GRAIN_BYTES - HEADER_BYTES)
  }
}
