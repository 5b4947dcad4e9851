// Failures a user can meet. Each says what happened, what to do next, and which exit code the command line gives.

/** 1: rejected; 2: bad usage or input; 3: a limit of the board; 4: the surroundings (database, microphone, camera, disk). */
export type ExitCode = 1 | 2 | 3 | 4

export interface Failure {
  /** Stable, machine-readable, e.g. `no-face`. */
  code: string
  /** What happened, with the figures that matter. */
  message: string
  /** What to do about it. */
  next: string
  exitCode: ExitCode
  cause?: unknown
}

/** Base class of every error that is shown to a user rather than reported as a defect. */
export class VisemeError extends Error {
  readonly code: string
  readonly next: string
  readonly exitCode: ExitCode

  constructor({ code, message, next, exitCode, cause }: Failure) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.next = next
    this.exitCode = exitCode
  }
}
