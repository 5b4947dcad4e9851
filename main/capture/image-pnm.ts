// Portable anymaps (Netpbm): P2 and P5 (PGM, grey), P3 and P6 (PPM, RGB), which libvips as shipped cannot read.
// Format: https://netpbm.sourceforge.net/doc/pgm.html and ppm.html.

import type { Image } from '../face/image.ts'
import { requireShape } from './image-shape.ts'

const WHITESPACE = new Set([9, 10, 11, 12, 13, 32])
const HASH = 0x23
const NEWLINE = 10

/** Whether the bytes begin as a PGM or PPM file does. */
export function isPnm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && [0x32, 0x33, 0x35, 0x36].includes(bytes[1])
}

/** Reads decimal numbers separated by white space and comments. */
class NumberReader {
  readonly #bytes: Uint8Array
  position = 2

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  next(what: () => string): number {
    const bytes = this.#bytes
    while (WHITESPACE.has(bytes[this.position]) || bytes[this.position] === HASH) {
      if (bytes[this.position] === HASH) {
        while (this.position < bytes.length && bytes[this.position] !== NEWLINE) this.position++
      } else {
        this.position++
      }
    }
    let value = 0
    const start = this.position
    for (; bytes[this.position] >= 0x30 && bytes[this.position] <= 0x39; this.position++) {
      value = value * 10 + bytes[this.position] - 0x30
    }
    if (this.position === start || this.position - start > 9) {
      throw new Error(
        this.position >= bytes.length ? `it ends before its ${what()}` : `its ${what()} is no number`,
      )
    }
    return value
  }
}

/** Decodes a PGM or PPM file to 8 bits a channel. Throws Error with the reason. */
export function readPnm(bytes: Uint8Array): Image {
  const kind = bytes[1] - 0x30
  const channels = kind === 2 || kind === 5 ? 1 : 3
  const reader = new NumberReader(bytes)
  const width = reader.next(() => 'width')
  const height = reader.next(() => 'height')
  const highest = reader.next(() => 'maximum value')
  requireShape(width, height)
  if (highest < 1 || highest > 65535) throw new Error(`its maximum value is ${highest}, not 1 to 65535`)
  const count = width * height * channels
  const start = reader.position + 1 // one white space after the maximum
  const present = Math.max(bytes.length - start, 0)
  const size = highest > 255 ? 2 : 1
  // Plain numbers take a digit each and a space between them.
  const needed = kind < 4 ? 2 * count - 1 : count * size
  if (present < needed)
    throw new Error(`it holds ${present} of ${kind < 4 ? 'at least ' : ''}${needed} bytes of pixels`)
  const data = new Uint8Array(count)
  const scaled = (value: number): number => Math.round((Math.min(value, highest) * 255) / highest)
  if (kind < 4) {
    for (let index = 0; index < count; index++) {
      data[index] = scaled(reader.next(() => `value ${index + 1} of ${count}`))
    }
    return { width, height, channels, data }
  }
  for (let index = 0; index < count; index++) {
    const at = start + index * size
    data[index] = scaled(size === 2 ? bytes[at] * 256 + bytes[at + 1] : bytes[at])
  }
  return { width, height, channels, data }
}
