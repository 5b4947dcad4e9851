// What the program runs with: shell, board, networks, room for people.

import { NEEDED } from '../authentication/enrol.ts'
import { operatingPoint } from '../authentication/fusion.ts'
import { operatingPointText } from '../authentication/operating-point.ts'
import type { System } from '../authentication/system.ts'
import { CAPACITY, TEMPLATE_BYTES } from '../authentication/template.ts'
import { VisemeError } from '../errors.ts'
import { readZoo } from '../inference/zoo.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import { microphoneProgram } from './microphone.ts'

export function statusHandlers({ store, system, shell }: Surroundings): Pick<Handlers, 'status'> {
  return {
    status: async () => {
      const { machine } = system()
      const { cpuMhz, flash, psram } = machine.options
      return {
        shell,
        board: {
          name: machine.board.name,
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
        operatingPoint: thresholdsInUse(system()),
        microphoneProgram: microphoneProgram(),
        needed: { faces: NEEDED.face, voices: NEEDED.voice },
      }
    },
  }
}

/** Or why there are none. */
function thresholdsInUse(system: System): string {
  try {
    const { fusion } = system
    const point = operatingPoint(fusion, fusion.default_fmr)
    return (['face', 'voice', 'fused'] as const)
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
