// Boards as plain data: processor, memory, flash, sensors, currents, price. No code knows a board by its name.
// Sources: esp-who ESP-EYE guide; ESP32 datasheet v5.2 (table 4-2: currents); esp-idf memory types and boot log
// (heap regions); OV2640 datasheet (camera power); facts.md section 2. Sizes in bytes, currents in mA, power in mW.

import type { Megahertz } from './units.ts'
import { megahertz } from './units.ts'

/** What a block of RAM can be used for: `byte` access, `dma`, code (`exec`), or it is external (`psram`). */
export type Capability = 'byte' | 'dma' | 'exec' | 'psram'

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
}

export interface Board {
  id: string
  name: string
  chip: string
  priceDollars: number
  processor: {
    cores: number
    clocksMhz: readonly Megahertz[]
    /** Cache between the cores and flash or PSRAM, each core its own. */
    cache: { bytes: number; ways: number; lineBytes: number }
  }
  /** Heap at boot, in the order in which the allocator tries the regions. */
  internal: readonly MemoryRegion[]
  /** `mappedBytes` of the external RAM can be addressed at a time; 0 bytes: none fitted. */
  psram: { bytes: number; mappedBytes: number }
  flash: { bytes: number; modes: readonly string[] }
  /** Held in RAM by firmware, drivers and task stacks whether or not there is PSRAM. */
  residents: readonly Resident[]
  /** Sensor buffers with PSRAM, and the smaller ones without it. */
  sensorBuffers: { withPsram: readonly Resident[]; withoutPsram: readonly Resident[] }
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
  { name: 'camera DMA', bytes: 32 * KIB, needs: ['byte', 'dma'] },
  { name: 'microphone DMA', bytes: 8 * KIB, needs: ['byte', 'dma'] },
  { name: 'stack of inference on core 0', bytes: 8 * KIB, needs: ['byte', 'dma'] },
  { name: 'stack of inference on core 1', bytes: 8 * KIB, needs: ['byte', 'dma'] },
  { name: 'stacks of camera, microphone and main tasks', bytes: 12 * KIB, needs: ['byte', 'dma'] },
  { name: 'system tasks and queues', bytes: 8 * KIB, needs: ['byte', 'dma'] },
]

/** Two QVGA RGB565 frames and 3 s of 16-bit audio; without PSRAM the camera driver gives JPEG only (esp32-camera). */
const esp32SensorBuffers: Board['sensorBuffers'] = {
  withPsram: [
    { name: 'camera frame 1', bytes: 320 * 240 * 2, needs: ['psram'] },
    { name: 'camera frame 2', bytes: 320 * 240 * 2, needs: ['psram'] },
    { name: 'audio ring', bytes: 3 * 16_000 * 2, needs: ['psram'] },
  ],
  withoutPsram: [
    { name: 'camera frame (JPEG)', bytes: (320 * 240) / 5, needs: ['byte'] },
    { name: 'audio ring', bytes: 3 * 16_000 * 2, needs: ['byte'] },
  ],
}

const espEye: Board = {
  id: 'esp-eye',
  name: 'ESP-EYE',
  chip: 'ESP32',
  priceDollars: 20,
  processor: {
    cores: 2,
    clocksMhz: [megahertz(240), megahertz(160), megahertz(80)],
    cache: { bytes: 32 * KIB, ways: 2, lineBytes: 32 },
  },
  internal: esp32Heap,
  psram: { bytes: 8 * KIB * KIB, mappedBytes: 4 * KIB * KIB },
  flash: { bytes: 4 * KIB * KIB, modes: ['qio80', 'qio40', 'dio80', 'dio40'] },
  residents: esp32Residents,
  sensorBuffers: esp32SensorBuffers,
  power: {
    volts: 3.3,
    idleMilliamps: { 240: 30, 160: 27, 80: 20 },
    busyMilliamps: { 240: 68, 160: 44, 80: 31 },
    cameraMilliwatts: 125,
    microphoneMilliwatts: 2.1,
    psramMilliwatts: 0.8,
  },
}

export const boards = {
  'esp-eye': espEye,
  'esp-eye-no-psram': {
    ...espEye,
    id: 'esp-eye-no-psram',
    name: 'ESP-EYE without PSRAM',
    psram: { bytes: 0, mappedBytes: 0 },
  },
  'esp32-cam': {
    ...espEye,
    id: 'esp32-cam',
    name: 'ESP32-CAM (no microphone)',
    priceDollars: 10,
    residents: esp32Residents.filter(({ name }) => name !== 'microphone DMA'),
    sensorBuffers: {
      withPsram: esp32SensorBuffers.withPsram.filter(({ name }) => name !== 'audio ring'),
      withoutPsram: esp32SensorBuffers.withoutPsram.filter(({ name }) => name !== 'audio ring'),
    },
    power: { ...espEye.power, microphoneMilliwatts: 0 },
  },
} satisfies Record<string, Board>

export const defaultBoard: Board = espEye
