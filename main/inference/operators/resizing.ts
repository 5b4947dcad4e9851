// RESIZE_NEAREST_NEIGHBOR of NHWC images: int8, int16, float32 (reference_ops/resize_nearest_neighbor.h).

import { roundAwayFromZero } from '../fixed-point.ts'
import { BITS_PER_ELEMENT } from '../schema.ts'
import { type OperatorContext, type OperatorKind, type PreparedOperator, pointwiseShape } from './operator.ts'

export const resizeNearestNeighbor: OperatorKind = { parameterBytes: 2, dataBytes: 0, prepare }

function prepare(context: OperatorContext): PreparedOperator {
  context.expectTensors(2)
  const input = context.input(0)
  const output = context.output()
  if (input.type !== 'int8' && input.type !== 'int16' && input.type !== 'float32') {
    throw context.unsupported(`${input.type} tensors`)
  }
  context.expectType(output, input.type, 'output')
  context.expect(input.shape.length === 4, `has an input of shape [${input.shape}], expected four dimensions`)
  const [batches, height, width, channels] = input.shape
  const size = context.constantIntegers(context.input(1), 'size')
  context.expect(size.length === 2 && height > 0 && width > 0, `resizes [${input.shape}] to [${size}]`)
  const [outHeight, outWidth] = size
  context.expectShape(output, [batches, outHeight, outWidth, channels], 'output')
  const { align_corners, half_pixel_centers } = context.operator.options
  const map = { alignCorners: align_corners as boolean, halfPixelCentres: half_pixel_centers as boolean }
  return {
    macs: 0,
    kernel: pointwiseShape(output),
    bind: (memory) => {
      const source = memory.bytes(input)
      const target = memory.bytes(output)
      const pixel = (channels * BITS_PER_ELEMENT[input.type]) / 8
      return () => {
        let to = 0
        for (let batch = 0; batch < batches; batch++) {
          for (let y = 0; y < outHeight; y++) {
            const row = nearest(y, height, outHeight, map)
            for (let x = 0; x < outWidth; x++) {
              const column = nearest(x, width, outWidth, map)
              const from = ((batch * height + row) * width + column) * pixel
              target.set(source.subarray(from, from + pixel), to)
              to += pixel
            }
          }
        }
      }
    },
  }
}

/** The input position nearest to an output position, in single precision. */
function nearest(
  out: number,
  inSize: number,
  outSize: number,
  { alignCorners, halfPixelCentres }: { alignCorners: boolean; halfPixelCentres: boolean },
): number {
  const scale =
    alignCorners && outSize > 1 ? Math.fround((inSize - 1) / (outSize - 1)) : Math.fround(inSize / outSize)
  const position = Math.fround((out + (halfPixelCentres ? 0.5 : 0)) * scale)
  const index = Math.min(alignCorners ? roundAwayFromZero(position) : Math.floor(position), inSize - 1)
  return halfPixelCentres ? Math.max(0, index) : index
}
