// The machine's own clock: how long it has been up, which nobody can set, and which start of it that was.
// os.uptime() is CLOCK_BOOTTIME on Linux (man 2 clock_gettime): it goes on while the machine sleeps.

import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** A moment on the machine's own clock. */
export interface Moment {
  /** Tells one start of the machine from another; empty where the system gives none. */
  boot: string
  uptimeMs: number
}

export function machineMoment(): Moment {
  return { boot: bootId(), uptimeMs: 1000 * uptime() }
}

/** random(4): `boot_id` is generated once per start of the kernel. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

/**
 * Milliseconds that have certainly passed since `then`. Within one start of the machine that is the difference of its
 * uptimes; after another start it is the uptime, since `then` was before it. The wall clock has no say: setting it
 * neither shortens nor prolongs anything.
 */
export function certainlyElapsed(then: Moment, now: Moment): number {
  const difference = now.uptimeMs - then.uptimeMs
  if (then.boot !== '' && now.boot !== '')
    return then.boot === now.boot ? Math.max(0, difference) : now.uptimeMs
  // Where a start has no name, only a machine that has been up for less than before was certainly started since.
  return difference < 0 ? now.uptimeMs : difference
}
