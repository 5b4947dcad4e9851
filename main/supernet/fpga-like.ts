// A board that does not exist: an accelerator with a wide compute array, 384 KiB of on-chip memory and weights in slow
// external memory (30 MB/s), as SUSHI assumes one (arXiv 2306.17266). It shows where a SubGraph-stationary cache pays: on
// chips that wait for weights. Every figure is an assumption.

import type { Board } from '../board/boards.ts'
import { defaultBoard } from '../board/boards.ts'
import { megahertz } from '../board/units.ts'

const KIB = 1024

export const fpgaLike: Board = {
  ...defaultBoard,
  id: 'fpga-like',
  name: 'FPGA-like array with slow external memory (hypothetical)',
  chip: 'none',
  priceDollars: null,
  processor: {
    core: 'mac-array',
    cores: 1,
    clocksMhz: [megahertz(100)],
    cache: { bytes: 4 * KIB, ways: 2, lineBytes: 32, codeBytes: 0 },
  },
  internal: [{ name: 'on-chip memory', bytes: 384 * KIB, capabilities: ['byte', 'dma'] }],
  psram: { bytes: 0, mappedBytes: 0, readClocks: 0, writeClocks: 0 },
  flash: { bytes: 8 * KIB * KIB, modes: ['qio80'] },
  residents: [{ name: 'stack of inference', bytes: 8 * KIB, needs: ['byte', 'dma'], stackOfCore: 0 }],
  sensorBuffers: { frame: { psram: [], sram: [] }, audio: { psram: [], sram: [] } },
  power: {
    ...defaultBoard.power,
    idleMilliamps: { 100: 60 },
    busyMilliamps: { 100: 150 },
    cameraMilliwatts: 0,
    microphoneMilliwatts: 0,
    psramMilliwatts: 0,
  },
}
