// What Chromium plays as a camera and a microphone, written to files.
// The colours of an uncompressed y4m come back exact to 1; a recording loops, so it ends in silence.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeY4m } from '../../main/capture/y4m.ts'
import type { Image } from '../../main/face/image.ts'
import { SAMPLE_RATE, type Samples } from '../../main/voice/samples.ts'

/** Rate that Chromium's fake microphone plays without resampling, in Hz. */
const PLAYED_RATE = 48_000
const PAUSE_SECONDS = 1

/** A picture of one colour, 320 x 240. */
export function plainImage(red: number, green: number, blue: number): Image {
  const pixels = 320 * 240
  const data = new Uint8Array(pixels * 3)
  for (let at = 0; at < pixels; at++) data.set([red, green, blue], at * 3)
  return { width: 320, height: 240, channels: 3, data }
}

/** A camera that shows `frames` at 15 frames a second, over and over; answers the file. */
export function cameraFile(folder: string, frames: Iterable<Image>): string {
  const path = join(folder, 'camera.y4m')
  writeY4m(path, frames, 15)
  return path
}

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
