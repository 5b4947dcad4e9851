// Recording with the microphone program of the machine.

import { findRecorder, type MicrophoneRecording, recordMicrophone } from '../capture/microphone.ts'
import { VisemeError } from '../errors.ts'
import type { Handlers } from './handlers.ts'

/** The level meter's lower end, in dB below full scale. */
const LEVEL_RANGE_DB = 60

export function microphoneHandlers(): Pick<Handlers, 'record-microphone' | 'stop-microphone'> {
  let recording: MicrophoneRecording | null = null
  return {
    'record-microphone': async ({ seconds }, { progress }) => {
      recording = recordMicrophone({
        seconds,
        onLevel: (decibels) =>
          progress({
            done: 0,
            total: 1,
            what: 'Recording',
            level: Math.max(0, 1 + decibels / LEVEL_RANGE_DB),
          }),
      })
      const samples = await recording.samples
      return { samples: Float32Array.from(samples) }
    },

    'stop-microphone': async () => {
      recording?.stop()
      return {}
    },
  }
}

/** The recording program, null where the window itself has to record. */
export function microphoneProgram(): string | null {
  if (process.env.VISEME_MICROPHONE === 'window') return null
  try {
    return findRecorder()
  } catch (error) {
    if (error instanceof VisemeError && error.code === 'microphone-program-missing') return null
    throw error
  }
}
