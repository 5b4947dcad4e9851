// The boards of the supernet commands: those of every command, and the hypothetical one that waits for its weights.

import type { Command } from 'commander'
import type { Board } from '../../board/boards.ts'
import type { BoardOptions } from '../../board/options.ts'
import { fpgaLike } from '../../supernet/fpga-like.ts'
import { addBoardOptions, type BoardArguments, chosenBoard } from '../board-options.ts'

export type SupernetBoardArguments = BoardArguments

export const addSupernetBoardOptions = (command: Command): Command =>
  addBoardOptions(command).addHelpText('after', `\nAlso --board ${fpgaLike.id}: ${fpgaLike.name}.`)

export function chosenSupernetBoard(options: SupernetBoardArguments): {
  board: Board
  options: Partial<BoardOptions>
} {
  if (options.board !== fpgaLike.id) return chosenBoard(options)
  const { options: chosen } = chosenBoard({ ...options, board: 'esp-eye' })
  return { board: fpgaLike, options: chosen }
}
