// Boards as plain data: processor, memory, flash, sensors, currents, price. No code knows a board by its name.
// Sizes in bytes, currents in mA, power in mW. Sources, unless one is named beside a figure: esp-who ESP-EYE guide;
// ESP32 datasheet v5.2 (table 4-2: currents); esp-idf memory types and boot log (heap regions); OV2640 datasheet.

import { VisemeError } from '../errors.ts'
import type { Megahertz } from './units.ts'
import { megahertz } from './units.ts'

/** What a block of RAM can be used for: `byte` access, `dma`, code (`exec`), or it is external (`psram`). */
export type Capability = 'byte' | 'dma' | 'exec' | 'psram'

/** Kind of processor core, by which kernel-costs.ts knows its cycles. */
export type CoreKind = 'lx6' | 'lx7' | 'rv32imc' | 'mac-array'

export interface MemoryRegion {
  name: string
  bytes: number
  capabilities: readonly Capability[]
}

/** An allocation made at power-on, before any network is loaded. */
export interface Resident {
  name: string
  bytes: number
  needs: readonly Capability[]
  /** It is the stack of the task that runs inferences on this core. */
  stackOfCore?: 0 | 1
  /** Only firmware that uses this sensor allocates it. */
  sensor?: 'camera' | 'microphone'
}

/** What a sensor's driver allocates where its buffer is in external RAM, and where it is in internal RAM. */
export interface SensorBuffers {
  psram: readonly Resident[]
  sram: readonly Resident[]
}

export interface Board {
  id: string
  name: string
  chip: string
  /** Null where no price is known to us. */
  priceDollars: number | null
  processor: {
    core: CoreKind
    cores: number
    clocksMhz: readonly Megahertz[]
    /** Cache between a core and flash or PSRAM; `codeBytes` of kernel code compete with weights for it. */
    cache: { bytes: number; ways: number; lineBytes: number; codeBytes: number }
  }
  /** Heap at boot, in the order in which the allocator tries the regions. */
  internal: readonly MemoryRegion[]
  /**
   * External RAM; 0 bytes: none fitted. `mappedBytes` of it can be addressed at a time. A cache line costs
   * `readClocks` of its clock to fill and `writeClocks` to write back.
   */
  psram: { bytes: number; mappedBytes: number; readClocks: number; writeClocks: number }
  flash: { bytes: number; modes: readonly string[] }
  /** Held in RAM by firmware, drivers and task stacks whether or not there is PSRAM. */
  residents: readonly Resident[]
  /** Both lists are empty where the board has no such sensor. */
  sensorBuffers: { frame: SensorBuffers; audio: SensorBuffers }
  power: {
    volts: number
    /** Current of chip and flash with the cores idle, and with them computing, by CPU clock. */
    idleMilliamps: Readonly<Record<string, number>>
    busyMilliamps: Readonly<Record<string, number>>
    cameraMilliwatts: number
    microphoneMilliwatts: number
    psramMilliwatts: number
  }
}

const KIB = 1024

const noPsram: Board['psram'] = { bytes: 0, mappedBytes: 0, readClocks: 0, writeClocks: 0 }

/** Boot log of an ESP32 with a small application (esp-idf, heap_init): exact lengths, rounded in the names. */
const esp32Heap: readonly MemoryRegion[] = [
  { name: 'DRAM 6 KiB', bytes: 0x1920, capabilities: ['byte', 'dma'] },
  { name: 'DRAM 180 KiB', bytes: 0x2d138, capabilities: ['byte', 'dma'] },
  { name: 'D/IRAM 14 KiB', bytes: 0x3ae0, capabilities: ['byte', 'dma', 'exec'] },
  { name: 'D/IRAM 111 KiB', bytes: 0x1bcb0, capabilities: ['byte', 'dma', 'exec'] },
  { name: 'IRAM 90 KiB', bytes: 90 * KIB, capabilities: ['exec'] },
]

/** Estimates, except the camera's 32 KiB DMA buffer (esp32-camera); they leave the 111 KiB block whole, as observed. */
const esp32Residents: readonly Resident[] = [
  { name: 'firmware data', bytes: 16 * KIB, needs: ['byte', 'dma'] },
  { name: 'camera DMA', bytes: 32 * KIB, needs: ['byte', 'dma'], sensor: 'camera' },
  { name: 'microphone DMA', bytes: 8 * KIB, needs: ['byte', 'dma'], sensor: 'microphone' },
  { name: 'stack of inference on core 0', bytes: 8 * KIB, needs: ['byte', 'dma'], stackOfCore: 0 },
  { name: 'stack of inference on core 1', bytes: 8 * KIB, needs: ['byte', 'dma'], stackOfCore: 1 },
  { name: 'stacks of camera, microphone and main tasks', bytes: 12 * KIB, needs: ['byte', 'dma'] },
  { name: 'system tasks and queues', bytes: 8 * KIB, needs: ['byte', 'dma'] },
]

/** Pixels of the camera's frame, QVGA. */
export const FRAME_PIXELS = 320 * 240

/** Two RGB565 frames. Into internal RAM the driver gives one, as JPEG of a fifth of a byte a pixel (esp32-camera). */
const frameBuffers: SensorBuffers = {
  psram: [
    { name: 'camera frame 1', bytes: FRAME_PIXELS * 2, needs: ['psram'] },
    { name: 'camera frame 2', bytes: FRAME_PIXELS * 2, needs: ['psram'] },
  ],
  sram: [{ name: 'camera frame (JPEG)', bytes: FRAME_PIXELS / 5, needs: ['byte'] }],
}

/** 3 s of 16-bit audio. In internal RAM half a second: features have to be computed while recording. */
const audioBuffers: SensorBuffers = {
  psram: [{ name: 'audio ring', bytes: 3 * 16_000 * 2, needs: ['psram'] }],
  sram: [{ name: 'audio ring', bytes: 16_000, needs: ['byte'] }],
}

const noBuffers: SensorBuffers = { psram: [], sram: [] }

const espEye: Board = {
  id: 'esp-eye',
  name: 'ESP-EYE',
  chip: 'ESP32',
  priceDollars: 20,
  processor: {
    core: 'lx6',
    cores: 2,
    clocksMhz: [megahertz(240), megahertz(160), megahertz(80)],
    // 2.75 KiB of code make this cache miss as often as the one simulated in calibration/xtensa-notes.md.
    cache: { bytes: 32 * KIB, ways: 2, lineBytes: 32, codeBytes: 2816 },
  },
  internal: esp32Heap,
  psram: { bytes: 8 * KIB * KIB, mappedBytes: 4 * KIB * KIB, readClocks: 80, writeClocks: 72 },
  flash: { bytes: 4 * KIB * KIB, modes: ['qio80', 'qio40', 'dio80', 'dio40'] },
  residents: esp32Residents,
  sensorBuffers: { frame: frameBuffers, audio: audioBuffers },
  power: {
    volts: 3.3,
    idleMilliamps: { 240: 30, 160: 27, 80: 20 },
    busyMilliamps: { 240: 68, 160: 44, 80: 31 },
    cameraMilliwatts: 125,
    microphoneMilliwatts: 2.1,
    // A PSRAM chip in standby, 250 uA at 3.3 V; estimate. What its reads and writes add is not charged.
    psramMilliwatts: 0.8,
  },
}

const espEyeWithoutPsram: Board = {
  ...espEye,
  id: 'esp-eye-no-psram',
  name: 'ESP-EYE without PSRAM',
  psram: noPsram,
}

const esp32Cam: Board = {
  ...espEye,
  id: 'esp32-cam',
  name: 'ESP32-CAM (no microphone)',
  priceDollars: 10,
  residents: esp32Residents.filter(({ sensor }) => sensor !== 'microphone'),
  sensorBuffers: { frame: frameBuffers, audio: noBuffers },
  power: { ...espEye.power, microphoneMilliwatts: 0 },
}

/**
 * esp-bsp (8 MB flash, 8 MB octal PSRAM, OV2640, microphone); ESP32-S3 datasheet table 5-9 (currents: WAITI and two
 * cores on 32-bit data, peripheral clocks on); heap from a boot log (esp-iot-solution issue 371). Code has a cache of
 * its own. PSRAM clocks per line of 32 bytes: 16 of data (8 bits on both edges), and 10 to read or 6 to write for command,
 * address and latency. No data sheet is named for those, and they reproduce P9's difference between PSRAM and internal
 * RAM (7 ms) to 1 %: take them as fitted to P9, whose two rows are then no check of them.
 */
const esp32S3Eye: Board = {
  ...espEye,
  id: 'esp32-s3-eye',
  name: 'ESP32-S3-EYE',
  chip: 'ESP32-S3',
  priceDollars: null,
  processor: {
    ...espEye.processor,
    core: 'lx7',
    cache: { bytes: 32 * KIB, ways: 8, lineBytes: 32, codeBytes: 0 },
  },
  internal: [
    { name: 'D/IRAM 281 KiB', bytes: 0x46518, capabilities: ['byte', 'dma', 'exec'] },
    { name: 'DRAM 21 KiB', bytes: 0x5724, capabilities: ['byte', 'dma'] },
    { name: 'DRAM 32 KiB', bytes: 0x8000, capabilities: ['byte', 'dma'] },
  ],
  psram: { bytes: 8 * KIB * KIB, mappedBytes: 8 * KIB * KIB, readClocks: 26, writeClocks: 22 },
  flash: { ...espEye.flash, bytes: 8 * KIB * KIB },
  power: {
    ...espEye.power,
    idleMilliamps: { 240: 47.6, 160: 42.3, 80: 36.1 },
    busyMilliamps: { 240: 81.3, 160: 64.1, 80: 47.3 },
  },
}

/**
 * A bare ESP32-C3 board with a microphone: one RISC-V core, no FPU, no PSRAM, no camera interface. Heap from a boot
 * log; currents measured at 160 MHz (robdobson.com, Investigating ESP32-C3 Power Management, 2023), at 80 MHz scaled
 * (estimate). Cache 16 KiB, 8-way (ESP32-C3 technical reference manual).
 */
const esp32C3: Board = {
  ...espEye,
  id: 'esp32-c3',
  name: 'ESP32-C3 with a microphone (no camera, no PSRAM)',
  chip: 'ESP32-C3',
  priceDollars: null,
  processor: {
    core: 'rv32imc',
    cores: 1,
    clocksMhz: [megahertz(160), megahertz(80)],
    cache: { bytes: 16 * KIB, ways: 8, lineBytes: 32, codeBytes: 2816 },
  },
  internal: [
    { name: 'DRAM 206 KiB', bytes: 0x33870, capabilities: ['byte', 'dma'] },
    { name: 'D/IRAM 113 KiB', bytes: 0x1c710, capabilities: ['byte', 'dma', 'exec'] },
    { name: 'DRAM 10 KiB', bytes: 0x2950, capabilities: ['byte', 'dma'] },
  ],
  psram: noPsram,
  residents: esp32Residents.filter(({ sensor, stackOfCore }) => sensor !== 'camera' && stackOfCore !== 1),
  sensorBuffers: { frame: noBuffers, audio: audioBuffers },
  power: {
    ...espEye.power,
    idleMilliamps: { 160: 20.1, 80: 15 },
    busyMilliamps: { 160: 26.8, 80: 19 },
    cameraMilliwatts: 0,
    psramMilliwatts: 0,
  },
}

export const boards = {
  'esp-eye': espEye,
  'esp-eye-no-psram': espEyeWithoutPsram,
  'esp32-cam': esp32Cam,
  'esp32-s3-eye': esp32S3Eye,
  'esp32-c3': esp32C3,
} satisfies Record<string, Board>

export const defaultBoard: Board = espEye

/** The board of that id. Throws `unknown-board` (exit 2). */
export function boardCalled(id: string): Board {
  if (Object.hasOwn(boards, id)) return boards[id as keyof typeof boards]
  throw new VisemeError({
    code: 'unknown-board',
    message: `There is no board called ${id}.`,
    next: `Choose ${Object.keys(boards).join(', ')}, or a JSON file that describes one.`,
    exitCode: 2,
  })
}
