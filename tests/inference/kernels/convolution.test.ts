import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { installedKernels } from '../../../main/inference/kernels/kernels.ts'
import { layers, windows } from './layers.ts'
import { bothOutputs, type Case, expectEqualTwins, hasTwin, TIMEOUT } from './twins.ts'

test('the kernels are compiled', () => {
  expect(installedKernels()).not.toBeNull()
})

describe('the SIMD kernel equals the reference', () => {
  test('for CONV_2D of any shape', { timeout: TIMEOUT }, () => {
    const channels = fc.record({
      window: windows,
      inChannels: fc.integer({ min: 1, max: 20 }),
      channels: fc.integer({ min: 1, max: 20 }),
      weightType: fc.constantFrom('int8', 'int8', 'int4'),
    })
    expectEqualTwins(
      layers(
        channels.map(({ window, inChannels, channels, weightType }) => ({
          op: 'CONV_2D',
          input: [window.batches, window.height, window.width, inChannels],
          weights: [channels, window.kernelHeight, window.kernelWidth, inChannels],
          output: [window.batches, window.outHeight, window.outWidth, channels],
          channels,
          axis: 0,
          depth: window.kernelHeight * window.kernelWidth * inChannels,
          options: window.options,
          weightType,
        })),
      ),
    )
  })

  test('for pointwise CONV_2D', { timeout: TIMEOUT }, () => {
    const shape = fc.record({
      batches: fc.integer({ min: 1, max: 2 }),
      height: fc.integer({ min: 1, max: 7 }),
      width: fc.integer({ min: 1, max: 7 }),
      inChannels: fc.integer({ min: 1, max: 70 }),
      channels: fc.integer({ min: 1, max: 40 }),
    })
    expectEqualTwins(
      layers(
        shape.map(({ batches, height, width, inChannels, channels }) => ({
          op: 'CONV_2D',
          input: [batches, height, width, inChannels],
          weights: [channels, 1, 1, inChannels],
          output: [batches, height, width, channels],
          channels,
          axis: 0,
          depth: inChannels,
          options: { stride_w: 1, stride_h: 1 },
        })),
      ),
    )
  })

  test('for FULLY_CONNECTED of any shape', { timeout: TIMEOUT }, () => {
    const shape = fc.record({
      batches: fc.integer({ min: 1, max: 6 }),
      depth: fc.integer({ min: 1, max: 150 }),
      channels: fc.integer({ min: 1, max: 30 }),
    })
    expectEqualTwins(
      layers(
        shape.map(({ batches, depth, channels }) => ({
          op: 'FULLY_CONNECTED',
          input: [batches, depth],
          weights: [channels, depth],
          output: [batches, channels],
          channels,
          axis: 0,
          depth,
        })),
      ),
    )
  })
})

describe('a pointwise layer', () => {
  const layer = (
    weight: number,
    bias: number,
    scales: number[],
    outputScale: number,
    zeroPoint?: number,
  ): Case => ({
    op: 'CONV_2D',
    seed: 5,
    inputs: [
      { shape: [1, 3, 3, 6], scale: 1, zeroPoint: -128 },
      { shape: [scales.length, 1, 1, 6], scale: scales, values: new Array(6 * scales.length).fill(weight) },
      { type: 'int32', shape: [scales.length], values: new Array(scales.length).fill(bias) },
    ],
    output: { shape: [1, 3, 3, scales.length], scale: outputScale, zeroPoint },
    options: { stride_w: 1, stride_h: 1 },
  })
  const expectEqual = (given: Case): void => {
    const { simd, reference } = bothOutputs(given)
    expect(simd).toEqual(reference)
  }

  test('rounds halves as the reference does', () => {
    // Factors of 1/2, 1/4, 1/8: every second sum, fourth, eighth lies on a half.
    for (const scale of [1 / 2, 1 / 4, 1 / 8]) {
      for (const weight of [1, -1]) {
        const given = layer(weight, -300 * weight, [scale, scale, scale], 1)
        expect(hasTwin(given)).toBe(true)
        expectEqual(given)
      }
    }
  })

  test('is computed where scales of neighbouring channels differ by thousands', () => {
    const given = layer(3, 7, [1, 1 / 4096, 1 / 300, 1 / 60], 20)
    expect(hasTwin(given)).toBe(true)
    expectEqual(given)
  })

  test('is computed where a channel is dead', () => {
    const given = layer(3, 7, [1, 1e-12, 1e-30, 1 / 60], 20)
    expect(hasTwin(given)).toBe(true)
    expectEqual(given)
  })

  test('is computed where a channel always gives one number, far below the scales of the others', () => {
    for (const bias of [2 ** 28, -(2 ** 28)]) {
      for (const size of [0.3, 7, 200, 5000]) {
        const given = layer(3, bias, [1, size / 2 ** 28, 1 / 300, 1 / 60], 1)
        expect(hasTwin(given)).toBe(true)
        expectEqual(given)
      }
    }
  })

  test('is computed where scales lie so far apart that sums have to end early', () => {
    // Sums spread over 194,310; about half of them round to another output than the others at the smallest scale.
    for (const smallest of [2 ** -20, 2 ** -21]) {
      for (const largest of [1 / 7, 1 / 32, 1 / 100]) {
        for (const outputs of [2.5, -2.5]) {
          for (const zeroPoint of [-128, 0, 127]) {
            const bias = Math.round(outputs / smallest) - 97_000
            const given = layer(127, bias, [1, largest, smallest, 1e-9], 1, zeroPoint)
            expect(hasTwin(given), `${smallest} ${largest}`).toBe(true)
            expectEqual(given)
          }
        }
      }
    }
  })

  test('is left to the reference where a sum that ends early stays within the outputs below, not above', () => {
    const given = layer(127, Math.round(-2.5 * 2 ** 21) - 97_000, [254.5, 2 ** -21], 1, 127)
    expect(hasTwin(given)).toBe(false)
    expectEqual(given)
  })

  test('saturates far outside', () => {
    const given = layer(127, 2 ** 30, [1, 1 / 4096, 1, 1], 1)
    expectEqual(given)
  })

  test('is left to the reference where 32 bits do not hold its sums', () => {
    expect(hasTwin(layer(127, 2 ** 31 - 1, [1, 1], 1))).toBe(false)
    expectEqual(layer(127, 2 ** 31 - 1, [1, 1], 1))
  })

  test('is left to the reference where it scales by a negative factor', () => {
    expect(hasTwin(layer(3, 7, [1, -1], 1))).toBe(false)
    expectEqual(layer(3, 7, [1, -1], 1))
  })

  test('scales by more than one', () => {
    const given = layer(1, 0, [1, 3.7, 1 / 5], 1)
    expect(hasTwin(given)).toBe(true)
    expectEqual(given)
  })
})
