import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Layer, referenceDotProducts } from '../../../main/inference/operators/dot-product.ts'
import { packedDotProducts } from '../../../main/inference/operators/packed-dot-product.ts'
import { randomIntegers } from '../models.ts'

function layer(depth: number, channels: number, weights: number[], bias: number[]): Layer {
  return {
    weights: Int8Array.from(weights),
    depth,
    channels,
    bias: Float64Array.from(bias),
    scaling: {
      multipliers: new Int32Array(channels).fill(2 ** 30),
      shifts: Int32Array.from({ length: channels }, (_, i) => -(i % 12)),
    },
    outputZeroPoint: -3,
    range: { low: -128, high: 127 },
    wide: false,
  }
}

function both(tried: Layer, inputs: number[]): [Int32Array, Int32Array] {
  const results = [referenceDotProducts(tried), packedDotProducts(tried)].map((multiply) => {
    const output = new Int32Array(tried.channels + 2).fill(99)
    multiply(Float64Array.from(inputs), output, 1)
    return output
  })
  return [results[0], results[1]]
}

describe('the packed dot product equals the reference', () => {
  test('for any depth, channels, inputs, weights and biases', () => {
    const shape = fc.record({
      depth: fc.integer({ min: 1, max: 70 }),
      channels: fc.integer({ min: 1, max: 20 }),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(shape, ({ depth, channels, seed }) => {
        const tried = layer(
          depth,
          channels,
          randomIntegers(depth * channels, -128, 127, seed),
          randomIntegers(channels, -100_000, 100_000, seed + 1),
        )
        const [reference, packed] = both(tried, randomIntegers(depth, -255, 255, seed + 2))
        expect(packed).toEqual(reference)
        expect([packed[0], packed.at(-1)]).toEqual([99, 99])
      }),
      { numRuns: 500 },
    )
  })

  test('at the largest sums the halves of a double can hold, and beyond', () => {
    for (const depth of [1023, 1024, 1025, 5000]) {
      for (const [input, weight] of [
        [255, -128],
        [-255, -128],
        [255, 127],
      ]) {
        const tried = layer(depth, 3, new Array(3 * depth).fill(weight), [0, 2 ** 31 - 1, -(2 ** 31)])
        const wide = { ...tried, range: { low: -(2 ** 31), high: 2 ** 31 - 1 } }
        const [reference, packed] = both(wide, new Array(depth).fill(input))
        expect(packed).toEqual(reference)
      }
    }
  })
})
