// Published inference times and energies that the clock model is compared with; columns of
// calibration/published-latency.csv. Milliseconds and millijoules. Where a source states no flash mode, the fastest.

import type { boards } from './boards.ts'
import type { BoardOptions } from './options.ts'

export interface PublishedPoint {
  id: string
  what: string
  board: keyof typeof boards
  options: Partial<BoardOptions>
  /** File name in conformance/. */
  model: string
  latencyMs: number
  energyMj?: number
  /** The parameter of kernel-costs.ts that was fitted to this point; absent: none was. */
  fitted?: string
  source: string
}

/** Bare modules without sensors and PSRAM; only their processor and flash matter here. */
const bare = { psram: 'off' } as const

export const publishedPoints: readonly PublishedPoint[] = [
  {
    id: 'P1',
    what: 'person_detect, reference kernels, 240 MHz',
    board: 'esp-eye',
    options: { ...bare, cpuMhz: 240, kernels: 'reference' },
    model: 'person_detect.tflite',
    latencyMs: 4084,
    source: 'espressif/esp-nn README, espressif/esp-tflite-micro README',
  },
  {
    id: 'P2',
    what: 'person_detect, ESP-NN, 240 MHz',
    board: 'esp-eye',
    options: { ...bare, cpuMhz: 240, kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 380,
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P3',
    what: 'kws_ref_model, ESP-NN, 160 MHz, DIO 40 MHz',
    board: 'esp-eye',
    options: { ...bare, cpuMhz: 160, flash: 'dio40', kernels: 'esp-nn', build: 'Og' },
    model: 'kws_ref_model.tflite',
    latencyMs: 236.62,
    energyMj: 35.25,
    source: 'SamsiGg/1.-Studienarbeit---KI-auf-ESP32, measurement files and sdkconfig',
  },
  {
    id: 'P8',
    what: 'person_detect, reference kernels, S3 at 240 MHz',
    board: 'esp32-s3-eye',
    options: { ...bare, cpuMhz: 240, kernels: 'reference' },
    model: 'person_detect.tflite',
    latencyMs: 2300,
    fitted: 'factor of lx7, reference',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P9',
    what: 'person_detect, ESP-NN assembly, S3 at 240 MHz, arena in PSRAM',
    board: 'esp32-s3-eye',
    options: { cpuMhz: 240, arena: 'psram', kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 54,
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P9, internal',
    what: 'the same, arena in internal RAM',
    board: 'esp32-s3-eye',
    options: { ...bare, cpuMhz: 240, kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 47,
    fitted: 'factor of lx7, ESP-NN',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P10',
    what: 'person_detect, reference kernels, C3 at 160 MHz',
    board: 'esp32-c3',
    options: { ...bare, cpuMhz: 160, kernels: 'reference' },
    model: 'person_detect.tflite',
    latencyMs: 3355,
    fitted: 'factor of rv32imc, reference',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P11',
    what: 'person_detect, ESP-NN, C3 at 160 MHz',
    board: 'esp32-c3',
    options: { ...bare, cpuMhz: 160, kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 426,
    fitted: 'factor of rv32imc, ESP-NN',
    source: 'espressif/esp-nn README',
  },
]
