// Picture files: PNG, JPEG and WebP by sharp (libvips), PGM and PPM by an own reader. Turned upright as EXIF says.

import { readFile } from 'node:fs/promises'
import { VisemeError } from '../errors.ts'
import type { Image } from '../face/image.ts'
import { isPnm, readPnm } from './image-pnm.ts'
import { MAXIMUM_PIXELS, requireShape } from './image-shape.ts'

/** A file that is no picture Viseme can read. */
export class UnreadableImageError extends VisemeError {
  constructor(name: string, reason: string, cause?: unknown) {
    super({
      code: 'unreadable-image',
      message: `${name} cannot be read as a picture: ${reason}.`,
      next: `Give a PNG, JPEG, WebP, PGM or PPM file of at most ${MAXIMUM_PIXELS / 1e6} megapixels.`,
      exitCode: 2,
      cause,
    })
  }
}

/** Reads a picture file. @throws UnreadableImageError (`unreadable-image`) */
export async function readImageFile(path: string): Promise<Image> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (cause) {
    throw new UnreadableImageError(path, cause instanceof Error ? reasonOf(cause) : String(cause), cause)
  }
  return await decodeImage(bytes, path)
}

/** Decodes the bytes of a picture file; `name` is used in errors. @throws UnreadableImageError */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<Image> {
  if (bytes.length === 0) throw new UnreadableImageError(name, 'it is empty')
  try {
    return isPnm(bytes) ? readPnm(bytes) : await decodeWithSharp(bytes)
  } catch (cause) {
    throw new UnreadableImageError(name, cause instanceof Error ? reasonOf(cause) : String(cause), cause)
  }
}

async function decodeWithSharp(bytes: Uint8Array): Promise<Image> {
  const { default: sharp } = await import('sharp') // a tenth of a second that the window's start does not wait for
  const picture = sharp(bytes, { limitInputPixels: MAXIMUM_PIXELS, failOn: 'error' })
  const { format, width, height } = await picture.metadata()
  if (!['png', 'jpeg', 'webp'].includes(format)) throw new Error(`its format is ${format}`)
  requireShape(width, height)
  const { data, info } = await picture
    .autoOrient()
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length)
  if (info.channels === 3 || info.channels === 1) {
    return { width: info.width, height: info.height, channels: info.channels, data: pixels }
  }
  throw new Error(`it has ${info.channels} channels`)
}

/** A library's message as the end of a sentence. */
function reasonOf({ message }: Error): string {
  return message.trim().split('\n')[0].replace(/\.$/, '')
}
