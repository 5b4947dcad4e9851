// How a board is configured: the choices of menuconfig that change what fits and how long it takes.

import { VisemeError } from '../errors.ts'
import type { Board } from './boards.ts'

export const flashModes = ['qio80', 'qio40', 'dio80', 'dio40'] as const
export const psramClocks = ['80', '40', 'off'] as const
export const arenaPlaces = ['sram', 'psram'] as const
export const weightPlaces = ['flash', 'psram', 'sram'] as const
export const bufferPlaces = ['psram', 'sram'] as const
export const kernelLibraries = ['esp-nn', 'reference'] as const
export const builds = ['O2', 'O2-no-checks', 'Og', 'Os'] as const
export const watchdogModes = ['report', 'panic'] as const

export type FlashMode = (typeof flashModes)[number]
export type PsramClock = (typeof psramClocks)[number]
export type ArenaPlace = (typeof arenaPlaces)[number]
export type WeightPlace = (typeof weightPlaces)[number]
export type BufferPlace = (typeof bufferPlaces)[number]
export type KernelLibrary = (typeof kernelLibraries)[number]
export type Build = (typeof builds)[number]

export interface BoardOptions {
  cpuMhz: number
  flash: FlashMode
  /** Clock of the external RAM in MHz. */
  psram: PsramClock
  arena: ArenaPlace
  /** Where weights are read from. From RAM they are read after a copy at start; flash holds them all the same. */
  weights: WeightPlace
  /** Where the camera's frame lies: two RGB565 frames in PSRAM, or one as JPEG in internal RAM. */
  frame: BufferPlace
  /** Where the microphone's ring buffer lies. */
  audio: BufferPlace
  /** Optimised kernels of ESP-NN, or TFLM's reference kernels. */
  kernels: KernelLibrary
  /** How the compiler was told to optimise, and whether TFLM's debug checks are on, as they are by default. */
  build: Build
  /** The task watchdog reports and goes on (ESP-IDF's default), or aborts. */
  watchdog: (typeof watchdogModes)[number]
}

const refuse = (message: string, next: string): never => {
  throw new VisemeError({ code: 'board-options', message, next, exitCode: 2 })
}

/** Clock of the flash in MHz: the figure in its mode's name. */
export const flashMhz = (mode: FlashMode): number => Number(mode.slice(3))

/**
 * Fills in Espressif's configuration of the board (fastest clock, QIO 80 MHz, PSRAM 80 MHz, ESP-NN, arenas in SRAM,
 * weights in flash, sensor buffers in PSRAM where there is some).
 * Throws (exit 2) where the combination does not exist, e.g. PSRAM clocked faster than the flash (Kconfig.spiram).
 */
export function boardOptions(board: Board, chosen: Partial<BoardOptions> = {}): BoardOptions {
  const flash = chosen.flash ?? (board.flash.modes[0] as FlashMode)
  const psram = chosen.psram ?? (board.psram.bytes === 0 ? 'off' : (String(flashMhz(flash)) as PsramClock))
  const buffers: BufferPlace = psram === 'off' ? 'sram' : 'psram'
  const options: BoardOptions = {
    cpuMhz: chosen.cpuMhz ?? board.processor.clocksMhz[0],
    flash,
    psram,
    arena: chosen.arena ?? 'sram',
    weights: chosen.weights ?? 'flash',
    frame: chosen.frame ?? buffers,
    audio: chosen.audio ?? buffers,
    kernels: chosen.kernels ?? 'esp-nn',
    build: chosen.build ?? 'O2',
    watchdog: chosen.watchdog ?? 'report',
  }
  if (!board.processor.clocksMhz.some((clock) => clock === options.cpuMhz)) {
    refuse(
      `${board.name} has no CPU clock of ${options.cpuMhz} MHz.`,
      `Choose ${board.processor.clocksMhz.join(', ')}.`,
    )
  }
  if (!board.flash.modes.includes(flash)) {
    refuse(`${board.name} cannot drive its flash as ${flash}.`, `Choose ${board.flash.modes.join(', ')}.`)
  }
  if (options.psram !== 'off' && board.psram.bytes === 0) {
    refuse(`${board.name} has no PSRAM.`, 'Leave --psram out, or choose a board with PSRAM.')
  }
  if (options.psram !== 'off' && Number(options.psram) > flashMhz(flash)) {
    refuse(
      `PSRAM at ${options.psram} MHz needs flash at 80 MHz, not ${flashMhz(flash)} MHz.`,
      'Flash and PSRAM clocks may be 40/40, 80/40 or 80/80 MHz.',
    )
  }
  for (const [option, what] of Object.entries(PLACED)) {
    if (options[option as keyof typeof PLACED] === 'psram' && options.psram === 'off') {
      refuse(
        `${what} cannot lie in PSRAM: ${board.psram.bytes === 0 ? `${board.name} has none` : 'it is off'}.`,
        `Use --${option} ${option === 'weights' ? 'flash' : 'sram'}${
          board.psram.bytes === 0 ? ', or choose a board with PSRAM' : ` or --psram ${flashMhz(flash)}`
        }.`,
      )
    }
  }
  return options
}

/** What can be put into one memory or another, by its option. */
const PLACED = {
  arena: 'The tensor arena',
  weights: 'The weights',
  frame: 'The camera frame',
  audio: 'The audio ring',
} as const
