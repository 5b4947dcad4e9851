// The options with which every command chooses a board and its configuration.

import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { readBoard } from '../board/board-file.ts'
import type { Board } from '../board/boards.ts'
import { boardCalled, boards } from '../board/boards.ts'
import type { BoardOptions, PsramClock } from '../board/options.ts'
import {
  arenaPlaces,
  bufferPlaces,
  builds,
  flashMhz,
  flashModes,
  kernelLibraries,
  psramClocks,
  watchdogModes,
  weightPlaces,
} from '../board/options.ts'
import { VisemeError } from '../errors.ts'

/** What commander parses from the options below. */
export interface BoardArguments {
  board: string
  cpu?: number
  flash?: BoardOptions['flash']
  psram?: PsramClock | 'on'
  arena?: BoardOptions['arena']
  weights?: BoardOptions['weights']
  frame?: BoardOptions['frame']
  audio?: BoardOptions['audio']
  kernels?: BoardOptions['kernels']
  build?: BoardOptions['build']
  watchdog?: BoardOptions['watchdog']
}

const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.')
  return Number(text)
}

export function addBoardOptions(command: Command): Command {
  return command
    .option('--board <id|file.json>', `which board: ${Object.keys(boards).join(', ')}, or a file`, 'esp-eye')
    .addOption(new Option('--cpu <MHz>', 'clock of the processor').argParser(wholeNumber))
    .addOption(new Option('--flash <mode>', 'wires and clock of the flash').choices(flashModes))
    .addOption(new Option('--psram <MHz>', 'clock of the external RAM').choices([...psramClocks, 'on']))
    .addOption(new Option('--arena <memory>', 'where tensors lie').choices(arenaPlaces))
    .addOption(
      new Option('--weights <memory>', 'where weights are read from; a copy in RAM is made at start').choices(
        weightPlaces,
      ),
    )
    .addOption(
      new Option('--frame <memory>', 'where the camera’s frame lies; as JPEG in sram').choices(bufferPlaces),
    )
    .addOption(new Option('--audio <memory>', 'where the microphone’s ring lies').choices(bufferPlaces))
    .addOption(new Option('--kernels <library>', 'which kernels the firmware has').choices(kernelLibraries))
    .addOption(new Option('--build <kind>', 'how the firmware was compiled').choices(builds))
    .addOption(
      new Option('--watchdog <mode>', 'what the task watchdog does after 5 s').choices(watchdogModes),
    )
}

/** The board and the configuration named by the arguments. Throws (exit 2) where there is no such board. */
export function chosenBoard({ board: name, cpu, flash, psram, ...others }: BoardArguments): {
  board: Board
  options: Partial<BoardOptions>
} {
  const board = name.endsWith('.json') ? boardFromFile(name) : boardCalled(name)
  const { arena, weights, frame, audio, kernels, build, watchdog } = others
  const clock = flashMhz(flash ?? (board.flash.modes[0] as BoardOptions['flash']))
  const psramClock = psram === 'on' ? (String(clock) as PsramClock) : psram
  const places = { arena, weights, frame, audio }
  return { board, options: { cpuMhz: cpu, flash, psram: psramClock, ...places, kernels, build, watchdog } }
}

function boardFromFile(path: string): Board {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-file',
      message: `The board ${path} cannot be read.`,
      next: 'Check the path and that you may read the file.',
      exitCode: 2,
      cause,
    })
  }
  return readBoard(text, path)
}
