// Energy of weight bytes read from outside the chip: the memory draws its read current for as long as the board's clock
// says that their cache lines take. Estimates: W25Q32JV datasheet, read at 80 MHz, about 15 mA; ESP-PSRAM32 is taken to
// draw as much, and both as much at 40 MHz, so that what they use there is an upper bound.

import type { Board } from '../board/boards.ts'
import { lineCycles } from '../board/memory-traffic.ts'
import type { BoardOptions } from '../board/options.ts'

const READ_MILLIAMPS = 15

/** Millijoules of reading `bytes` of weights on `board` from where its options have them. */
export function offChipMillijoules(board: Board, options: BoardOptions, bytes: number): number {
  const lines = bytes / board.processor.cache.lineBytes
  const seconds = (lines * lineCycles(options.weights, board, options)) / (options.cpuMhz * 1e6)
  return board.power.volts * READ_MILLIAMPS * seconds
}
