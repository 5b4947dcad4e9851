// A SuperNet on a board that is switched on: one image in flash for all SubNets, an arena that is large enough for each
// of them, and the persistent buffer: the internal RAM that is left, holding a SubGraph's weights.

import type { Modality } from '../../enrollment-data/records.ts'
import { WORK_UNCERTAINTY } from '../board/front-end.ts'
import type { Allocation } from '../board/heap.ts'
import type { NetworkLatency } from '../board/latency.ts'
import { networkLatency } from '../board/latency.ts'
import type { LoadedNetwork, Machine } from '../board/machine.ts'
import { interval } from '../board/units.ts'
import { VisemeError } from '../errors.ts'
import type { PreparedModel } from '../inference/interpreter.ts'
import { loadCycles } from './serving-table.ts'
import type { Shape } from './subgraph.ts'
import { emptyShape, shapeBytes, sharedBytes } from './subgraph.ts'
import type { SubNet, SuperNet } from './subnet.ts'
import { weightSources } from './subnet.ts'

/** A SubNet that can compute, not only be costed. */
export interface RunnableSubNet extends SubNet {
  cost: PreparedModel
  /** Of its .tflite. */
  sha256: string
}

export interface RunnableSuperNet extends SuperNet {
  subnets: readonly RunnableSubNet[]
  modality: Modality
  /** Bytes of the one image in flash: shared weights, and each SubNet's multipliers and biases. */
  imageBytes: number
}

export class SuperNetOnBoard {
  readonly #machine: Machine
  readonly #supernet: RunnableSuperNet
  readonly #arena: string
  #buffer: Allocation | null = null
  #cached: Shape

  /**
   * Puts the image into flash, the arena into RAM and takes `bufferBytes` of internal RAM, by default the largest block
   * that is free; with 0 the buffer can be taken later. Throws FlashOverflowError or OutOfMemoryError.
   */
  constructor(machine: Machine, supernet: RunnableSuperNet, bufferBytes?: number, arena = 'tensor arena') {
    this.#machine = machine
    this.#supernet = supernet
    this.#arena = arena
    this.#cached = emptyShape(supernet.layers)
    machine.flash.add({ name: supernet.name, bytes: supernet.imageBytes })
    const arenaOf = ({ cost }: RunnableSubNet) => cost.arena.headBytes + cost.arena.tailBytes
    const largest = supernet.subnets.reduce((a, b) => (arenaOf(b) > arenaOf(a) ? b : a))
    machine.place(supernet.name, largest.cost, arena)
    this.takeBuffer(bufferBytes ?? machine.heap.largestFree(['byte']))
  }

  /** Takes internal RAM for the buffer, once, when everything else lies there. Throws OutOfMemoryError. */
  takeBuffer(bytes: number): void {
    if (bytes === 0) return
    const name = `persistent buffer of ${this.#supernet.name}`
    this.#buffer = this.#machine.heap.allocate(name, bytes, ['byte'], 'Give the buffer fewer bytes.')
  }

  get bufferBytes(): number {
    return this.#buffer?.bytes ?? 0
  }

  /** Loads a SubGraph into the buffer; what is there already stays. Throws `subgraph-too-large` (exit 3). */
  cache(shape: Shape): void {
    const { layers } = this.#supernet
    const bytes = shapeBytes(layers, shape)
    if (bytes > this.bufferBytes) {
      throw new VisemeError({
        code: 'subgraph-too-large',
        message: `The SubGraph has ${bytes} bytes; the persistent buffer holds ${this.bufferBytes}.`,
        next: 'Cache a smaller SubGraph.',
        exitCode: 3,
      })
    }
    const { board, options, clock } = this.#machine
    const load = loadCycles(bytes - sharedBytes(layers, shape, this.#cached), board, options)
    if (load > 0) clock.spend('load persistent buffer', interval(load, WORK_UNCERTAINTY))
    this.#cached = shape
  }

  /** Time of a SubNet with what is cached now. */
  latency(subnet: RunnableSubNet): NetworkLatency {
    const { board, options } = this.#machine
    const sources = weightSources(this.#supernet.layers, subnet, this.#cached, options)
    return networkLatency(subnet.cost, board, options, sources)
  }

  /** Runs a SubNet and spends its time in `stage`. */
  serve(subnet: RunnableSubNet, inputs: Uint8Array[], stage: string): Uint8Array[] {
    return this.#machine.invoke(this.network(subnet), inputs, stage)
  }

  /** Spends the time of a SubNet without computing it. */
  spend(subnet: RunnableSubNet, stage: string): void {
    this.#machine.spend(this.network(subnet), stage)
  }

  /** A SubNet in its place, to be run with what is cached now; it takes turns with the others. */
  network(subnet: RunnableSubNet): LoadedNetwork {
    const { name } = this.#supernet
    this.#machine.place(name, subnet.cost, this.#arena)
    return { name, prepared: subnet.cost, latency: this.latency(subnet), arena: this.#arena }
  }
}
