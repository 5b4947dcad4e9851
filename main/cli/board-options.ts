// The options with which every command chooses a board and its configuration.

import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { Board } from '../board/boards.ts'
import { boards } from '../board/boards.ts'
import type { BoardOptions } from '../board/options.ts'
import { arenaPlaces, flashModes, kernelLibraries, psramClocks } from '../board/options.ts'

/** What commander parses from the options below. */
export interface BoardArguments {
  board: string
  cpu?: number
  flash?: BoardOptions['flash']
  psram?: BoardOptions['psram']
  arena?: BoardOptions['arena']
  kernels?: BoardOptions['kernels']
}

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}

export function addBoardOptions(command: Command): Command {
  return command
    .addOption(new Option('--board <id>', 'which board').choices(Object.keys(boards)).default('esp-eye'))
    .addOption(new Option('--cpu <MHz>', 'clock of the processor').argParser(wholeNumber))
    .addOption(new Option('--flash <mode>', 'wires and clock of the flash').choices(flashModes))
    .addOption(new Option('--psram <MHz>', 'clock of the external RAM').choices(psramClocks))
    .addOption(new Option('--arena <memory>', 'where tensors lie').choices(arenaPlaces))
    .addOption(new Option('--kernels <library>', 'which kernels the firmware has').choices(kernelLibraries))
}

/** The board and the configuration named by the arguments. */
export function chosenBoard({ board, cpu, flash, psram, arena, kernels }: BoardArguments): {
  board: Board
  options: Partial<BoardOptions>
} {
  return {
    board: boards[board as keyof typeof boards],
    options: { cpuMhz: cpu, flash, psram, arena, kernels },
  }
}
