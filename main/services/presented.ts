// What the window presents, decoded: pictures and speech, live, from files or simulated; and checked as it arrives.

import type { FaceInput, Payload, VoiceInput } from '../api.ts'
import type { Presented } from '../authentication/capture.ts'
import { decodeAudio } from '../capture/audio-file.ts'
import { decodeImage } from '../capture/image-file.ts'
import { pictureFingerprint, recordingFingerprint, samePicture, sameRecording } from '../capture/repeated.ts'
import { simulatedPerson } from '../capture/simulated/people.ts'
import { faceInstruction, faceMeters, movement } from '../face/guidance.ts'
import type { Image } from '../face/image.ts'
import { voiceInstruction, voiceMeters } from '../voice/guidance.ts'
import type { Samples } from '../voice/samples.ts'
import type { Handlers, Surroundings } from './handlers.ts'

type PresentedHandlers = Pick<Handlers, 'face-check' | 'voice-check' | 'simulated-person'>

const REPEATED = {
  face: 'This is a picture presented already. Turn the head a little, or choose another moment.',
  voice: 'This is a recording presented already. Record another sentence.',
}

export function presentedHandlers({ system }: Surroundings): PresentedHandlers {
  return {
    'face-check': async ({ face, wanted, before, others = [] }) => {
      const image = await imageOf(face)
      const { detection, quality, problem } = await system().attempt(async () => system().face.inspect(image))
      const moved = before && detection ? movement(before, detection.landmarks) : null
      const fingerprint = pictureFingerprint(image)
      const isRepeated = others.some(
        (other) => other.length === fingerprint.length && samePicture(other, fingerprint),
      )
      return {
        box: detection?.box ?? null,
        landmarks: detection ? [...detection.landmarks] : null,
        quality: quality?.score ?? 0,
        instruction: faceInstruction(quality, problem, wanted, moved),
        meters: quality ? faceMeters(quality, wanted, moved) : [],
        fingerprint: Uint8Array.from(fingerprint),
        advice: problem ? `${problem.message} ${problem.next}` : isRepeated ? REPEATED.face : null,
      }
    },

    'voice-check': async ({ voice, others = [] }) => {
      const samples = await samplesOf(voice)
      const { quality, problem } = await system().attempt(async () => system().voice.inspect(samples))
      const fingerprint = recordingFingerprint(samples)
      const isRepeated = others.some((other) => sameRecording(other, fingerprint))
      return {
        speechSeconds: quality.speechSeconds,
        levelDb: quality.levelDb,
        snrDb: quality.snrDb,
        quality: quality.score,
        instruction: voiceInstruction(quality),
        meters: voiceMeters(quality),
        fingerprint: Uint8Array.from(fingerprint),
        advice: problem ? `${problem.message} ${problem.next}` : isRepeated ? REPEATED.voice : null,
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

export async function imageOf(input: FaceInput): Promise<Image> {
  if (input.kind === 'file') return decodeImage(input.bytes, input.name)
  return { width: input.width, height: input.height, channels: 3, data: input.data }
}

export async function samplesOf(input: VoiceInput): Promise<Samples> {
  return input.kind === 'file' ? decodeAudio(input.bytes, input.name) : input.samples
}

function frameInput({ width, height, data }: Image): FaceInput {
  return { kind: 'frame', width, height, data: Uint8Array.from(data) }
}
