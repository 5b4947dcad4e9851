// Energy of an attempt: the chip's current while it computes or waits, the sensors and PSRAM while it lasts.
// Sources: ESP32 datasheet v5.2 table 4-2 (upper end: computing, lower end: waiting), OV2640 datasheet.
// The upper end at 160 MHz, 145.2 mW, is 2.5 % below the 148.9 mW measured during inference (calibration, P3).

import type { Board } from './boards.ts'
import type { Megahertz, Millijoules, Milliseconds } from './units.ts'
import { millijoules } from './units.ts'

export interface PowerUse {
  busy: Milliseconds
  idle: Milliseconds
  /** Whether camera and microphone are on during all of it. */
  sensors: boolean
  psram: boolean
}

/** Energy of `busy` ms of computing and `idle` ms of waiting at `clock`. */
export function energy(board: Board, clock: Megahertz, use: PowerUse): Millijoules {
  const { volts, busyMilliamps, idleMilliamps, ...power } = board.power
  const sensors = use.sensors ? power.cameraMilliwatts + power.microphoneMilliwatts : 0
  const always = sensors + (use.psram ? power.psramMilliwatts : 0)
  const microjoules =
    use.busy * (volts * busyMilliamps[clock] + always) + use.idle * (volts * idleMilliamps[clock] + always)
  return millijoules(microjoules / 1000)
}
