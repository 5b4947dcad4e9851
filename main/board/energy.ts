// Energy of an attempt: the chip's current while it computes or waits, the sensors and PSRAM while it lasts.
// Sources: ESP32 datasheet v5.2 table 4-2 (upper end: computing, lower end: waiting), OV2640 datasheet.
// The upper end at 160 MHz, 145.2 mW, is 2.5 % below the 148.9 mW measured during inference (calibration, P3).

import type { Board } from './boards.ts'
import type { Sensors } from './placement.ts'
import type { Megahertz, Millijoules, Milliseconds } from './units.ts'
import { millijoules } from './units.ts'

export interface PowerUse {
  busy: Milliseconds
  idle: Milliseconds
  /** Whether camera and microphone are on during all of it. */
  sensors: boolean
  psram: boolean
}

/** Energy by what takes it. */
export interface EnergyParts {
  processor: Millijoules
  camera: Millijoules
  microphone: Millijoules
  psram: Millijoules
}

/** The same by what takes it, with each sensor on all of the time or left out. */
export function energyParts(
  { power }: Board,
  clock: Megahertz,
  { busy, idle, camera, microphone, psram }: Omit<PowerUse, 'sensors'> & Sensors,
): EnergyParts {
  const { volts, busyMilliamps, idleMilliamps } = power
  const during = (isOn: boolean, milliwatts: number) =>
    millijoules(isOn ? ((busy + idle) * milliwatts) / 1000 : 0)
  return {
    processor: millijoules((volts * (busy * busyMilliamps[clock] + idle * idleMilliamps[clock])) / 1000),
    camera: during(camera, power.cameraMilliwatts),
    microphone: during(microphone, power.microphoneMilliwatts),
    psram: during(psram, power.psramMilliwatts),
  }
}

/** Energy of `busy` ms of computing and `idle` ms of waiting at `clock`. */
export function energy(board: Board, clock: Megahertz, { sensors, ...use }: PowerUse): Millijoules {
  const parts = energyParts(board, clock, { ...use, camera: sensors, microphone: sensors })
  return millijoules(parts.processor + parts.camera + parts.microphone + parts.psram)
}
