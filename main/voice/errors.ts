// What can be wrong with a recording, each with its figures and the next step. Exit code 2: bad input.

import { VisemeError } from '../errors.ts'

export type VoiceErrorCode = 'silence' | 'clipping' | 'too-short' | 'too-long'

/** A recording from which no voice can be taken. */
export class VoiceError extends VisemeError {
  declare readonly code: VoiceErrorCode

  constructor(code: VoiceErrorCode, message: string, next: string) {
    super({ code, message, next, exitCode: 2 })
  }
}
