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

/** Which sensors a firmware uses. */
export interface Sensors {
  camera: boolean
  microphone: boolean
}

/** The board under a firmware that leaves sensors out: no buffer and no driver of theirs takes RAM. */
export function withSensors(board: Board, { camera, microphone }: Sensors): Board {
  const none = { psram: [], sram: [] }
  return {
    ...board,
    residents: board.residents.filter(
      ({ sensor }) => (sensor !== 'camera' || camera) && (sensor !== 'microphone' || microphone),
    ),
    sensorBuffers: {
      frame: camera ? board.sensorBuffers.frame : none,
      audio: microphone ? board.sensorBuffers.audio : none,
    },
  }
}

/** The sensors that a board has. */
export const sensorsOf = ({ sensorBuffers: { frame, audio } }: Board): Sensors => ({
  camera: frame.psram.length + frame.sram.length > 0,
  microphone: audio.psram.length + audio.sram.length > 0,
})

/** What a region must be capable of to hold something that is put into `place`. */
export const needsOf = (place: 'sram' | 'psram'): readonly Capability[] => [
  place === 'psram' ? 'psram' : 'byte',
]
