// The emulated board: what there is to choose from, what a network asks of it, how good its clock is.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { applicationRoot } from '../application-root.ts'
import { type Board, boardCalled, boards } from '../board/boards.ts'
import { type DesignedSystem, designedSystem } from '../codesign/designed-system.ts'
import { readZoo } from '../inference/zoo.ts'
import { inspect, inspectSystem } from '../inspect.ts'
import type { Handlers, Surroundings } from './handlers.ts'

export function boardHandlers({
  directory,
}: Pick<Surroundings, 'directory'>): Pick<Handlers, 'boards' | 'calibration' | 'inspect'> {
  /** The design inspected last: its networks are made once for all switches. */
  let latest: { id: string; designed: DesignedSystem } | null = null
  const designOf = (id: string): DesignedSystem => {
    if (latest?.id !== id) latest = { id, designed: designedSystem(id, directory) }
    return latest.designed
  }
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

    inspect: async ({ choice, network, file, design }) => {
      if (design === undefined) return inspect(choice, network, file)
      const { id, modalities, embedders, board } = designOf(design)
      const { board: chosen, ...options } = choice
      return inspectSystem(chosen === board.id ? board : boardCalled(chosen), options, {
        title: id,
        modalities,
        embedders,
      })
    },
  }
}
