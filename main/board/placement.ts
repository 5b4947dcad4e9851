// What a configured board has in RAM before any network, and which memory each thing is put into.

import type { Board, Capability, MemoryRegion, Resident } from './boards.ts'
import type { BoardOptions } from './options.ts'

/** Internal regions, and the part of PSRAM that is mapped where it is on. */
export const memoryRegions = (
  board: Board,
  { psram }: Pick<BoardOptions, 'psram'>,
): readonly MemoryRegion[] =>
  psram === 'off'
    ? board.internal
    : [...board.internal, { name: 'PSRAM', bytes: board.psram.mappedBytes, capabilities: ['psram', 'byte'] }]

/** Firmware, drivers, stacks, and the sensors' buffers where the options put them. */
export const residentsOf = (board: Board, { frame, audio }: BoardOptions): readonly Resident[] => [
  ...board.residents,
  ...board.sensorBuffers.frame[frame],
  ...board.sensorBuffers.audio[audio],
]

/** What a region must be capable of to hold something that is put into `place`. */
export const needsOf = (place: 'sram' | 'psram'): readonly Capability[] => [
  place === 'psram' ? 'psram' : 'byte',
]
