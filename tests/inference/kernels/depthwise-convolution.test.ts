import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layers, windows } from './layers.ts'
import { expectEqualTwins, hasTwin, TIMEOUT } from './twins.ts'

const layer = (inChannels: fc.Arbitrary<number>, multiplier: fc.Arbitrary<number>) =>
  layers(
    fc.record({ window: windows, inChannels, multiplier }).map(({ window, inChannels, multiplier }) => {
      const channels = inChannels * multiplier
      return {
        op: 'DEPTHWISE_CONV_2D',
        input: [window.batches, window.height, window.width, inChannels],
        weights: [1, window.kernelHeight, window.kernelWidth, channels],
        output: [window.batches, window.outHeight, window.outWidth, channels],
        channels,
        axis: 3,
        depth: window.kernelHeight * window.kernelWidth,
        options: { ...window.options, depth_multiplier: multiplier },
      }
    }),
  )

describe('the SIMD kernel of DEPTHWISE_CONV_2D equals the reference', () => {
  test('for any shape', { timeout: TIMEOUT }, () => {
    expectEqualTwins(layer(fc.integer({ min: 1, max: 40 }), fc.constant(1)))
  })

  test('for several outputs of a single channel', { timeout: TIMEOUT }, () => {
    expectEqualTwins(layer(fc.constant(1), fc.integer({ min: 1, max: 17 })))
  })
})

test('several outputs of several channels are left to the reference', () => {
  const [given] = fc.sample(layer(fc.constant(3), fc.constant(2)), 1)
  expect(hasTwin(given)).toBe(false)
})
