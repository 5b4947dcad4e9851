// What Chromium plays as a camera and a microphone, written to files.
// The colours of an uncompressed y4m come back exact to 1; a recording loops, so it ends in silence.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Conditions } from '../../main/capture/simulated/clip.ts'
import { type Motion, SLIGHT_TURN, throughKeys } from '../../main/capture/simulated/motion.ts'
import type { SimulatedPerson } from '../../main/capture/simulated/people.ts'
import { writeY4m } from '../../main/capture/y4m.ts'
import type { Image } from '../../main/face/image.ts'
import { SAMPLE_RATE, type Samples } from '../../main/voice/samples.ts'

/** Rate that Chromium's fake microphone plays without resampling, in Hz. */
const PLAYED_RATE = 48_000
const PAUSE_SECONDS = 1
const CLIP_FPS = 8

/** A picture of one colour, 320 x 240. */
export function plainImage(red: number, green: number, blue: number): Image {
  const pixels = 320 * 240
  const data = new Uint8Array(pixels * 3)
  for (let at = 0; at < pixels; at++) data.set([red, green, blue], at * 3)
  return { width: 320, height: 240, channels: 3, data }
}

/** A camera that shows `frames`, over and over; answers the file. */
export function cameraFile(folder: string, frames: Iterable<Image>, fps = 15): string {
  const path = join(folder, 'camera.y4m')
  writeY4m(path, frames, fps)
  return path
}

/** Camera and microphone before which a simulated person sits in one session, moving as told; files in `folder`. */
export function personBefore(
  folder: string,
  person: SimulatedPerson,
  session: number,
  { seconds = 8, motion, conditions }: { seconds?: number; motion?: Motion; conditions?: Conditions } = {},
): { camera: string; microphone: string } {
  mkdirSync(folder, { recursive: true })
  const clip = person.clip(session, { frames: seconds * CLIP_FPS, fps: CLIP_FPS, motion, conditions })
  const speech = [0, 1, 2].flatMap((utterance) => [...person.voice(session, utterance)])
  return {
    camera: cameraFile(
      folder,
      clip.map(({ image }) => image),
      CLIP_FPS,
    ),
    microphone: microphoneFile(folder, Float32Array.from(speech)),
  }
}

/** Straight, then a slight turn to each side, as guided enrolment asks for. */
export const enrolmentMotion = throughKeys([
  { seconds: 2.5 },
  { seconds: 3, yaw: SLIGHT_TURN },
  { seconds: 5, yaw: SLIGHT_TURN },
  { seconds: 5.7, yaw: -SLIGHT_TURN },
  { seconds: 7.5, yaw: -SLIGHT_TURN },
  { seconds: 8 },
])

/** A microphone that hears `samples` (16 kHz) and a pause, over and over: WAV, 48 kHz, mono, 16 bit. */
export function microphoneFile(folder: string, samples: Samples): string {
  const factor = PLAYED_RATE / SAMPLE_RATE
  const frames = samples.length * factor + PAUSE_SECONDS * PLAYED_RATE
  const wav = Buffer.alloc(44 + frames * 2)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(36 + frames * 2, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(PLAYED_RATE, 24)
  wav.writeUInt32LE(PLAYED_RATE * 2, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(frames * 2, 40)
  for (let at = 0; at < samples.length * factor; at++) {
    const before = Math.floor(at / factor)
    const after = Math.min(before + 1, samples.length - 1)
    const value = samples[before] + ((at % factor) / factor) * (samples[after] - samples[before])
    wav.writeInt16LE(Math.round(Math.max(-1, Math.min(1, value)) * 32767), 44 + at * 2)
  }
  const path = join(folder, 'microphone.wav')
  writeFileSync(path, wav)
  return path
}
