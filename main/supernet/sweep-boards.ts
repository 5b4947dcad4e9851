// The boards of a sweep, and buffers of a quarter, half and all of what each has left.

import type { Board } from '../board/boards.ts'
import { boards } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import { boardOptions } from '../board/options.ts'
import { fpgaLike } from './fpga-like.ts'
import type { RunnableSuperNet } from './on-board.ts'
import { freeForBuffer } from './set-up.ts'
import type { SweepPlan } from './sweep.ts'

const CONFIGURATIONS: readonly { name: string; board: Board; chosen: Partial<BoardOptions> }[] = [
  { name: 'esp-eye, QIO 80 MHz', board: boards['esp-eye'], chosen: {} },
  { name: 'esp-eye, DIO 40 MHz', board: boards['esp-eye'], chosen: { flash: 'dio40', psram: '40' } },
  { name: 'esp-eye, weights in PSRAM', board: boards['esp-eye'], chosen: { weights: 'psram' } },
  { name: 'esp32-s3-eye', board: boards['esp32-s3-eye'], chosen: {} },
  { name: fpgaLike.id, board: fpgaLike, chosen: {} },
]

const SHARES = [0.25, 0.5, 1]

/** Boards and buffers, each named by its configuration. Throws what does not fit. */
export function sweepBoards(supernet: RunnableSuperNet): SweepPlan['boards'] {
  return CONFIGURATIONS.map(({ name, board, chosen }) => {
    const free = freeForBuffer(supernet, board, chosen)
    return {
      board: { ...board, id: name },
      options: boardOptions(board, chosen),
      bufferBytes: SHARES.map((share) => Math.floor(share * free)),
    }
  })
}
