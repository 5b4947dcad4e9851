// What a core waits for: cache lines filled from flash (weights) or PSRAM (an arena placed there).
// Line costs reproduce facts.md section 2.

import type { OperatorCost } from '../inference/interpreter.ts'
import type { Board } from './boards.ts'
import { kernelTable } from './costs.ts'
import type { BoardOptions } from './options.ts'
import { flashMhz } from './options.ts'

/** Memory clocks per 32-byte line: command, address, dummy, and data on four (QIO) or two (DIO) wires. */
const FLASH_CLOCKS = { qio: 84, dio: 152 } as const
/** CPU cycles to fill one line from flash. */
export function flashLineCycles({ flash, cpuMhz }: BoardOptions): number {
  return (FLASH_CLOCKS[flash.slice(0, 3) as 'qio' | 'dio'] * cpuMhz) / flashMhz(flash)
}

/** CPU cycles to fill one line from PSRAM, and to write one back. */
export function psramLineCycles(
  { psram: { readClocks, writeClocks } }: Board,
  { psram, cpuMhz }: BoardOptions,
): { read: number; write: number } {
  if (psram === 'off') return { read: 0, write: 0 }
  const ratio = cpuMhz / Number(psram)
  return { read: readClocks * ratio, write: writeClocks * ratio }
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

/** How often a kernel walks through all its weights. */
function weightPasses(cost: OperatorCost, board: Board, options: BoardOptions): number {
  const { op, outputs, kernel } = cost
  const convolves = op === 'CONV_2D' || op === 'DEPTHWISE_CONV_2D'
  return convolves && kernelTable(cost, board, options).rereadsWeights ? outputs / kernel.outChannels : 1
}

/** Whether a layer's weights do not stay in the cache and are streamed from flash again for every output position. */
export function restreams(cost: OperatorCost, board: Board, options: BoardOptions): boolean {
  const { bytes, codeBytes } = board.processor.cache
  return cost.weightBytes + codeBytes > bytes && weightPasses(cost, board, options) > 1
}

/** Cycles in which one operator waits for weights from flash and for activations if the arena is in PSRAM. */
export function stallCycles(cost: OperatorCost, board: Board, options: BoardOptions): number {
  const { cache } = board.processor
  const weights =
    missedLines(cost.weightBytes, weightPasses(cost, board, options), cache, cache.codeBytes) *
    flashLineCycles(options)
  if (options.arena === 'sram') return weights
  const { read, write } = psramLineCycles(board, options)
  const activationLines = cost.activationBytes / cache.lineBytes
  const outputLines = Math.min(cost.outputs, cost.activationBytes) / cache.lineBytes
  return weights + activationLines * read + outputLines * write
}

/** Cycles of reading a network's persistent data once; free of stalls unless they lie in PSRAM, as they do beside one. */
export function persistentStallCycles(bytes: number, board: Board, options: BoardOptions): number {
  return (bytes / board.processor.cache.lineBytes) * psramLineCycles(board, options).read
}
