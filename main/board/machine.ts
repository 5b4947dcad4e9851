// A board that is switched on: RAM, flash and clock that refuse and charge what the real board would.
// Networks of one arena take turns; with two arenas two cores can run two networks at the same time.
// Where there is PSRAM, what TFLM keeps as long as a network lives (per-channel multipliers, node data) lies there and
// only activations need internal RAM: TFLM's MicroAllocator with separate persistent and non-persistent arenas.

import { aboutModel } from '../inference/errors.ts'
import type { NetworkCost, PreparedModel } from '../inference/interpreter.ts'
import { prepare } from '../inference/interpreter.ts'
import { readModel } from '../inference/reader.ts'
import type { Board } from './boards.ts'
import { defaultBoard, FRAME_PIXELS } from './boards.ts'
import { LentBuffers } from './buffers.ts'
import type { Core, Duration } from './clock.ts'
import { Clock } from './clock.ts'
import { energy } from './energy.ts'
import type { FlashEntry } from './flash.ts'
import { Flash } from './flash.ts'
import type { WorkCost, WorkKind } from './front-end.ts'
import { WORK_UNCERTAINTY, workCosts } from './front-end.ts'
import type { Allocation, RegionUse } from './heap.ts'
import { Heap } from './heap.ts'
import type { NetworkLatency } from './latency.ts'
import { networkLatency } from './latency.ts'
import { psramLineCycles } from './memory-traffic.ts'
import type { BoardOptions } from './options.ts'
import { boardOptions } from './options.ts'
import { memoryRegions, needsOf, residentsOf } from './placement.ts'
import { checkStack } from './stack.ts'
import type { Interval, Megahertz, Milliseconds } from './units.ts'
import { cycles, interval, mapInterval, megahertz, milliseconds, toCycles, toMilliseconds } from './units.ts'
import type { WatchdogReport } from './watchdog.ts'
import { WatchdogPanic, watch } from './watchdog.ts'

export interface LoadedNetwork {
  name: string
  prepared: PreparedModel
  /** Cycles of one invocation and of each operator. */
  latency: NetworkLatency
  arena: string
}

/** A network that has its room on the board, whether or not it can run. */
export type PlacedCost = Omit<LoadedNetwork, 'prepared'> & { prepared: NetworkCost }

export interface StageReport {
  stage: string
  core: number
  start_ms: number
  ms: number
  /** What the computer that emulates the board needed. */
  host_ms: number
}

export interface BoardReport {
  latency_ms: Interval<Milliseconds>
  stages: StageReport[]
  /** Of the latency, in which at least one core computes. */
  busy_ms: Milliseconds
  peak_ram_bytes: number
  flash_bytes: number
  energy_mj: number
  memory: RegionUse[]
  watchdog: WatchdogReport[]
}

interface Arena {
  networks: PlacedNetwork[]
  allocation: Allocation | null
  freeFrom: Duration
}

interface PlacedNetwork {
  name: string
  prepared: NetworkCost
  /** Its block in PSRAM, or null where its persistent data lie in the arena. */
  persistent: Allocation | null
  /** The copy of its weights in RAM, or null where they are read from flash. */
  weights: Allocation | null
}

const helpWithMemory =
  'Use a smaller network or input, int8 instead of float, or PSRAM (--psram 80 --arena psram).'

const helpWithWeights = 'Leave the weights in flash (--weights flash), or use a smaller network.'

export class Machine {
  readonly board: Board
  readonly options: BoardOptions
  readonly heap: Heap
  readonly flash: Flash
  readonly clock = new Clock()
  watchdog: WatchdogReport[] = []
  readonly #arenas = new Map<string, Arena>()
  readonly #lent: LentBuffers

  constructor(board: Board, options: BoardOptions) {
    this.board = board
    this.options = options
    this.flash = new Flash(board.flash.bytes)
    this.heap = new Heap(memoryRegions(board, options))
    this.#lent = new LentBuffers(this.heap)
    for (const { name, bytes, needs } of residentsOf(board, options)) {
      this.heap.allocate(name, bytes, needs, helpWithMemory)
    }
  }

  get cpuClock(): Megahertz {
    return megahertz(this.options.cpuMhz)
  }

  /** Lays the models out in flash; throws FlashOverflowError where they do not fit beside the firmware. */
  flashImage(entries: readonly FlashEntry[]): void {
    this.flash.write(entries)
  }

  /**
   * Reads a .tflite, makes sure that flash holds it, and gives it room in the tensor arena called `arena`.
   * Throws ModelError, FlashOverflowError or OutOfMemoryError.
   */
  load(name: string, bytes: Uint8Array, arena = 'tensor arena'): LoadedNetwork {
    const prepared = aboutModel(name, () => prepare(readModel(bytes)))
    const before = this.flash.models()
    this.flash.add({ name, bytes: bytes.length })
    try {
      this.place(name, prepared, arena)
    } catch (error) {
      this.flash.write(before)
      throw error
    }
    return { name, prepared, latency: networkLatency(prepared, this.board, this.options), arena }
  }

  /**
   * Gives a network its RAM: it shares activations with the others of its arena. Throws OutOfMemoryError, and
   * StackOverflowError where it reaches deeper than the stack of the task that runs it.
   */
  place(name: string, prepared: NetworkCost, arena = 'tensor arena'): void {
    const shared = this.#arenas.get(arena) ?? { networks: [], allocation: null, freeFrom: this.clock.now }
    const replaced = shared.networks.find((other) => other.name === name)
    const others = shared.networks.filter((other) => other !== replaced)
    checkStack(name, prepared, this.board.residents)
    // What the network had before goes first: it never needs room for both.
    const given = [replaced?.persistent, replaced?.weights].filter((block) => block != null)
    for (const block of given) this.heap.release(block)
    const taken: Allocation[] = []
    const take = (what: string, bytes: number, place: 'sram' | 'psram', help: string): Allocation => {
      taken.push(this.heap.allocate(`${what} of ${name}`, bytes, needsOf(place), help))
      return taken.at(-1)!
    }
    const { weights: source } = this.options
    try {
      const persistent = this.#persistentInPsram
        ? take('persistent data', prepared.arena.tailBytes, 'psram', helpWithMemory)
        : null
      const weights =
        source === 'flash' ? null : take('weights', prepared.model.bytes.length, source, helpWithWeights)
      this.#resize(arena, shared, [...others, { name, prepared, persistent, weights }])
    } catch (error) {
      for (const allocation of taken) this.heap.release(allocation)
      for (const block of given) this.heap.restore(block)
      throw error
    }
    this.#arenas.set(arena, shared)
  }

  /**
   * Runs `body` with a buffer of `bytes` in RAM, in PSRAM where there is some; it is released afterwards, also after
   * an error. Throws OutOfMemoryError.
   */
  withBuffer<T>(name: string, bytes: number, body: () => T): T {
    const needs = needsOf(this.options.psram === 'off' ? 'sram' : 'psram')
    const core = this.clock.isOverlapping ? this.clock.core : null
    return this.#lent.lend({ name, bytes, needs, help: helpWithMemory, core }, body)
  }

  /** Runs the network and spends its time in `stage`, after whoever uses the same arena. */
  invoke(network: LoadedNetwork, inputs: Uint8Array[], stage: string): Uint8Array[] {
    const outputs = network.prepared.invoke(inputs)
    this.spend(network, stage)
    return outputs
  }

  /** Spends the time of one invocation without computing it. */
  spend(network: PlacedCost, stage: string): void {
    const arena = this.#arenas.get(network.arena)
    if (!arena?.networks.some(({ prepared }) => prepared === network.prepared)) {
      throw new RangeError(`${network.name} is not loaded on this board`)
    }
    const { latency } = network
    arena.freeFrom = this.#run(stage, latency, { notBefore: arena.freeFrom, bus: latency.stalls })
  }

  /** Spends the time of `count` units of front-end work, see main/board/front-end.ts. */
  work(stage: string, kind: WorkKind, count: number): void {
    const cost: WorkCost = workCosts[kind]
    if (cost.buffer === 'frame' && this.options.frame === 'sram') {
      this.work(stage, 'jpeg-decode', FRAME_PIXELS)
    }
    const stalls = count * this.#stallsPerUnit(cost)
    const spent = count * cost.cycles + stalls
    this.#run(stage, interval(cycles(spent), WORK_UNCERTAINTY), { bus: stalls })
    if (cost.flashMicroseconds) this.wait(stage, milliseconds((count * cost.flashMicroseconds) / 1000))
  }

  /** Cycles of waiting for the lines of a buffer in PSRAM; a written line is first read and later written back. */
  #stallsPerUnit({ buffer, bytesRead = 0, bytesWritten = 0 }: WorkCost): number {
    const { frame, audio, psram } = this.options
    const places = { frame, audio, working: psram === 'off' ? 'sram' : 'psram' }
    if (buffer === undefined || places[buffer] === 'sram') return 0
    const { read, write } = psramLineCycles(this.board, this.options)
    return (bytesRead * read + bytesWritten * (read + write)) / this.board.processor.cache.lineBytes
  }

  /** Time in which the core waits for a sensor or a chip. */
  wait(stage: string, duration: Milliseconds): void {
    this.#run(stage, interval(toCycles(duration, this.cpuClock), 0), { idle: true })
  }

  /** The core waits for a sensor until `moment` of the attempt, or not at all where that has passed. */
  waitUntil(stage: string, moment: Duration): void {
    this.#run(stage, interval(cycles(0), 0), { notBefore: moment, idle: true })
  }

  /**
   * Work of `body` is put on the timeline of `core`; the two cores overlap until work outside joins them.
   * A board with one core does everything on that one, in turn.
   */
  onCore<T>(core: Core, body: () => T): T {
    return this.clock.onCore(this.board.processor.cores === 1 ? 0 : core, body)
  }

  /** A new attempt starts at time zero; networks stay loaded. */
  reset(): void {
    this.clock.reset()
    this.#lent.release()
    this.heap.resetPeak()
    this.watchdog = []
    for (const arena of this.#arenas.values()) arena.freeFrom = this.clock.now
  }

  /** What the attempt has cost so far. Energy includes camera and microphone, on all the time. */
  report(): BoardReport {
    this.clock.join()
    this.#lent.release()
    const toMs = (value: Duration['estimate']): Milliseconds => toMilliseconds(value, this.cpuClock)
    const latency_ms = mapInterval(this.clock.now, toMs)
    const busy = this.#busyMilliseconds()
    return {
      latency_ms,
      stages: this.clock.entries.map(({ stage, core, start, end, hostMs }) => ({
        stage,
        core,
        start_ms: toMs(start.estimate),
        ms: toMs(cycles(end.estimate - start.estimate)),
        host_ms: hostMs,
      })),
      busy_ms: busy,
      peak_ram_bytes: this.heap.peakBytes,
      flash_bytes: this.flash.usedBytes,
      energy_mj: energy(this.board, this.cpuClock, {
        busy,
        idle: milliseconds(latency_ms.estimate - busy),
        sensors: true,
        psram: this.options.psram !== 'off',
      }),
      memory: this.heap.use(),
      watchdog: [...this.watchdog],
    }
  }

  #run(
    stage: string,
    duration: Duration,
    choice: { notBefore?: Duration; idle?: boolean; bus?: number } = {},
  ): Duration {
    if (!this.clock.isOverlapping) this.#lent.release()
    const entry = this.clock.spend(stage, duration, choice)
    const seen = watch(entry, this.cpuClock)
    if (seen !== null) {
      if (this.options.watchdog === 'panic') throw new WatchdogPanic(seen)
      this.watchdog = [
        ...this.watchdog.filter(({ stage, core }) => stage !== seen.stage || core !== seen.core),
        seen,
      ]
    }
    return entry.end
  }

  /** The time in which at least one core computes. */
  #busyMilliseconds(): Milliseconds {
    const spans = this.clock.entries
      .filter(({ idle }) => !idle)
      .map(({ start, end }) => ({ from: start.estimate, to: end.estimate }))
      .sort((left, right) => left.from - right.from)
    let busy = 0
    let until = 0
    for (const { from, to } of spans) {
      busy += Math.max(0, to - Math.max(from, until))
      until = Math.max(until, to)
    }
    return toMilliseconds(cycles(busy), this.cpuClock)
  }

  get #persistentInPsram(): boolean {
    return this.options.psram !== 'off' && this.options.arena === 'sram'
  }

  /** Gives the arena the size its networks need together, or leaves it as it was and throws. It never becomes smaller. */
  #resize(name: string, arena: Arena, networks: PlacedNetwork[]): void {
    const needs = needsOf(this.options.arena)
    const before = arena.allocation
    if (before !== null && arenaBytes(networks) <= before.bytes) {
      arena.networks = networks
      return
    }
    if (before !== null) this.heap.release(before)
    try {
      arena.allocation = this.heap.allocate(name, arenaBytes(networks), needs, helpWithMemory)
      arena.networks = networks
    } catch (error) {
      if (before !== null) this.heap.restore(before)
      throw error
    }
  }
}

/** Bytes of an arena for `networks` that take turns: the largest head, and the tails that lie in it. */
function arenaBytes(networks: readonly PlacedNetwork[]): number {
  const head = Math.max(...networks.map(({ prepared }) => prepared.arena.headBytes))
  const tails = networks
    .filter(({ persistent }) => persistent === null)
    .reduce((sum, { prepared }) => sum + prepared.arena.tailBytes, 0)
  return head + tails
}

/** Switches a board on as Espressif configures it, with `chosen` options instead. */
export function powerOn(board: Board = defaultBoard, chosen: Partial<BoardOptions> = {}): Machine {
  return new Machine(board, boardOptions(board, chosen))
}
