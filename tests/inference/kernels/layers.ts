// Random layers with weights, for the tests of their kernels.

import fc from 'fast-check'
import { randomIntegers, type TensorSpec } from '../models.ts'
import { activation, type Case, scale, seed, zeroPoint } from './twins.ts'

/** Numbers all layers have, whatever their shape. */
const numbers = fc.record({
  seed,
  inputScale: scale(1e-3, 1),
  inputZeroPoint: zeroPoint,
  outputZeroPoint: zeroPoint,
  /** How far outputs spread: about 1 fills the range, below most outputs are alike, above most saturate. */
  gain: scale(0.02, 20),
  /** Ratio between the largest and the smallest weight scale. */
  spread: fc.oneof(scale(1, 3000), scale(1e6, 1e10)),
  perChannel: fc.boolean(),
  weightLimit: fc.constantFrom(127, 127, 3),
  /** The largest lets channels of small scales have one output only. */
  biasLimit: fc.constantFrom(0, 1000, 100_000, 1_500_000_000),
  activation,
})

export interface Geometry {
  op: string
  input: number[]
  weights: number[]
  output: number[]
  channels: number
  /** Axis of the weights along which scales may differ. */
  axis: number
  /** Products per sum. */
  depth: number
  options?: Case['options']
  weightType?: 'int8' | 'int4'
}

/** Layers of random geometry with weights, biases and scales under which outputs vary. */
export function layers(geometry: fc.Arbitrary<Geometry>): fc.Arbitrary<Case> {
  return fc.record({ geometry, n: numbers }).map(({ geometry, n }) => {
    const { op, channels, depth, weightType = 'int8' } = geometry
    const largest = weightType === 'int4' ? 7 : n.weightLimit
    const weightScales = n.perChannel
      ? randomIntegers(channels, 0, 1000, n.seed + 3).map((exponent) => 0.01 * n.spread ** (-exponent / 1000))
      : [0.01]
    const typicalSum = 73 * largest * 0.6 * Math.sqrt(depth) * n.inputScale * 0.01
    const weightCount = geometry.weights.reduce((product, size) => product * size, 1)
    const weights: TensorSpec = {
      type: weightType,
      shape: geometry.weights,
      scale: weightScales,
      axis: geometry.axis,
      values: randomIntegers(weightCount, -largest - (largest === 127 ? 1 : 0), largest, n.seed),
    }
    return {
      op,
      seed: n.seed,
      inputs: [
        { shape: geometry.input, scale: n.inputScale, zeroPoint: n.inputZeroPoint },
        weights,
        {
          type: 'int32',
          shape: [channels],
          scale: n.inputScale * weightScales[0],
          values: randomIntegers(channels, -n.biasLimit, n.biasLimit, n.seed + 2),
        },
      ],
      output: { shape: geometry.output, scale: typicalSum / (64 * n.gain), zeroPoint: n.outputZeroPoint },
      options: { ...geometry.options, fused_activation_function: n.activation },
    } satisfies Case
  })
}

/** A random sliding window over a random image. */
export const windows = fc
  .record({
    batches: fc.integer({ min: 1, max: 2 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 11 }),
    kernelHeight: fc.integer({ min: 1, max: 5 }),
    kernelWidth: fc.integer({ min: 1, max: 5 }),
    stride_h: fc.integer({ min: 1, max: 3 }),
    stride_w: fc.integer({ min: 1, max: 3 }),
    dilation_h_factor: fc.integer({ min: 1, max: 3 }),
    dilation_w_factor: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom('SAME', 'VALID'),
  })
  .map(({ batches, height, width, kernelHeight, kernelWidth, ...options }) => {
    const size = (image: number, kernel: number, dilation: number, stride: number): number =>
      Math.ceil((options.padding === 'SAME' ? image : image - (kernel - 1) * dilation) / stride)
    return {
      batches,
      height,
      width,
      kernelHeight,
      kernelWidth,
      outHeight: size(height, kernelHeight, options.dilation_h_factor, options.stride_h),
      outWidth: size(width, kernelWidth, options.dilation_w_factor, options.stride_w),
      options,
    }
  })
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0)
