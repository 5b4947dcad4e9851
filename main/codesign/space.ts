// The design space as data: which networks, precisions, seconds of speech, boards and configurations are combined. A
// space file (zod-checked JSON) adds networks, SuperNets and boards; models/codesign/space.json is the default.
// Combinations that do not exist on a board (PSRAM it has not, clocks it has not) are left out, not counted as failures.

import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { readBoard } from '../board/board-file.ts'
import { type Board, boardCalled } from '../board/boards.ts'
import { arenaPlaces, boardOptions, flashModes, kernelLibraries, psramClocks } from '../board/options.ts'
import { VisemeError } from '../errors.ts'
import { PRECISIONS } from '../inference/convert/convert.ts'
import { zooFolder } from '../inference/zoo.ts'
import type { Design, DesignedFace, DesignedVoice } from './design.ts'
import { designModalities, optionsOf } from './design.ts'

const names = z.array(z.string().regex(/^[\w-]+$/))
const networks = {
  /** Common start of the SuperNet's files; relative to the space file. Null: no SubNets. */
  supernet: z.string().min(1).nullable(),
  /** SubNets and networks of the zoo, by name. */
  networks: names,
  precisions: z.array(z.enum(PRECISIONS)).min(1),
  /** Networks of one's own: a .tflite of the same inputs, whose precision is what the file has. */
  models: z
    .array(z.strictObject({ name: z.string().regex(/^[\w-]+$/), file: z.string().min(1) }))
    .default([]),
}
const spaceFile = z.strictObject({
  format: z.literal('viseme-space/1'),
  modalities: z.array(z.enum(designModalities)).min(1),
  face: z.strictObject(networks),
  voice: z.strictObject({ ...networks, seconds: z.array(z.number().min(2).max(10)).min(1) }),
  /** Ids, or board files relative to the space file. */
  boards: z.array(z.string().min(1)).min(1),
  /** Those of the list that a board has; empty: all. */
  cpuMhz: z.array(z.number().positive()),
  flash: z.array(z.enum(flashModes)).min(1),
  psram: z.array(z.enum(psramClocks)).min(1),
  arena: z.array(z.enum(arenaPlaces)).min(1),
  kernels: z.array(z.enum(kernelLibraries)).min(1),
  /** What is assumed of people, where nothing was measured: seconds of looking at the camera. */
  lookingSeconds: z.number().nonnegative(),
})

export interface Space extends Omit<z.infer<typeof spaceFile>, 'boards'> {
  boards: readonly Board[]
}

/** The default space. */
export const spacePath = (folder: string = zooFolder()): string => join(folder, 'codesign', 'space.json')

/** Reads and checks a space file and the boards it names. Throws `bad-space`, `unknown-board`, `bad-board` (exit 2). */
export function readSpace(path: string = spacePath()): Space {
  const refuse = (why: string, cause?: unknown): never => {
    throw new VisemeError({
      code: 'bad-space',
      message: `${path} is no design space: ${why}.`,
      next: 'Begin from models/codesign/space.json of the repository.',
      exitCode: 2,
      cause,
    })
  }
  let json: unknown
  try {
    json = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    return refuse('it cannot be read as JSON', cause)
  }
  const { data, error } = spaceFile.safeParse(json)
  if (!data) {
    const [issue] = error.issues
    return refuse(`${issue.path.join('.') || 'its root'}: ${issue.message}`)
  }
  const beside = (file: string): string => resolve(dirname(path), file)
  const located = <Part extends { supernet: string | null; models: { name: string; file: string }[] }>(
    part: Part,
  ): Part => ({
    ...part,
    supernet: part.supernet && beside(part.supernet),
    models: part.models.map(({ name, file }) => ({ name, file: beside(file) })),
  })
  return {
    ...data,
    face: located(data.face),
    voice: located(data.voice),
    boards: data.boards.map((board) =>
      board.endsWith('.json')
        ? readBoard(readFileSync(beside(board), 'utf8'), beside(board))
        : boardCalled(board),
    ),
  }
}

/** The ways a board can be configured within the space. */
export function configurations(space: Space, board: Board): Omit<Design, 'modality' | 'face' | 'voice'>[] {
  const clocks = board.processor.clocksMhz.filter(
    (clock) => space.cpuMhz.length === 0 || space.cpuMhz.includes(clock),
  )
  const all = clocks.flatMap((cpuMhz) =>
    space.flash.flatMap((flash) =>
      space.psram.flatMap((psram) =>
        space.arena.flatMap((arena) =>
          space.kernels.map((kernels) => ({ board: board.id, cpuMhz, flash, psram, arena, kernels })),
        ),
      ),
    ),
  )
  return all.filter((configuration) => exists(board, configuration))
}

function exists(board: Board, configuration: Omit<Design, 'modality' | 'face' | 'voice'>): boolean {
  try {
    boardOptions(board, optionsOf({ ...configuration, modality: 'face', face: null, voice: null }))
    return true
  } catch (error) {
    if (error instanceof VisemeError && error.code === 'board-options') return false
    throw error
  }
}

/** What decides, on whichever board. */
export type Decider = Pick<Design, 'modality' | 'face' | 'voice'>

/** What of the candidates decides: the axes of one modality do not multiply designs of the other. */
export function deciders(
  { modalities }: Pick<Space, 'modalities'>,
  faces: readonly DesignedFace[],
  voices: readonly DesignedVoice[],
): Decider[] {
  return modalities.flatMap((modality): Decider[] => {
    if (modality === 'face') return faces.map((face) => ({ modality, face, voice: null }))
    if (modality === 'voice') return voices.map((voice) => ({ modality, face: null, voice }))
    return faces.flatMap((face) => voices.map((voice) => ({ modality, face, voice })))
  })
}

/** All designs of the space by the deciders that are wanted, in a fixed order. */
export function* enumerate(
  space: Space,
  faces: readonly DesignedFace[],
  voices: readonly DesignedVoice[],
  isWanted: (decider: Decider) => boolean = () => true,
): Generator<Design> {
  const decided = deciders(space, faces, voices).filter(isWanted)
  for (const board of space.boards) {
    for (const configuration of configurations(space, board)) {
      for (const decider of decided) yield { ...decider, ...configuration }
    }
  }
}
