// What a core waits for: cache lines filled from flash or PSRAM. Weights stream from wherever they lie; activations
// cost lines only where the arena lies in PSRAM. Line costs reproduce facts.md section 2.
// The traffic of weights is a quantity of its own (`weightTraffic`): whoever keeps some of them in internal RAM, as a
// SubGraph-stationary buffer does, says so by a WeightSource and gets what is left to stream.

import type { OperatorCost } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import { kernelTable } from './costs.ts'
import { countedTerms } from './counted-kernels.ts'
import type { BoardOptions, WeightPlace } from './options.ts'
import { flashMhz } from './options.ts'

/** Memory clocks per 32-byte line: command, address, dummy, and data on four (QIO) or two (DIO) wires. */
const FLASH_CLOCKS = { qio: 84, dio: 152 } as const

/** CPU cycles to fill one line from flash. */
export function flashLineCycles({ flash, cpuMhz }: Pick<BoardOptions, 'flash' | 'cpuMhz'>): number {
  return (FLASH_CLOCKS[flash.slice(0, 3) as 'qio' | 'dio'] * cpuMhz) / flashMhz(flash)
}

/** CPU cycles to fill one line from PSRAM, and to write one back. */
export function psramLineCycles(
  { psram: { readClocks, writeClocks } }: Board,
  { psram, cpuMhz }: Pick<BoardOptions, 'psram' | 'cpuMhz'>,
): { read: number; write: number } {
  if (psram === 'off') return { read: 0, write: 0 }
  const ratio = cpuMhz / Number(psram)
  return { read: readClocks * ratio, write: writeClocks * ratio }
}

/** CPU cycles to fill one line from a memory; internal RAM lies before no cache. */
export function lineCycles(memory: WeightPlace, board: Board, options: BoardOptions): number {
  if (memory === 'flash') return flashLineCycles(options)
  return memory === 'psram' ? psramLineCycles(board, options).read : 0
}

/**
 * Lines missed when `bytes` are read in order `passes` times, beside `others` bytes used all the time, through a
 * cache with least-recently-used replacement: at first all of them once; then a set that is asked to hold more
 * lines than it has ways misses all of its lines again.
 */
export function missedLines(
  bytes: number,
  passes: number,
  cache: Pick<Board['processor']['cache'], 'bytes' | 'ways' | 'lineBytes'>,
  others = 0,
): number {
  const first = bytes / cache.lineBytes
  if (passes <= 1) return first
  const lines = (bytes + others) / cache.lineBytes
  const sets = cache.bytes / cache.ways / cache.lineBytes
  const perSet = Math.floor(lines / sets)
  const fuller = lines - perSet * sets
  const missed = (linesOfSet: number): number => (linesOfSet > cache.ways ? linesOfSet : 0)
  return first + (passes - 1) * (fuller * missed(perSet + 1) + (sets - fuller) * missed(perSet))
}

/** Where an operator reads its weights: `sramBytes` of them from internal RAM, the others from `memory`. */
export interface WeightSource {
  memory: WeightPlace
  sramBytes: number
}

/** All weights where the board's configuration puts them. */
export const configuredSource = ({ weights }: Pick<BoardOptions, 'weights'>): WeightSource => ({
  memory: weights,
  sramBytes: 0,
})

/** Cache lines of weights that one run of an operator fetches, their bytes, and the cycles the core waits for them. */
export interface WeightTraffic {
  lines: number
  bytes: number
  cycles: number
}

/** How often a kernel walks through all its weights. */
function kernelPasses(cost: OperatorCost, board: Board, options: BoardOptions): number {
  const { op, outputs, kernel } = cost
  const convolves = op === 'CONV_2D' || op === 'DEPTHWISE_CONV_2D'
  const rereads = convolves && kernelTable(cost, board, options).rereadsWeights
  return rereads || countedTerms(cost, board.processor.core) !== null ? outputs / kernel.outChannels : 1
}

/** How often they are read where they lie: once where they are unpacked into the arena first. */
const weightPasses = (cost: OperatorCost, board: Board, options: BoardOptions): number =>
  cost.unpackedWeights ? 1 : kernelPasses(cost, board, options)

/** Bytes of weights that come through the cache. */
function streamedBytes({ weightBytes }: OperatorCost, { memory, sramBytes }: WeightSource): number {
  return memory === 'sram' ? 0 : Math.max(0, weightBytes - sramBytes)
}

/** What one run of an operator fetches of its weights from `source`. */
export function weightTraffic(
  cost: OperatorCost,
  board: Board,
  options: BoardOptions,
  source: WeightSource = configuredSource(options),
): WeightTraffic {
  const { cache } = board.processor
  const bytes = streamedBytes(cost, source)
  const lines = missedLines(bytes, weightPasses(cost, board, options), cache, cache.codeBytes)
  return {
    lines,
    bytes: lines * cache.lineBytes,
    cycles: lines * lineCycles(source.memory, board, options),
  }
}

/** Whether a layer's weights do not stay in the cache and are streamed again for every output position. */
export function restreams(
  cost: OperatorCost,
  board: Board,
  options: BoardOptions,
  source: WeightSource = configuredSource(options),
): boolean {
  const { bytes, codeBytes } = board.processor.cache
  return streamedBytes(cost, source) + codeBytes > bytes && weightPasses(cost, board, options) > 1
}

/** Cycles in which one operator waits for activations: none unless the arena is in PSRAM. */
export function activationStallCycles(cost: OperatorCost, board: Board, options: BoardOptions): number {
  if (options.arena === 'sram') return 0
  const { lineBytes } = board.processor.cache
  const { read, write } = psramLineCycles(board, options)
  const outputBytes = Math.min(cost.outputs, cost.activationBytes)
  const { cache } = board.processor
  const unpacked = cost.unpackedWeights ?? 0
  const reread = missedLines(unpacked, kernelPasses(cost, board, options), cache, cache.codeBytes)
  return (cost.activationBytes / lineBytes + reread) * read + ((outputBytes + unpacked) / lineBytes) * write
}

/** Cycles of reading a network's persistent data once; free of stalls unless they lie in PSRAM, as they do beside one. */
export function persistentStallCycles(bytes: number, board: Board, options: BoardOptions): number {
  return (bytes / board.processor.cache.lineBytes) * psramLineCycles(board, options).read
}
