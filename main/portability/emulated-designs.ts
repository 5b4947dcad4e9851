// What every design is on a board of co-design's space: placed and replayed by the board's own code (main/codesign), in
// Espressif's configuration of the board, as the Co-design and Board screens have it. Nothing here is predicted.

import { boardCalled } from '../board/boards.ts'
import { boardOptions } from '../board/options.ts'
import { type Design, designId } from '../codesign/design.ts'
import type { Workshop } from '../codesign/table.ts'
import type { DesignChoice, DesignChoices } from './design-choices.ts'

/** Expected seconds and millijoules of an attempt; null where the design does not fit. */
export type EmulatedDesigns = readonly ({ attempt_s: number; energy_mj: number } | null)[]

/** Of every design on a board, in the order of the choices; a cascade by how often it asks for the voice. */
export function emulatedDesigns(
  choices: DesignChoices,
  { pointOf }: Pick<Workshop, 'pointOf'>,
  board: string,
): EmulatedDesigns {
  return choices.designs.map((choice) => {
    const { fits, attempt_ms, energy_mj, face_only } = pointOf(designOn(board, choices, choice))
    if (!fits) return null
    const expected = (first: number | undefined, whole: number) =>
      first === undefined ? whole : first + choice.asksVoice * (whole - first)
    return {
      attempt_s: expected(face_only?.attempt_ms.estimate, attempt_ms.estimate) / 1000,
      energy_mj: expected(face_only?.energy_mj, energy_mj),
    }
  })
}

/** Co-design's id of a design on a board. */
export const designIdOn = (board: string, choices: DesignChoices, choice: DesignChoice): string =>
  designId(designOn(board, choices, choice))

function designOn(
  id: string,
  { modalities, faces, voices, seconds }: DesignChoices,
  choice: DesignChoice,
): Design {
  const board = boardCalled(id)
  const { cpuMhz, flash, psram, arena, kernels } = boardOptions(board)
  const int8 = ({ name }: { name: string }) => ({ network: name, precision: 'int8' as const })
  return {
    modality: modalities[choice.modality],
    face: choice.face < 0 ? null : int8(faces[choice.face]),
    voice:
      choice.voice < 0 ? null : { ...int8(voices[choice.voice]), seconds: seconds[choice.seconds].seconds },
    board: board.id,
    cpuMhz,
    flash,
    psram,
    arena,
    kernels,
  } as Design
}
