// What an attempt during a wait is answered.

import { VisemeError } from '../errors.ts'

/** Attempts on somebody (or identification) are refused for a while. Exit code 1: it is a rejection. */
export class LockedOutError extends VisemeError {
  /** Whole seconds, at least 1. */
  readonly retryAfterSeconds: number
  readonly failures: number

  constructor(who: string, failures: number, waitMs: number) {
    const seconds = Math.max(1, Math.ceil(waitMs / 1000))
    super({
      code: 'locked-out',
      message: `${who} is locked after ${failures} failures in a row.`,
      next: `Wait ${seconds} s, then try again.`,
      exitCode: 1,
    })
    this.retryAfterSeconds = seconds
    this.failures = failures
  }
}
