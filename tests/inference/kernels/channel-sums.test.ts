import fc from 'fast-check'
import { describe, test } from 'vitest'
import { windows } from './layers.ts'
import { activation, type Case, expectEqualTwins, scale, seed, TIMEOUT, zeroPoint } from './twins.ts'

const pools: fc.Arbitrary<Case> = fc
  .record({
    window: windows,
    channels: fc.integer({ min: 1, max: 40 }),
    seed,
    scale: scale(0.01, 1),
    zeroPoint,
    activation,
  })
  .filter(({ window: { options } }) => options.dilation_h_factor === 1 && options.dilation_w_factor === 1)
  .map(({ window, channels, seed, scale, zeroPoint, activation }) => {
    const { dilation_h_factor, dilation_w_factor, ...options } = window.options
    return {
      op: 'AVERAGE_POOL_2D',
      seed,
      inputs: [{ shape: [window.batches, window.height, window.width, channels], scale, zeroPoint }],
      output: { shape: [window.batches, window.outHeight, window.outWidth, channels], scale, zeroPoint },
      options: {
        ...options,
        filter_height: window.kernelHeight,
        filter_width: window.kernelWidth,
        fused_activation_function: activation,
      },
    }
  })

const reductions = (op: string): fc.Arbitrary<Case> =>
  fc
    .record({
      outer: fc.integer({ min: 1, max: 3 }),
      reduced: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })),
      inner: fc.integer({ min: 8, max: 40 }),
      scales: fc.tuple(scale(0.01, 1), scale(0.3, 3)),
      zeroPoints: fc.tuple(zeroPoint, zeroPoint),
      seed,
    })
    .map(({ outer, reduced, inner, scales, zeroPoints, seed }) => ({
      op,
      seed,
      inputs: [
        { shape: [outer, ...reduced, inner], scale: scales[0], zeroPoint: zeroPoints[0] },
        { type: 'int32', shape: [2], values: [1, 2] },
      ],
      output: {
        shape: [outer, inner],
        scale: scales[0] * scales[1] * (op === 'SUM' ? Math.sqrt(reduced[0] * reduced[1]) : 1),
        zeroPoint: zeroPoints[1],
      },
      options: { keep_dims: false },
    }))

describe('the SIMD kernel equals the reference', () => {
  test('for AVERAGE_POOL_2D', { timeout: TIMEOUT }, () => {
    expectEqualTwins(pools)
  })

  test.each(['MEAN', 'SUM'])('for %s', { timeout: TIMEOUT }, (op) => {
    expectEqualTwins(reductions(op))
  })
})
