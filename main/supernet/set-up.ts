// A SuperNet set up for serving on a board: how large the persistent buffer can be, and the table for it.

import { startSystem } from '../authentication/system.ts'
import type { Board } from '../board/boards.ts'
import { powerOn } from '../board/machine.ts'
import type { BoardOptions } from '../board/options.ts'
import { boardOptions } from '../board/options.ts'
import { VisemeError } from '../errors.ts'
import { candidates } from './candidates.ts'
import { fpgaLike } from './fpga-like.ts'
import type { RunnableSuperNet } from './on-board.ts'
import { SuperNetOnBoard } from './on-board.ts'
import type { ServingTable } from './serving-table.ts'
import { servingTable } from './serving-table.ts'

/**
 * The internal RAM that is left for the buffer: the largest free block beside all of Viseme on a board that runs it,
 * beside the SuperNet alone on the hypothetical one. Throws what does not fit.
 */
export function freeForBuffer(
  supernet: RunnableSuperNet,
  board: Board,
  chosen: Partial<BoardOptions> = {},
): number {
  if (board.id === fpgaLike.id) return new SuperNetOnBoard(powerOn(board, chosen), supernet).bufferBytes
  return startSystem({ board, boardOptions: chosen }).machine.heap.largestFree(['byte'])
}

/** The table of `supernet` on a board with a buffer of `bufferBytes`. Throws `buffer-too-large` (exit 3). */
export function tableOnBoard(
  supernet: RunnableSuperNet,
  board: Board,
  chosen: Partial<BoardOptions>,
  bufferBytes: number,
): ServingTable {
  const free = freeForBuffer(supernet, board, chosen)
  if (bufferBytes > free) {
    throw new VisemeError({
      code: 'buffer-too-large',
      message: `A persistent buffer of ${bufferBytes} bytes does not fit: the largest free block of internal RAM has ${free}.`,
      next: `Choose at most --buffer ${free}.`,
      exitCode: 3,
    })
  }
  const options = boardOptions(board, chosen)
  return servingTable(supernet, candidates(supernet, board, options, bufferBytes), board, options)
}
