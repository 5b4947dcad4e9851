// How a live attempt of a trial run can end before anything is compared.

import { VisemeError } from '../errors.ts'

export const trialEndings = ['attempt-stopped', 'attempt-timed-out', 'device-failed'] as const
export type TrialEnding = (typeof trialEndings)[number]

/** An attempt that ended before anything was presented; stopped by hand it is withdrawn, else it is a failure to acquire. */
export function trialEnded(ending: TrialEnding): VisemeError {
  const [message, next] = {
    'attempt-stopped': ['The attempt was stopped: it is withdrawn.', 'Make it again.'],
    'attempt-timed-out': [
      'The attempt took too long.',
      'Put the presenter before the camera with light on the face, and make the next one.',
    ],
    'device-failed': [
      'The camera or the microphone stopped delivering.',
      'Check the devices; take the attempt back where it is not to count.',
    ],
  }[ending]
  return new VisemeError({ code: ending, message, next, exitCode: 2 })
}
