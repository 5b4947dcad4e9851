// YUV4MPEG2 video files, which Chromium plays as a camera (--use-file-for-fake-video-capture).
// Format: mjpegtools' yuv4mpeg(5). BT.601 with studio swing (luma 16..235), chroma the mean of 2x2 pixels: the
// colours that Chromium assumes of a camera. Its reader knows only the tag C420.

import { closeSync, openSync, writeSync } from 'node:fs'
import type { Image } from '../face/image.ts'

/** Writes the frames, all RGB and of one even size, as a video of `fps` frames a second; returns their number. */
export function writeY4m(path: string, frames: Iterable<Image>, fps: number): number {
  const file = openSync(path, 'w')
  let count = 0
  let size = ''
  try {
    for (const frame of frames) {
      const own = `W${frame.width} H${frame.height}`
      if (count === 0) writeSync(file, `YUV4MPEG2 ${own} F${fps}:1 Ip A1:1 C420\n`)
      else if (own !== size) throw new RangeError(`frame ${count} is ${own}, the first was ${size}`)
      size = own
      writeSync(file, 'FRAME\n')
      writeSync(file, toYuv420(frame))
      count++
    }
  } finally {
    closeSync(file)
  }
  return count
}

/** Planes Y, Cb, Cr of an RGB picture of even size. */
export function toYuv420({ width, height, channels, data }: Image): Uint8Array {
  if (channels !== 3) throw new RangeError('a video frame has three channels')
  if (width % 2 || height % 2) throw new RangeError(`${width} x ${height}: a 4:2:0 frame has even sides`)
  const luma = width * height
  const planes = new Uint8Array((luma * 3) / 2)
  for (let at = 0; at < luma; at++) {
    const [r, g, b] = [data[at * 3], data[at * 3 + 1], data[at * 3 + 2]]
    planes[at] = Math.round(16 + 0.256788 * r + 0.504129 * g + 0.097906 * b)
  }
  const columns = width / 2
  for (let at = 0; at < luma / 4; at++) {
    const corner = (Math.floor(at / columns) * 2 * width + (at % columns) * 2) * 3
    const mean = (c: number): number =>
      (data[corner + c] +
        data[corner + 3 + c] +
        data[corner + width * 3 + c] +
        data[corner + width * 3 + 3 + c]) /
      4
    const [r, g, b] = [mean(0), mean(1), mean(2)]
    planes[luma + at] = Math.round(128 - 0.148223 * r - 0.290993 * g + 0.439216 * b)
    planes[(luma * 5) / 4 + at] = Math.round(128 + 0.439216 * r - 0.367788 * g - 0.071427 * b)
  }
  return planes
}
