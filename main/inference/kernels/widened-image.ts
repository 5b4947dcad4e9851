// The image convolutions read: 16 bits a number, padding around it (assembly/widening.ts).

import type { Window } from '../operators/window.ts'

export interface WidenedImage {
  /** Numbers per row, padding included. */
  rowLength: number
  bytes: number
  /** The parameters of the widening kernel. */
  parameters(image: number, fill: number): Int32Array
}

export function widenedImage({ y, x }: Window, channels: number): WidenedImage {
  const rows = padding(y)
  const columns = padding(x)
  const rowLength = (columns.before + x.inSize + columns.after) * channels
  return {
    rowLength,
    bytes: 2 * rowLength * (rows.before + y.inSize + rows.after),
    parameters: (image, fill) =>
      Int32Array.of(
        image,
        y.inSize,
        x.inSize * channels,
        columns.before * channels,
        columns.after * channels,
        rows.before,
        rows.after,
        fill,
      ),
  }
}

/** Padding before and after one axis, so that every window lies inside. */
function padding({ inSize, outSize, kernel, stride, dilation, padding }: Window['x']) {
  const needed = (outSize - 1) * stride + (kernel - 1) * dilation + 1
  return { before: padding, after: Math.max(0, needed - padding - inSize) }
}
