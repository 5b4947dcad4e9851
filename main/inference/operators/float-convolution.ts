// CONV_2D in float32 (reference_ops/conv.h): single-precision accumulation in the reference's order.

import { clamp } from '../fixed-point.ts'
import { floatActivationRange } from './activation.ts'
import type { ConvolutionTensors } from './convolution.ts'
import type { OperatorContext, PreparedOperator } from './operator.ts'
import { insideRange, type Window } from './window.ts'

export function floatConvolution(
  context: OperatorContext,
  { input, weights, bias, output }: ConvolutionTensors,
  window: Window,
): PreparedOperator['bind'] {
  context.expectType(weights, 'float32', 'weights')
  if (bias !== null) context.expectType(bias, 'float32', 'bias')
  const { low, high } = floatActivationRange(context)
  const [batches, , , inChannels] = input.shape
  const [, outHeight, outWidth, outChannels] = output.shape
  const { y: rows, x: columns } = window

  return (memory) => {
    const source = memory.float32(input)
    const kernel = memory.float32(weights)
    const biases = bias === null ? new Float32Array(outChannels) : memory.float32(bias)
    const target = memory.float32(output)
    const position = (batch: number, y: number, x: number, channel: number): number => {
      const [firstRow, endRow] = insideRange(rows, y)
      const [firstColumn, endColumn] = insideRange(columns, x)
      let total = 0
      for (let row = firstRow; row < endRow; row++) {
        const inY = y * rows.stride - rows.padding + row * rows.dilation
        for (let column = firstColumn; column < endColumn; column++) {
          const inX = x * columns.stride - columns.padding + column * columns.dilation
          let from = ((batch * rows.inSize + inY) * columns.inSize + inX) * inChannels
          let w = ((channel * rows.kernel + row) * columns.kernel + column) * inChannels
          for (let i = 0; i < inChannels; i++) {
            total = Math.fround(total + Math.fround(source[from++] * kernel[w++]))
          }
        }
      }
      return total
    }
    return () => {
      let at = 0
      for (let batch = 0; batch < batches; batch++) {
        for (let y = 0; y < outHeight; y++) {
          for (let x = 0; x < outWidth; x++) {
            for (let channel = 0; channel < outChannels; channel++) {
              target[at++] = clamp(Math.fround(position(batch, y, x, channel) + biases[channel]), low, high)
            }
          }
        }
      }
    }
  }
}
