// Virtual time of the board: what each core does and when. Durations are intervals in CPU cycles.
// Work inside `onCore` runs on that core beside the other; work outside waits for both cores and holds both.
// Each core has a cache of its own; flash and PSRAM share one bus (esp-idf: SPI0). While both cores work, each finds
// the bus taken as often as the other waits for it, and then waits for half a line on average: first order in the two
// shares, no queue of more than one. At worst (upper bound) every wait of one delays the other whole.

import type { Cycles, Interval } from './units.ts'
import { cycles } from './units.ts'

export type Core = 0 | 1
export type Duration = Interval<Cycles>

/** A stretch of work since the cores were last joined, with the cycles of it that wait for flash or PSRAM. */
interface Stretch {
  start: number
  end: number
  bus: number
}

export interface TimelineEntry {
  stage: string
  core: Core
  start: Duration
  end: Duration
  /** Time in which the core waits for a sensor or the flash rather than computes. */
  idle: boolean
  /** What the computer that emulates needed for it, ms: the time since the entry before was spent. */
  hostMs: number
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
  #apart: [Stretch[], Stretch[]] = [[], []]
  #hostFrom = performance.now()

  /** The core on which work is being put. */
  get core(): Core {
    return this.#current ?? 0
  }

  /** Whether work is being put on one core beside the other. */
  get isOverlapping(): boolean {
    return this.#current !== null
  }

  /** When the last core finishes; what the cores have delayed each other since they were joined comes with `join`. */
  get now(): Duration {
    return later(this.#cores[0], this.#cores[1])
  }

  /** Both cores wait for each other; what they delayed each other on the bus is added to both. */
  join(): void {
    const delay = contention(this.#apart)
    this.#apart = [[], []]
    for (const core of [0, 1] as const) {
      const last = this.entries.findLast((entry) => entry.core === core)
      if (delay.high > 0 && last) last.end = plus(last.end, delay)
      this.#cores[core] = plus(this.#cores[core], delay)
    }
  }

  reset(): void {
    this.entries = []
    this.#cores = [zero(), zero()]
    this.#apart = [[], []]
    this.#hostFrom = performance.now()
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
   * Spends `duration` on the current core, not before `notBefore`; returns when it ends. `bus`: cycles of the
   * estimate in which the core waits for flash or PSRAM.
   * Consecutive entries of one stage on one core are one uninterrupted stretch.
   */
  spend(
    stage: string,
    duration: Duration,
    { notBefore = zero(), idle = false, bus = 0 } = {},
  ): TimelineEntry {
    const core = this.core
    const hostNow = performance.now()
    const hostMs = hostNow - this.#hostFrom
    this.#hostFrom = hostNow
    if (this.#current === null) this.join()
    const free = this.#current === null ? this.now : this.#cores[core]
    const start = later(free, notBefore)
    const end = plus(start, duration)
    this.#cores[core] = end
    if (this.#current === null) this.#cores[1 - core] = end
    else if (bus > 0) this.#apart[core].push({ start: start.estimate, end: end.estimate, bus })
    const last = this.entries.findLast((entry) => entry.core === core)
    if (last?.stage === stage && last.idle === idle && last.end.estimate === start.estimate) {
      last.end = end
      last.hostMs += hostMs
      return last
    }
    const entry = { stage, core, start, end, idle, hostMs }
    this.entries.push(entry)
    return entry
  }
}

/** What two cores delay each other, each by as much: half a wait where their shares of the bus meet. */
function contention([first, second]: readonly [Stretch[], Stretch[]]): Duration {
  let estimate = 0
  let high = 0
  for (const one of first) {
    for (const other of second) {
      const together = Math.min(one.end, other.end) - Math.max(one.start, other.start)
      if (together <= 0) continue
      const share = one.bus / (one.end - one.start)
      const otherShare = other.bus / (other.end - other.start)
      estimate += (share * otherShare * together) / 2
      high += Math.min(share, otherShare) * together
    }
  }
  return { estimate: cycles(estimate), low: cycles(0), high: cycles(high) }
}
