// Virtual time of the board: what each core does and when. Durations are intervals in CPU cycles.
// Work inside `onCore` runs on that core beside the other; work outside waits for both cores and holds both.
// Each core has its own cache; that both may wait for the same flash or PSRAM bus is not modelled.

import type { Cycles, Interval } from './units.ts'
import { cycles } from './units.ts'

export type Core = 0 | 1
export type Duration = Interval<Cycles>

export interface TimelineEntry {
  stage: string
  core: Core
  start: Duration
  end: Duration
  /** Time in which the core waits for a sensor or the flash rather than computes. */
  idle: boolean
}

const zero = (): Duration => ({ estimate: cycles(0), low: cycles(0), high: cycles(0) })

/** The later of two moments, each bound by itself. */
export const later = (left: Duration, right: Duration): Duration => ({
  estimate: cycles(Math.max(left.estimate, right.estimate)),
  low: cycles(Math.max(left.low, right.low)),
  high: cycles(Math.max(left.high, right.high)),
})

const plus = (left: Duration, right: Duration): Duration => ({
  estimate: cycles(left.estimate + right.estimate),
  low: cycles(left.low + right.low),
  high: cycles(left.high + right.high),
})

export class Clock {
  entries: TimelineEntry[] = []
  #cores: [Duration, Duration] = [zero(), zero()]
  #current: Core | null = null

  /** The core on which work is being put. */
  get core(): Core {
    return this.#current ?? 0
  }

  /** When the last core finishes. */
  get now(): Duration {
    return later(this.#cores[0], this.#cores[1])
  }

  reset(): void {
    this.entries = []
    this.#cores = [zero(), zero()]
  }

  /** Work of `body` goes on `core`'s own timeline. */
  onCore<T>(core: Core, body: () => T): T {
    const before = this.#current
    this.#current = core
    try {
      return body()
    } finally {
      this.#current = before
    }
  }

  /**
   * Spends `duration` on the current core, not before `notBefore`; returns when it ends.
   * Consecutive entries of one stage on one core are one uninterrupted stretch.
   */
  spend(stage: string, duration: Duration, { notBefore = zero(), idle = false } = {}): TimelineEntry {
    const core = this.core
    const free = this.#current === null ? this.now : this.#cores[core]
    const start = later(free, notBefore)
    const end = plus(start, duration)
    this.#cores[core] = end
    if (this.#current === null) this.#cores[1 - core] = end
    const last = this.entries.findLast((entry) => entry.core === core)
    if (last?.stage === stage && last.idle === idle && last.end.estimate === start.estimate) {
      last.end = end
      return last
    }
    const entry = { stage, core, start, end, idle }
    this.entries.push(entry)
    return entry
  }
}
