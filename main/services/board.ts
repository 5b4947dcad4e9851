// The emulated board: what there is to choose from, what a network asks of it, how good its clock is.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applicationRoot } from '../application-root.ts'
import { type Board, boards } from '../board/boards.ts'
import { readZoo } from '../inference/zoo.ts'
import { inspect } from '../inspect.ts'
import type { Handlers } from './handlers.ts'

export function boardHandlers(): Pick<Handlers, 'boards' | 'calibration' | 'inspect'> {
  return {
    boards: async () => ({
      boards: Object.values<Board>(boards).map(({ id, name, processor, flash, psram, sensorBuffers }) => ({
        id,
        name,
        clocks: [...processor.clocksMhz],
        flash: [...flash.modes],
        psram: psram.bytes > 0,
        camera: sensorBuffers.frame.sram.length > 0,
        microphone: sensorBuffers.audio.sram.length > 0,
      })),
      networks: [...readZoo().keys()],
    }),

    calibration: async () =>
      JSON.parse(await readFile(join(applicationRoot(), 'models', 'calibration.json'), 'utf8')),

    inspect: async ({ choice, network, file }) => inspect(choice, network, file),
  }
}
