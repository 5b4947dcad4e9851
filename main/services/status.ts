// What the program runs with: shell, board, networks, room for people. The window asks for it at its start, so that it
// switches no board on; the thresholds, which need one, are asked for apart.

import { modalities } from '../../enrollment-data/records.ts'
import { neededFor } from '../authentication/enrol.ts'
import { operatingPoint } from '../authentication/fusion.ts'
import { operatingPointText } from '../authentication/operating-point.ts'
import type { System } from '../authentication/system.ts'
import { CAPACITY, TEMPLATE_BYTES } from '../authentication/template.ts'
import { defaultBoard } from '../board/boards.ts'
import { boardOptions } from '../board/options.ts'
import { readActive } from '../codesign/active-design.ts'
import { VisemeError } from '../errors.ts'
import { readZoo } from '../inference/zoo.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import { microphoneProgram } from './microphone.ts'

export function statusHandlers({
  store,
  system,
  shell,
  directory,
}: Surroundings): Pick<Handlers, 'status' | 'operating-point'> {
  return {
    status: async () => {
      const active = readActive(directory)
      const board = active?.board ?? defaultBoard
      const { cpuMhz, flash, psram } = boardOptions(board, active?.boardOptions)
      const needed = neededFor(active ?? { modalities })
      return {
        shell,
        board: {
          name: board.name,
          settings: `${cpuMhz} MHz, flash ${flash.toUpperCase()}, PSRAM ${psram === 'off' ? 'off' : `${psram} MHz`}`,
        },
        networks: [...readZoo().values()].map(({ name, task, bytes }) => ({
          name,
          task,
          bytes: bytes.length,
        })),
        enrolments: store.enrolmentCounts(),
        templates: {
          bytes: TEMPLATE_BYTES,
          stored: store.count(),
          capacityLeft: CAPACITY - store.count(),
        },
        microphoneProgram: microphoneProgram(),
        needed: { faces: needed.face, voices: needed.voice },
        design: active && { id: active.id, cascade: active.design.modality === 'cascade' },
      }
    },

    'operating-point': async () => ({ text: thresholdsInUse(system()) }),
  }
}

/** Or why there are none. */
function thresholdsInUse(system: System): string {
  try {
    const { fusion } = system
    const point = operatingPoint(fusion, fusion.default_fmr)
    const evidence = system.modalities.length > 1 ? (['face', 'voice', 'fused'] as const) : system.modalities
    return evidence
      .map(
        (name) =>
          `${name} ${point[name].threshold.toFixed(2)}: ${operatingPointText(system.operatingPointOf(name))}.`,
      )
      .join(' ')
  } catch (error) {
    if (!(error instanceof VisemeError)) throw error
    return `${error.message} ${error.next}`
  }
}
