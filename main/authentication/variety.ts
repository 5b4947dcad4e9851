// Enrolment asks for different pictures and different recordings; the same one again adds nothing and is refused.

import {
  firstRepeated,
  pictureFingerprint,
  recordingFingerprint,
  samePicture,
  sameRecording,
} from '../capture/repeated.ts'
import { VisemeError } from '../errors.ts'
import type { Presented } from './capture.ts'

/** Throws `repeated-sample`, which names both, where a picture or a recording is presented twice. */
export function requireVariety({ faces, voices }: Presented): void {
  const picture = firstRepeated(
    faces.map(({ value }) => pictureFingerprint(value)),
    samePicture,
  )
  if (picture) throw repeated('picture', picture, faces, 'Turn the head a little, or choose another moment.')
  const recording = firstRepeated(
    voices.map(({ value }) => recordingFingerprint(value)),
    sameRecording,
  )
  if (recording) throw repeated('recording', recording, voices, 'Record another sentence.')
}

function repeated(
  what: string,
  [earlier, later]: [number, number],
  samples: readonly { source: string }[],
  next: string,
): VisemeError {
  return new VisemeError({
    code: 'repeated-sample',
    message: `The ${what}s ${earlier + 1} (${samples[earlier].source}) and ${later + 1} (${samples[later].source}) are the same ${what}.`,
    next,
    exitCode: 2,
  })
}
