// A part of the space to look at: of each axis the levels wanted. What is not named has all its levels.

import type { Modality } from '../../enrollment-data/records.ts'
import type { AxisName, Restriction } from './axes.ts'
import { type Candidates, designedParts } from './candidates.ts'
import type { Level } from './columns.ts'
import type { Design, DesignedFace, DesignedVoice } from './design.ts'
import type { Factors } from './points.ts'
import { configurations, deciders, enumerate, type Space } from './space.ts'
import { networkFactors } from './table.ts'

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]

/** All levels of every axis. */
export function axesOf(space: Space, candidates: Candidates): Record<AxisName, Level[]> {
  const names = (modality: Modality) => unique(candidates[modality].map(({ name }) => name))
  const precisions = (modality: Modality) => unique(candidates[modality].map(({ precision }) => precision))
  const configured = space.boards.flatMap((board) => configurations(space, board))
  return {
    modality: [...space.modalities],
    face_network: names('face'),
    face_precision: precisions('face'),
    voice_network: names('voice'),
    voice_precision: precisions('voice'),
    seconds: [...space.voice.seconds],
    board: space.boards.map(({ id }) => id),
    cpu_mhz: unique(configured.map(({ cpuMhz }) => cpuMhz)).sort((a, b) => b - a),
    flash: unique(configured.map(({ flash }) => flash)),
    psram: unique(configured.map(({ psram }) => psram)),
    arena: unique(configured.map(({ arena }) => arena)),
    kernels: unique(configured.map(({ kernels }) => kernels)),
  }
}

/** All levels of every factor, those included that follow from a choice of network. */
export function factorLevels(space: Space, candidates: Candidates): Record<keyof Factors, Level[]> {
  const rows = [
    ...candidates.face.map((face) => networkFactors(face, null)),
    ...candidates.voice.map((voice) => networkFactors(null, voice)),
  ]
  const levels = (factor: keyof ReturnType<typeof networkFactors>): Level[] =>
    unique(rows.map((row) => row[factor]).filter((level) => level !== null))
  return {
    ...axesOf(space, candidates),
    face_width: levels('face_width'),
    face_depth: levels('face_depth'),
    face_size: levels('face_size'),
    voice_width: levels('voice_width'),
    voice_depth: levels('voice_depth'),
  }
}

interface Part {
  space: Space
  faces: DesignedFace[]
  voices: DesignedVoice[]
}

/** The part of the space that has the levels wanted. */
export function restricted(space: Space, candidates: Candidates, restriction: Restriction): Part {
  const wants = (axis: AxisName, level: Level): boolean => restriction[axis]?.includes(level) ?? true
  const kept = <T extends Level>(axis: AxisName, levels: readonly T[]): T[] =>
    levels.filter((level) => wants(axis, level))
  const part: Space = {
    ...space,
    modalities: kept('modality', space.modalities),
    voice: { ...space.voice, seconds: kept('seconds', space.voice.seconds) },
    boards: space.boards.flatMap((board) => {
      const clocksMhz = kept('cpu_mhz', board.processor.clocksMhz)
      return wants('board', board.id) && clocksMhz.length > 0
        ? [{ ...board, processor: { ...board.processor, clocksMhz } }]
        : []
    }),
    flash: kept('flash', space.flash),
    psram: kept('psram', space.psram),
    arena: kept('arena', space.arena),
    kernels: kept('kernels', space.kernels),
  }
  const { faces, voices } = designedParts(candidates, part)
  return {
    space: part,
    faces: faces.filter(
      (each) => wants('face_network', each.network) && wants('face_precision', each.precision),
    ),
    voices: voices.filter(
      (each) => wants('voice_network', each.network) && wants('voice_precision', each.precision),
    ),
  }
}

/** How many designs a part has, without making them. */
export function designCount({ space, faces, voices }: Part): number {
  const configured = space.boards.reduce((sum, board) => sum + configurations(space, board).length, 0)
  return configured * deciders(space, faces, voices).length
}

export const designsOf = ({ space, faces, voices }: Part): Generator<Design> =>
  enumerate(space, faces, voices)
