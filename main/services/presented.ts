// What the window presents, decoded: pictures and speech, live, from files or simulated; and checked as it arrives.

import type { FaceInput, Payload, VoiceInput } from '../api.ts'
import type { Presented } from '../authentication/capture.ts'
import { decodeAudio } from '../capture/audio-file.ts'
import { decodeImage } from '../capture/image-file.ts'
import { simulatedPerson } from '../capture/simulated/people.ts'
import type { Image } from '../face/image.ts'
import type { Samples } from '../voice/samples.ts'
import type { Handlers, Surroundings } from './handlers.ts'

type PresentedHandlers = Pick<Handlers, 'face-check' | 'voice-check' | 'simulated-person'>

export function presentedHandlers({ system }: Surroundings): PresentedHandlers {
  return {
    'face-check': async ({ face }) => {
      const image = await imageOf(face)
      const { detection, quality, problem } = await system().attempt(async () => system().face.inspect(image))
      return {
        box: detection?.box ?? null,
        quality: quality?.score ?? 0,
        advice: problem && `${problem.message} ${problem.next}`,
      }
    },

    'voice-check': async ({ voice }) => {
      const samples = await samplesOf(voice)
      const { quality, problem } = await system().attempt(async () => system().voice.inspect(samples))
      return {
        speechSeconds: quality.speechSeconds,
        levelDb: quality.levelDb,
        snrDb: quality.snrDb,
        quality: quality.score,
        advice: problem && `${problem.message} ${problem.next}`,
      }
    },

    'simulated-person': async ({ seed, session, faces, voices }) => {
      const person = simulatedPerson(seed)
      return {
        name: person.name,
        faces: Array.from({ length: faces }, (_, index) => frameInput(person.face(session, index).image)),
        voices: Array.from({ length: voices }, (_, utterance) => ({
          kind: 'samples' as const,
          samples: Float32Array.from(person.voice(session, utterance)),
        })),
      }
    },
  }
}

export async function present({
  faces,
  voices,
  simulated,
}: Omit<Payload<'enrol'>, 'person'>): Promise<Presented> {
  const source = (input: FaceInput | VoiceInput) => (simulated ? 'simulated person' : sourceOf(input))
  return {
    simulated,
    faces: await Promise.all(
      faces.map(async (input) => ({ source: source(input), value: await imageOf(input) })),
    ),
    voices: await Promise.all(
      voices.map(async (input) => ({ source: source(input), value: await samplesOf(input) })),
    ),
  }
}

function sourceOf(input: FaceInput | VoiceInput): string {
  if (input.kind === 'file') return input.name
  return input.kind === 'frame' ? 'camera' : 'microphone'
}

async function imageOf(input: FaceInput): Promise<Image> {
  if (input.kind === 'file') return decodeImage(input.bytes, input.name)
  return { width: input.width, height: input.height, channels: 3, data: input.data }
}

async function samplesOf(input: VoiceInput): Promise<Samples> {
  return input.kind === 'file' ? decodeAudio(input.bytes, input.name) : input.samples
}

function frameInput({ width, height, data }: Image): FaceInput {
  return { kind: 'frame', width, height, data: Uint8Array.from(data) }
}
