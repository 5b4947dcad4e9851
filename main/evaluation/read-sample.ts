// A picture or recording of a data set, read from where it lies or drawn anew.

import { readAudioFile } from '../capture/audio-file.ts'
import { readImageFile } from '../capture/image-file.ts'
import { simulatedPerson } from '../capture/simulated/people.ts'
import type { Image } from '../face/image.ts'
import { SAMPLE_RATE, type Samples } from '../voice/samples.ts'
import type { Source } from './capture-task.ts'

/** VisemeError `unreadable-image`. */
export async function readPicture(source: Source): Promise<Image> {
  if (source.kind === 'file') return readImageFile(source.path)
  return simulatedPerson(source.seed).face(source.session, source.index).image
}

/** VisemeError `unreadable-audio`. */
export async function readRecording(source: Source): Promise<Samples> {
  if (source.kind === 'simulated') return simulatedPerson(source.seed).voice(source.session, source.index)
  const samples = await readAudioFile(source.path)
  const at = (seconds: number) => Math.round(seconds * SAMPLE_RATE)
  return samples.subarray(at(source.start ?? 0), source.end === null ? undefined : at(source.end))
}
