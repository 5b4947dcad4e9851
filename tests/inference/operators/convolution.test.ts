import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  quantizeMultiplier,
} from '../../../main/inference/fixed-point.ts'
import type { TensorType } from '../../../main/inference/model.ts'
import { randomIntegers, type TensorSpec } from '../models.ts'
import { type OperatorCase, preparing, run } from './run.ts'

const unit = { scale: 1 }
const oneByOne: OperatorCase = {
  op: 'CONV_2D',
  inputs: [
    { shape: [1, 1, 2, 2], ...unit },
    { shape: [2, 1, 1, 2], ...unit, values: [1, 2, -1, 3] },
    { type: 'int32', shape: [2], values: [10, -10] },
  ],
  outputs: [{ shape: [1, 1, 2, 2], ...unit }],
  options: { stride_w: 1, stride_h: 1 },
}

describe('CONV_2D', () => {
  test('multiplies channels and adds the bias', () => {
    // [5, 6]: 5 + 12 + 10 and -5 + 18 - 10; [-1, 2]: -1 + 4 + 10 and 1 + 6 - 10.
    expect(run(oneByOne, [5, 6, -1, 2])).toEqual([[27, 3, 13, -3]])
  })

  test('saturates', () => {
    expect(run(oneByOne, [127, 127, -128, -128])).toEqual([[127, 127, -128, -128]])
  })

  test('counts positions outside the image as real zero', () => {
    const sum: OperatorCase = {
      op: 'CONV_2D',
      inputs: [
        { shape: [1, 2, 2, 1], scale: 1, zeroPoint: 5 },
        { shape: [1, 3, 3, 1], ...unit, values: new Array(9).fill(1) },
        null,
      ],
      outputs: [{ shape: [1, 2, 2, 1], ...unit }],
      options: { padding: 'SAME', stride_w: 1, stride_h: 1 },
    }
    expect(run(sum, [6, 7, 8, 9])).toEqual([[10, 10, 10, 10]])
  })

  test('clamps to its fused activation', () => {
    const relu6 = { ...oneByOne, options: { ...oneByOne.options, fused_activation_function: 'RELU6' } }
    expect(run(relu6, [5, 6, -1, 2])).toEqual([[6, 3, 6, 0]])
  })

  test('runs in single precision', () => {
    const real: OperatorCase = {
      op: 'CONV_2D',
      inputs: [
        { type: 'float32', shape: [1, 1, 3, 1] },
        { type: 'float32', shape: [1, 1, 2, 1], values: [0.5, -2] },
        { type: 'float32', shape: [1], values: [0.25] },
      ],
      outputs: [{ type: 'float32', shape: [1, 1, 2, 1] }],
      options: { padding: 'VALID', stride_w: 1, stride_h: 1 },
    }
    expect(run(real, [1, 2, 3])).toEqual([[0.5 - 4 + 0.25, 1 - 6 + 0.25]])
  })

  test('unpacks int4 weights, the first from the lower four bits', () => {
    const four = structuredClone(oneByOne)
    four.inputs[1]!.type = 'int4'
    expect(run(four, [5, 6, -1, 2])).toEqual([[27, 3, 13, -3]])
  })
})

describe('DEPTHWISE_CONV_2D', () => {
  test('keeps channels apart, each with its own multiplier', () => {
    const twice: OperatorCase = {
      op: 'DEPTHWISE_CONV_2D',
      inputs: [
        { shape: [1, 1, 1, 2], ...unit },
        { shape: [1, 1, 1, 4], ...unit, values: [1, 2, 3, 4] },
        { type: 'int32', shape: [4], values: [0, 0, 0, 100] },
      ],
      outputs: [{ shape: [1, 1, 1, 4], ...unit }],
      options: { stride_w: 1, stride_h: 1, depth_multiplier: 2 },
    }
    expect(run(twice, [7, -5])).toEqual([[7, 14, -15, 80]])
    const contradicting = { ...twice, options: { ...twice.options, depth_multiplier: 1 } }
    expect(() => run(contradicting, [7, -5])).toThrow('names the depth multiplier 1, its weights have 2')
  })

  test('runs in single precision', () => {
    const real: OperatorCase = {
      op: 'DEPTHWISE_CONV_2D',
      inputs: [
        { type: 'float32', shape: [1, 1, 2, 2] },
        { type: 'float32', shape: [1, 1, 2, 2], values: [1, 2, 0.5, -1] },
        null,
      ],
      outputs: [{ type: 'float32', shape: [1, 1, 1, 2] }],
      options: { padding: 'VALID', stride_w: 1, stride_h: 1, depth_multiplier: 1 },
    }
    expect(run(real, [1, 2, 3, 4])).toEqual([[2.5, 0]])
  })
})

interface RandomConvolution {
  depthwise: boolean
  type: 'int8' | 'int16'
  weightType: TensorType
  height: number
  width: number
  inChannels: number
  outChannels: number
  kernel: [number, number]
  stride: [number, number]
  dilation: [number, number]
  same: boolean
  zeroPoints: [number, number]
  seed: number
}

const small = fc.integer({ min: 1, max: 3 })
const randomConvolution: fc.Arbitrary<RandomConvolution> = fc
  .record({
    depthwise: fc.boolean(),
    type: fc.constantFrom<'int8' | 'int16'>('int8', 'int16'),
    four: fc.boolean(),
    height: fc.integer({ min: 1, max: 6 }),
    width: fc.integer({ min: 1, max: 6 }),
    inChannels: fc.integer({ min: 1, max: 5 }),
    outFactor: fc.integer({ min: 1, max: 6 }),
    kernel: fc.tuple(small, small),
    stride: fc.tuple(small, small),
    dilation: fc.tuple(small, small),
    same: fc.boolean(),
    zeroPoints: fc.tuple(fc.integer({ min: -128, max: 127 }), fc.integer({ min: -128, max: 127 })),
    seed: fc.nat(),
  })
  .map(({ outFactor, four, ...rest }) => ({
    ...rest,
    weightType: (four && rest.type === 'int8' ? 'int4' : 'int8') as TensorType,
    outChannels: rest.depthwise ? rest.inChannels * Math.min(3, outFactor) : outFactor,
    zeroPoints: (rest.type === 'int16' ? [0, 0] : rest.zeroPoints) as [number, number],
  }))
  .filter(({ same, height, width, kernel, dilation }) => {
    return same || ((kernel[0] - 1) * dilation[0] < height && (kernel[1] - 1) * dilation[1] < width)
  })

/** Output size and padding before the image, as padding.h has them. */
function geometry(size: number, kernel: number, stride: number, dilation: number, same: boolean) {
  const extent = (kernel - 1) * dilation + 1
  const out = same ? Math.ceil(size / stride) : Math.ceil((size - extent + 1) / stride)
  return { out, before: Math.max(0, (out - 1) * stride + extent - size) >> 1 }
}

/** Seven nested loops straight from the definition. */
function naive(
  c: RandomConvolution,
  image: number[],
  weights: number[],
  bias: number[],
  scales: number[],
): number[] {
  const y = geometry(c.height, c.kernel[0], c.stride[0], c.dilation[0], c.same)
  const x = geometry(c.width, c.kernel[1], c.stride[1], c.dilation[1], c.same)
  const [low, high] = c.type === 'int8' ? [-128, 127] : [-32768, 32767]
  const outputs: number[] = []
  for (let oy = 0; oy < y.out; oy++) {
    for (let ox = 0; ox < x.out; ox++) {
      for (let channel = 0; channel < c.outChannels; channel++) {
        let sum = bias[channel]
        for (let ky = 0; ky < c.kernel[0]; ky++) {
          for (let kx = 0; kx < c.kernel[1]; kx++) {
            const iy = oy * c.stride[0] - y.before + ky * c.dilation[0]
            const ix = ox * c.stride[1] - x.before + kx * c.dilation[1]
            if (iy < 0 || iy >= c.height || ix < 0 || ix >= c.width) continue
            for (let i = 0; i < c.inChannels; i++) {
              const multiplier = c.outChannels / c.inChannels
              if (c.depthwise && Math.floor(channel / multiplier) !== i) continue
              const w = c.depthwise
                ? weights[(ky * c.kernel[1] + kx) * c.outChannels + channel]
                : weights[((channel * c.kernel[0] + ky) * c.kernel[1] + kx) * c.inChannels + i]
              sum += (image[(iy * c.width + ix) * c.inChannels + i] - c.zeroPoints[0]) * w
            }
          }
        }
        const { multiplier, shift } = quantizeMultiplier((IN_SCALE * scales[channel]) / OUT_SCALE)
        const rescale = c.type === 'int8' ? multiplyByQuantizedMultiplier : multiplyWideByQuantizedMultiplier
        outputs.push(Math.max(low, Math.min(high, rescale(sum, multiplier, shift) + c.zeroPoints[1])))
      }
    }
  }
  return outputs
}

const IN_SCALE = 0.5
const OUT_SCALE = 4

test('convolutions of any shape equal seven nested loops', () => {
  fc.assert(
    fc.property(randomConvolution, (c) => {
      const [low, high] = c.type === 'int8' ? [-128, 127] : [-32768, 32767]
      const weightLimit = c.weightType === 'int4' ? 7 : 127
      const image = randomIntegers(c.height * c.width * c.inChannels, low, high, c.seed)
      const depth = c.depthwise ? c.outChannels : c.outChannels * c.inChannels
      const weights = randomIntegers(c.kernel[0] * c.kernel[1] * depth, -weightLimit, weightLimit, c.seed + 1)
      const bias = randomIntegers(c.outChannels, -3000, 3000, c.seed + 2)
      // Scales that are exact in single precision.
      const scales = randomIntegers(c.outChannels, 1, 64, c.seed + 3).map((x) => x / 64)
      const y = geometry(c.height, c.kernel[0], c.stride[0], c.dilation[0], c.same)
      const x = geometry(c.width, c.kernel[1], c.stride[1], c.dilation[1], c.same)
      const weightShape = c.depthwise
        ? [1, ...c.kernel, c.outChannels]
        : [c.outChannels, ...c.kernel, c.inChannels]
      const operator: OperatorCase = {
        op: c.depthwise ? 'DEPTHWISE_CONV_2D' : 'CONV_2D',
        inputs: [
          {
            type: c.type,
            shape: [1, c.height, c.width, c.inChannels],
            scale: IN_SCALE,
            zeroPoint: c.zeroPoints[0],
          },
          { type: c.weightType, shape: weightShape, scale: scales, values: weights },
          { type: c.type === 'int8' ? 'int32' : 'int64', shape: [c.outChannels], values: bias },
        ],
        outputs: [
          {
            type: c.type,
            shape: [1, y.out, x.out, c.outChannels],
            scale: OUT_SCALE,
            zeroPoint: c.zeroPoints[1],
          },
        ],
        options: {
          padding: c.same ? 'SAME' : 'VALID',
          stride_h: c.stride[0],
          stride_w: c.stride[1],
          dilation_h_factor: c.dilation[0],
          dilation_w_factor: c.dilation[1],
          ...(c.depthwise && { depth_multiplier: c.outChannels / c.inChannels }),
        },
      }
      expect(run(operator, image)).toEqual([naive(c, image, weights, bias, scales)])
    }),
    { numRuns: 300 },
  )
})

describe('a convolution is refused', () => {
  const changed = (change: (operator: OperatorCase & { inputs: TensorSpec[] }) => void): (() => void) => {
    const operator = structuredClone(oneByOne) as OperatorCase & { inputs: TensorSpec[] }
    change(operator)
    return preparing(operator)
  }

  test('when its shapes contradict each other', () => {
    expect(changed((c) => (c.outputs[0].shape = [1, 1, 1, 2]))).toThrow(
      'output has shape [1,1,1,2], expected [1,1,2,2]',
    )
    expect(changed((c) => (c.inputs[0].shape = [1, 1, 2, 3]))).toThrow(
      'has weights of depth 2 for 3 channels',
    )
    expect(changed((c) => (c.inputs[0].shape = [1, 2, 2]))).toThrow('expected four dimensions')
    expect(changed((c) => (c.inputs[2].shape = [1]))).toThrow('has a bias of shape [1] for 2 channels')
  })

  test('when its strides and dilations are not positive', () => {
    expect(changed((c) => (c.options!.stride_w = 0))).toThrow('has stride 0')
    expect(changed((c) => (c.options!.dilation_h_factor = -1))).toThrow('has dilation -1')
  })

  test('when its quantisation is missing or impossible', () => {
    expect(changed((c) => delete c.inputs[1].scale)).toThrow('weights is not quantised')
    expect(changed((c) => (c.inputs[1].scale = [1, 1, 1]))).toThrow('has 3 weight scales for 2 channels')
    expect(changed((c) => (c.inputs[1].zeroPoint = 1))).toThrow('weights with a zero point other than 0')
    expect(changed((c) => (c.outputs[0].scale = 0))).toThrow('output has scale 0')
    expect(changed((c) => (c.inputs[0].zeroPoint = 300))).toThrow('input has zero point 300, outside int8')
  })

  test('when it needs a kernel that does not exist', () => {
    expect(changed((c) => delete c.inputs[1].values)).toThrow('weights computed at run time')
    expect(changed((c) => (c.inputs[0].shape = [1, 1, 2, 4]))).toThrow(
      'grouped convolution of 4 channels by 2',
    )
    expect(changed((c) => (c.options!.fused_activation_function = 'TANH'))).toThrow('fused activation TANH')
  })
})
