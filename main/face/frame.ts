// What reaches the board's processor of a picture: one RGB565 frame buffer of 320x240 pixels, of whatever shape.

import type { Image } from './image.ts'
import { resize } from './resample.ts'

/** Pixels of the frame buffer: QVGA, as the board's camera is configured. */
export const FRAME_PIXELS = 320 * 240

/** 8-bit value after rounding to `bits` bits and repeating the highest bits below, as decoders of RGB565 do. */
const reduced = (value: number, bits: number): number => {
  const short = value >> (8 - bits)
  return (short << (8 - bits)) | (short >> (2 * bits - 8))
}

const FIVE_BITS = Uint8Array.from({ length: 256 }, (_, value) => reduced(value, 5))
const SIX_BITS = Uint8Array.from({ length: 256 }, (_, value) => reduced(value, 6))

const limited = (side: number): number => Math.min(FRAME_PIXELS, Math.max(1, Math.floor(side)))

/** The picture as the frame buffer holds it: shrunk to at most FRAME_PIXELS, never enlarged, in RGB565's colours. */
export function boardFrame(picture: Image): Image {
  const factor = Math.min(1, Math.sqrt(FRAME_PIXELS / (picture.width * picture.height)))
  const { width, height, channels, data } = resize(
    picture,
    limited(picture.width * factor),
    limited(picture.height * factor),
  )
  const frame = new Uint8Array(width * height * 3)
  for (let at = 0, pixel = 0; at < frame.length; at += 3, pixel += channels) {
    frame[at] = FIVE_BITS[data[pixel]]
    frame[at + 1] = SIX_BITS[data[channels === 3 ? pixel + 1 : pixel]]
    frame[at + 2] = FIVE_BITS[data[channels === 3 ? pixel + 2 : pixel]]
  }
  return { width, height, channels: 3, data: frame }
}
