// Files that tests present: what goes wrong with pictures and sound.

import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { encodeWav } from '../main/capture/audio-wav.ts'
import type { Image } from '../main/face/image.ts'
import { SAMPLE_RATE, type Samples } from '../main/voice/samples.ts'

export async function writePicture(path: string, { width, height, channels, data }: Image): Promise<string> {
  await sharp(data, { raw: { width, height, channels } }).png().toFile(path)
  return path
}

export function writeRecording(path: string, samples: Samples): string {
  writeFileSync(path, encodeWav(samples, SAMPLE_RATE))
  return path
}

/** A grey wall. */
export const wall = (): Image => ({
  width: 320,
  height: 240,
  channels: 1,
  data: new Uint8Array(320 * 240).fill(128),
})

/** Two pictures of the same height side by side. */
export function sideBySide(left: Image, right: Image): Image {
  const width = left.width + right.width
  const data = new Uint8Array(3 * width * left.height)
  for (let y = 0; y < left.height; y++) {
    data.set(left.data.subarray(3 * y * left.width, 3 * (y + 1) * left.width), 3 * y * width)
    data.set(
      right.data.subarray(3 * y * right.width, 3 * (y + 1) * right.width),
      3 * (y * width + left.width),
    )
  }
  return { width, height: left.height, channels: 3, data }
}
