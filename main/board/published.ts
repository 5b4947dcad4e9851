// Published inference times and energies that the clock model is compared with; rows and columns of
// calibration/published-latency.csv. Milliseconds and millijoules. Where a source states no flash mode, the fastest.

import type { boards } from './boards.ts'
import type { FittedFactor } from './kernel-costs.ts'
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
  /** The parameter of kernel-costs.ts that was fitted to this point among others; absent: none was. */
  fitted?: FittedFactor
  source: string
}

/** A published point that cannot be estimated, and why. */
export interface OtherPoint {
  id: string
  what: string
  latencyMs: number
  reason: string
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
    fitted: 'plainC',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P9',
    what: 'person_detect, ESP-NN assembly, S3 at 240 MHz, arena in PSRAM',
    board: 'esp32-s3-eye',
    options: { cpuMhz: 240, arena: 'psram', kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 54,
    fitted: 'assembly',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P9, internal',
    what: 'the same, arena in internal RAM',
    board: 'esp32-s3-eye',
    options: { ...bare, cpuMhz: 240, kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 47,
    fitted: 'assembly',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P10',
    what: 'person_detect, reference kernels, C3 at 160 MHz',
    board: 'esp32-c3',
    options: { ...bare, cpuMhz: 160, kernels: 'reference' },
    model: 'person_detect.tflite',
    latencyMs: 3355,
    fitted: 'plainC',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P11',
    what: 'person_detect, ESP-NN, C3 at 160 MHz',
    board: 'esp32-c3',
    options: { ...bare, cpuMhz: 160, kernels: 'esp-nn' },
    model: 'person_detect.tflite',
    latencyMs: 426,
    fitted: 'plainC',
    source: 'espressif/esp-nn README',
  },
]

export const otherPoints: readonly OtherPoint[] = [
  {
    id: 'P4',
    what: 'MobileNetV2 0.25 of 32x32x3, portable C of bakeNN',
    latencyMs: 285.546,
    reason:
      'Neither of the two kernel libraries: bakeNN’s own C takes 92 cycles a MAC where they take 8 to 128. ' +
      'The network is in no file of ours either.',
    source: 'scienthoon/bakeNN benchmarks/esp32',
  },
  {
    id: 'P5',
    what: 'TinyMaix cifar10 CNN, weights in internal RAM',
    latencyMs: 91.38,
    reason: 'TinyMaix’s own kernels, of which no cycles were counted; the network is in no file of ours.',
    source: 'sipeed/TinyMaix PR 7',
  },
  {
    id: 'P6',
    what: 'complex FFT of 256 points, esp-dsp',
    latencyMs: 0.0967,
    reason:
      'Taken over, for 256, 512 and 1024 points, as the costs of the front end (front-end.ts): the estimate is the ' +
      'measurement.',
    source: 'espressif/esp-dsp benchmarks',
  },
  {
    id: 'P7',
    what: 'dot product of 256 elements, esp-dsp',
    latencyMs: 0.00182,
    reason:
      'Taken over, its row for single precision, as the cost of a dot product in the front end (front-end.ts): the estimate ' +
      'is the measurement.',
    source: 'espressif/esp-dsp benchmarks',
  },
  {
    id: 'P12',
    what: 'person_detect, ESP-NN, P4 at 360 MHz',
    latencyMs: 73,
    reason:
      'No cycles were counted for this core or its vector unit: its times would be fitted to this point alone and ' +
      'tell nothing. There is no such board here.',
    source: 'espressif/esp-nn README',
  },
  {
    id: 'P13',
    what: 'esp-dl cat face detection, int16',
    latencyMs: 149.765,
    reason: 'The architecture is not published, and esp-dl’s kernels were not counted.',
    source: 'espressif/esp-dl release/v1.1 performance page',
  },
]
