// How much the packed dot product gains: npx vitest bench tests/inference/operators
// A pointwise layer of 256 to 256 channels, as in person_detect.

import { test } from 'vitest'
import { type Layer, referenceDotProducts } from '../../../main/inference/operators/dot-product.ts'
import { packedDotProducts } from '../../../main/inference/operators/packed-dot-product.ts'
import { randomIntegers } from '../models.ts'

const channels = 256
const layer: Layer = {
  weights: Int8Array.from(randomIntegers(channels * channels, -127, 127)),
  depth: channels,
  channels,
  bias: new Float64Array(channels),
  scaling: { multipliers: new Int32Array(channels).fill(2 ** 30), shifts: new Int32Array(channels).fill(-8) },
  outputZeroPoint: 0,
  range: { low: -128, high: 127 },
  wide: false,
}
const inputs = Float64Array.from(randomIntegers(channels, -255, 255))
const output = new Int8Array(channels)
const reference = referenceDotProducts(layer)
const packed = packedDotProducts(layer)

test('65,536 multiply-accumulates', async ({ bench }) => {
  await bench.compare(
    bench('reference', () => reference(inputs, output, 0)),
    bench('packed', () => packed(inputs, output, 0)),
  )
})
