// Geometry of sliding windows (padding.h): where the kernel lies over the image, and how much of it inside.

import type { OperatorContext } from './operator.ts'

/** Memory of the range that kernels keep for every output row and column. */
const RANGE_BYTES = 128

/** One spatial axis of a sliding window. */
export interface WindowAxis {
  inSize: number
  outSize: number
  kernel: number
  stride: number
  dilation: number
  /** Elements of padding before the image. */
  padding: number
}

export interface Window {
  y: WindowAxis
  x: WindowAxis
}

const single: WindowAxis = { inSize: 1, outSize: 1, kernel: 1, stride: 1, dilation: 1, padding: 0 }

/** A window of one element over an image of one. */
export const pointwiseWindow: Window = { y: single, x: single }

/** The window of an operator with NHWC input and the options stride_*, dilation_*_factor and padding. */
export function slidingWindow(
  context: OperatorContext,
  image: { height: number; width: number },
  kernel: { height: number; width: number },
): Window {
  const { options } = context.operator
  const axis = (inSize: number, size: number, stride: number, dilation: number): WindowAxis => {
    context.expect(size > 0, `has a kernel of size ${size}`)
    context.expect(stride > 0, `has stride ${stride}`)
    context.expect(dilation > 0, `has dilation ${dilation}`)
    const extent = (size - 1) * dilation + 1
    context.expect(extent < 2 ** 31, `has a kernel of ${size} dilated by ${dilation}`)
    const outSize = Math.ceil((options.padding === 'SAME' ? inSize : inSize - extent + 1) / stride)
    context.expect(outSize > 0, `has a kernel larger than its input`)
    context.claim(RANGE_BYTES * outSize)
    const total = Math.max(0, (outSize - 1) * stride + extent - inSize)
    return { inSize, outSize, kernel: size, stride, dilation, padding: total >> 1 }
  }
  return {
    y: axis(
      image.height,
      kernel.height,
      options.stride_h as number,
      (options.dilation_h_factor ?? 1) as number,
    ),
    x: axis(
      image.width,
      kernel.width,
      options.stride_w as number,
      (options.dilation_w_factor ?? 1) as number,
    ),
  }
}

/** Kernel positions inside the image at one output position: [first, end). */
export function insideRange(axis: WindowAxis, out: number): [first: number, end: number] {
  const origin = out * axis.stride - axis.padding
  const first = origin >= 0 ? 0 : Math.ceil(-origin / axis.dilation)
  const end = Math.min(axis.kernel, Math.ceil((axis.inSize - origin) / axis.dilation))
  return [first, Math.max(first, end)]
}

/** Kernel positions inside the image, summed over the axis. */
function insidePositions(axis: WindowAxis): number {
  let sum = 0
  for (let out = 0; out < axis.outSize; out++) {
    const [first, end] = insideRange(axis, out)
    sum += end - first
  }
  return sum
}

/** Kernel positions and kernel rows inside the image, summed over all output positions of one channel. */
export function insideCounts(window: Window): { taps: number; rows: number } {
  const y = insidePositions(window.y)
  return { taps: y * insidePositions(window.x), rows: y * window.x.outSize }
}
