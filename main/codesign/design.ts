// A design: which networks at which precision decide, by which sensors, on which board, configured how. Plain data.
// Its id is readable and stable: modality / face network.precision / voice network.precision.seconds / board /
// clock-flash-psram-arena-kernels, with `-` for what a design has not: sum/w2-deep-64.int8/w48-d5.int8.3s/esp-eye/240-qio80-psram80-sram-esp-nn

import type { ArenaPlace, BoardOptions, FlashMode, KernelLibrary, PsramClock } from '../board/options.ts'
import { arenaPlaces, flashModes, kernelLibraries, psramClocks } from '../board/options.ts'
import { VisemeError } from '../errors.ts'
import type { Precision } from '../inference/convert/convert.ts'

/** `sum`: both, their likelihood ratios added; `cascade`: the face first, the voice where the face is unsure. */
export const designModalities = ['face', 'voice', 'sum', 'cascade'] as const
export type DesignModality = (typeof designModalities)[number]

export interface DesignedFace {
  /** Name of a candidate network: a SubNet (`w2-deep-64`), `face-binary`, or one of the space file. */
  network: string
  precision: Precision
}

export interface DesignedVoice extends DesignedFace {
  /** Seconds of speech asked for, 2 or more. */
  seconds: number
}

export interface Design {
  modality: DesignModality
  /** Null where the voice decides alone. */
  face: DesignedFace | null
  /** Null where the face decides alone. */
  voice: DesignedVoice | null
  /** Id of a built-in board, or of a board file of the space. */
  board: string
  cpuMhz: number
  flash: FlashMode
  psram: PsramClock
  arena: ArenaPlace
  kernels: KernelLibrary
}

/** The board's configuration of a design; what a design does not name is Espressif's. */
export const optionsOf = ({ cpuMhz, flash, psram, arena, kernels }: Design): Partial<BoardOptions> => ({
  cpuMhz,
  flash,
  psram,
  arena,
  kernels,
})

export function designId({ modality, face, voice, board, ...options }: Design): string {
  const { cpuMhz, flash, psram, arena, kernels } = options
  return [
    modality,
    face ? `${face.network}.${face.precision}` : '-',
    voice ? `${voice.network}.${voice.precision}.${voice.seconds}s` : '-',
    board,
    `${cpuMhz}-${flash}-${psram === 'off' ? 'nopsram' : `psram${psram}`}-${arena}-${kernels}`,
  ].join('/')
}

const CONFIGURATION = /^(\d+)-([a-z]+\d+)-(nopsram|psram\d+)-([a-z]+)-([a-z-]+)$/

/** The design of an id; whether its networks and board exist is for the space to say. Throws `bad-design` (exit 2). */
export function parseDesign(id: string): Design {
  const [modality, faceText = '', voiceText = '', board = '', configuration = ''] = id.split('/')
  const face = /^([\w-]+)\.(\w+)$/.exec(faceText)
  const voice = /^([\w-]+)\.(\w+)\.(\d+(?:\.\d+)?)s$/.exec(voiceText)
  const [, cpu, flash, psramText, arena, kernels] = CONFIGURATION.exec(configuration) ?? []
  const psram = psramText === 'nopsram' ? 'off' : psramText?.slice('psram'.length)
  const isPart = (found: RegExpExecArray | null, text: string, wanted: boolean) =>
    wanted ? found !== null : text === '-'
  const valid =
    id.split('/').length === 5 &&
    one(designModalities, modality) &&
    isPart(face, faceText, modality !== 'voice') &&
    isPart(voice, voiceText, modality !== 'face') &&
    /^[\w-]+$/.test(board) &&
    one(flashModes, flash) &&
    one(psramClocks, psram) &&
    one(arenaPlaces, arena) &&
    one(kernelLibraries, kernels)
  if (!valid) {
    throw new VisemeError({
      code: 'bad-design',
      message: `${id} names no design.`,
      next: 'Take an id that codesign front or sweep prints, e.g. face/w2-deep-64.int8/-/esp-eye/240-qio80-psram80-sram-esp-nn.',
      exitCode: 2,
    })
  }
  return {
    modality: modality as DesignModality,
    face: face && { network: face[1], precision: face[2] as Precision },
    voice: voice && { network: voice[1], precision: voice[2] as Precision, seconds: Number(voice[3]) },
    board,
    cpuMhz: Number(cpu),
    flash: flash as FlashMode,
    psram: psram as PsramClock,
    arena: arena as ArenaPlace,
    kernels: kernels as KernelLibrary,
  }
}

const one = (list: readonly string[], text: string | undefined): boolean =>
  text !== undefined && list.includes(text)
