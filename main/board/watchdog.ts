// ESP-IDF's task watchdog: a task that keeps its core for more than 5 s is reported, or the firmware aborts.
// A task gives its core up between stages and while it waits; a stage is one uninterrupted stretch.

import { VisemeError } from '../errors.ts'
import type { TimelineEntry } from './clock.ts'
import type { Megahertz } from './units.ts'
import { cycles, toMilliseconds } from './units.ts'

/** CONFIG_ESP_TASK_WDT_TIMEOUT_S, default. */
export const WATCHDOG_MS = 5000

export interface WatchdogReport {
  stage: string
  core: number
  busy_ms: number
}

export class WatchdogPanic extends VisemeError {
  constructor({ stage, core, busy_ms }: WatchdogReport) {
    super({
      code: 'watchdog-panic',
      message: `The task watchdog aborted the firmware: "${stage}" kept core ${core} for ${Math.round(busy_ms)} ms.`,
      next: `Use a smaller network or faster kernels, so that no stage takes more than ${WATCHDOG_MS} ms.`,
      exitCode: 3,
    })
  }
}

/** The report for `entry` if it has kept its core for too long, else null. */
export function watch(entry: TimelineEntry, clock: Megahertz): WatchdogReport | null {
  const busy_ms = toMilliseconds(cycles(entry.end.estimate - entry.start.estimate), clock)
  return !entry.idle && busy_ms > WATCHDOG_MS ? { stage: entry.stage, core: entry.core, busy_ms } : null
}
