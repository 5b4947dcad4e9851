// What the program runs with: shell, board, networks, room for people.

import { NEEDED } from '../authentication/enrol.ts'
import { operatingPoint } from '../authentication/fusion.ts'
import { CAPACITY, TEMPLATE_BYTES } from '../authentication/template.ts'
import { readZoo } from '../inference/zoo.ts'
import type { Handlers, Surroundings } from './handlers.ts'
import { microphoneProgram } from './microphone.ts'

export function statusHandlers({ store, system, shell }: Surroundings): Pick<Handlers, 'status'> {
  return {
    status: async () => {
      const { machine, fusion } = system()
      const { cpuMhz, flash, psram } = machine.options
      const point = operatingPoint(fusion, fusion.default_fmr)
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
        operatingPoint: `False-match rate ${100 * point.fmr} % on the development people (${fusion.fitted.face.name}, ${fusion.fitted.voice.name}; face and voice of different people paired: chimeric). Thresholds: face ${point.face.threshold.toFixed(2)}, voice ${point.voice.threshold.toFixed(2)}, fused ${point.fused.threshold.toFixed(2)}.`,
        microphoneProgram: microphoneProgram(),
        needed: { faces: NEEDED.face, voices: NEEDED.voice },
      }
    },
  }
}
