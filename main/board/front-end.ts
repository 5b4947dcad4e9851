// Costs of the work around the networks: pictures, audio, scores, templates; table of `machine.work(stage, kind, count)`.
// CPU cycles per unit on an LX6 with its FPU. Measured where a source is named; the others are instruction counts
// of straightforward C by hand (7-stage pipeline), good to about a quarter.

/** Buffers that may lie in PSRAM: the camera's frame, the microphone's ring, what is worked with in between. */
export type WorkBuffer = 'frame' | 'audio' | 'working'

export interface WorkCost {
  unit: string
  cycles: number
  /** The buffer it goes through, and bytes read and written there: cache lines where that buffer is in PSRAM. */
  buffer?: WorkBuffer
  bytesRead?: number
  bytesWritten?: number
  /** Microseconds of waiting for the flash chip. */
  flashMicroseconds?: number
  source: string
}

const esp_dsp = 'esp-dsp benchmarks (calibration, P6, P7)'
const counted = 'instructions counted, estimate'

export const workCosts = {
  'jpeg-decode': {
    unit: 'pixel, before a frame that is JPEG can be read',
    cycles: 190,
    source: 'tjpgd on ESP32, estimate',
  },
  'rgb565-to-rgb': { unit: 'pixel', cycles: 18, buffer: 'frame', bytesRead: 2, source: counted },
  'rgb565-to-grey': { unit: 'pixel', cycles: 24, buffer: 'frame', bytesRead: 2, source: counted },
  'area-resize': { unit: 'input value', cycles: 6, source: counted },
  resize: { unit: 'output value (bilinear)', cycles: 42, source: counted },
  warp: { unit: 'output value (affine, bilinear)', cycles: 60, source: counted },
  histogram: { unit: 'pixel', cycles: 9, source: counted },
  convolve: { unit: 'multiply of a small integer filter', cycles: 9, source: counted },
  quantise: { unit: 'value', cycles: 25, source: counted },
  dequantise: { unit: 'value', cycles: 10, source: counted },
  'non-maximum-suppression': { unit: 'pair of boxes', cycles: 90, source: counted },
  compare: { unit: 'value', cycles: 8, source: counted },
  'i2s-to-float': { unit: 'sample', cycles: 12, buffer: 'audio', bytesRead: 2, source: counted },
  'pre-emphasis': { unit: 'sample', cycles: 12, source: counted },
  window: { unit: 'sample', cycles: 9, source: counted },
  'fft-256': { unit: 'complex transform', cycles: 23_210, source: esp_dsp },
  'fft-512': { unit: 'complex transform', cycles: 51_503, source: esp_dsp },
  'fft-1024': { unit: 'complex transform', cycles: 113_205, source: esp_dsp },
  power: { unit: 'frequency bin', cycles: 10, source: counted },
  mel: { unit: 'multiply', cycles: 6, source: counted },
  log: { unit: 'value (logf)', cycles: 260, source: counted },
  exp: { unit: 'value (expf)', cycles: 240, source: counted },
  'square-root': { unit: 'value', cycles: 70, source: counted },
  divide: { unit: 'value', cycles: 45, source: counted },
  dot: { unit: 'multiply-add, float', cycles: 4.1, source: esp_dsp },
  copy: { unit: 'byte', cycles: 0.75, source: counted },
  'copy-to-psram': { unit: 'byte', cycles: 0.75, buffer: 'working', bytesWritten: 1, source: counted },
  'flash-write': {
    unit: 'byte',
    cycles: 1,
    flashMicroseconds: 45_000 / 4096 + 700 / 256,
    source: 'W25Q32JV datasheet, typical: 4 KiB sector erase 45 ms, 256-byte page program 0.7 ms',
  },
} as const satisfies Record<string, WorkCost>

export type WorkKind = keyof typeof workCosts

/** Relative half-width of the interval of every entry. */
export const WORK_UNCERTAINTY = 0.25
