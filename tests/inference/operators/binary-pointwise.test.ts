import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ModelError } from '../../../main/inference/errors.ts'
import { installedKernels } from '../../../main/inference/kernels/kernels.ts'
import {
  BINARY_POINTWISE_OPERATOR,
  LARGEST_SHIFT,
  LARGEST_SUM,
  setBits,
} from '../../../main/inference/operators/binary-pointwise.ts'
import { bothOutputs, type Case, expectEqualTwins, hasTwin, TIMEOUT } from '../kernels/twins.ts'
import { randomIntegers } from '../models.ts'
import { type OperatorCase, preparing, run } from './run.ts'

const quantised = { scale: 0.05, zeroPoint: 3 }
/** Two channels out of three in: weights + - + and - - +, threshold 3. */
const small: OperatorCase = {
  op: BINARY_POINTWISE_OPERATOR,
  inputs: [
    { shape: [1, 1, 2, 3], ...quantised },
    { type: 'int32', shape: [2, 1], values: [0b101, 0b100] },
    { type: 'int32', shape: [2], values: [-8, 5] },
    { type: 'int32', shape: [2], values: [40, 3] },
  ],
  outputs: [{ shape: [1, 1, 2, 2], scale: 0.1, zeroPoint: -4 }],
  options: { shift: 1 },
}
const withShortcut: OperatorCase = {
  ...small,
  inputs: [...small.inputs, { shape: [1, 1, 2, 2], scale: 0.1, zeroPoint: -4 }],
}
const changed = (input: number, change: object, given = withShortcut): OperatorCase => ({
  ...given,
  inputs: given.inputs.map((tensor, at) => (at === input ? { ...tensor!, ...change } : tensor)),
})

describe('the binary pointwise convolution', () => {
  // Signs at 3: [3, 2, 9] is + - +, [-9, 4, 2] is - + -; they differ from the weights in 0 and 1, 3 and 2 places.
  test('counts differing signs, scales and shifts down', () => {
    expect(run(small, [3, 2, 9, -9, 4, 2])).toEqual([[20, 4, 8, 6]])
  })

  test('adds its shortcut', () => {
    expect(run(withShortcut, [3, 2, 9, -9, 4, 2], [100, -5, 1, 120])).toEqual([[120, -1, 9, 126]])
  })

  test('saturates', () => {
    expect(run(withShortcut, [3, 2, 9, -9, 4, 2], [127, -128, 127, 127])).toEqual([[127, -124, 127, 127]])
  })

  test('counts the bits of a word', () => {
    expect([0, 1, -1, 0x80000000, 0xff00ff, 0x55555555].map(setBits)).toEqual([0, 1, 32, 1, 16, 16])
    fc.assert(
      fc.property(fc.integer(), (word) => {
        expect(setBits(word)).toBe([...(word >>> 0).toString(2)].filter((digit) => digit === '1').length)
      }),
    )
  })

  test.each([
    ['a set bit beyond the channels', changed(1, { values: [0b1101, 0b100] }), /beyond its 3 channels/],
    ['too few words', changed(1, { shape: [2, 2], values: [1, 2, 3, 4] }), /weights has shape \[2,2\]/],
    ['weights of bytes', changed(1, { type: 'int8', values: [1, 2] }), /weights is int8/],
    ['a sum at the limit', changed(3, { values: [LARGEST_SUM, 0] }), /leave 32 bits/],
    ['a multiplier that leaves it', changed(2, { values: [LARGEST_SUM / 2, 0] }), /leave 32 bits/],
    ['one offset for two channels', changed(3, { shape: [1], values: [1] }), /offsets has shape/],
    ['another scale of the shortcut', changed(4, { scale: 0.2 }), /quantised otherwise/],
    ['another zero point of the shortcut', changed(4, { zeroPoint: 0 }), /quantised otherwise/],
    ['another shape of the shortcut', changed(4, { shape: [1, 2, 1, 2] }), /shortcut has shape/],
    ['an input without quantisation', changed(0, { scale: undefined }), /input is not quantised/],
    ['16-bit activations', changed(0, { type: 'int16', zeroPoint: 0 }), /input is int16/],
    ['a shift by 31', { ...small, options: { shift: LARGEST_SHIFT + 1 } }, /shifts by 31/],
  ] as const)('refuses %s', (_, given, reason) => {
    expect(preparing(given)).toThrow(ModelError)
    expect(preparing(given)).toThrow(reason)
  })
})

interface Drawn {
  positions: number
  inChannels: number
  channels: number
  shortcut: boolean
  shift: number
  seed: number
}

const drawn = fc.record({
  positions: fc.integer({ min: 1, max: 5 }),
  inChannels: fc.oneof(fc.integer({ min: 1, max: 140 }), fc.integer({ min: 980, max: 1100 })),
  channels: fc.integer({ min: 1, max: 19 }),
  shortcut: fc.boolean(),
  shift: fc.integer({ min: 4, max: 17 }),
  seed: fc.nat(),
})

/** Signs of weights [channels][inChannels], and the layer with them packed. */
function layer({
  positions,
  inChannels,
  channels,
  shortcut,
  shift,
  seed,
}: Drawn): Case & { signs: number[] } {
  const words = Math.ceil(inChannels / 32)
  const signs = randomIntegers(channels * inChannels, 0, 1, seed).map((bit) => 2 * bit - 1)
  const packed = new Int32Array(channels * words)
  signs.forEach((sign, at) => {
    const channel = at % inChannels
    if (sign > 0) packed[Math.floor(at / inChannels) * words + (channel >> 5)] |= 1 << (channel & 31)
  })
  const unit = 2 ** shift
  const output = { shape: [1, positions, 1, channels], scale: 0.1, zeroPoint: 7 }
  return {
    op: BINARY_POINTWISE_OPERATOR,
    seed,
    signs,
    inputs: [
      {
        shape: [1, positions, 1, inChannels],
        scale: 0.2,
        zeroPoint: randomIntegers(1, -128, 127, seed + 9)[0],
      },
      { type: 'int32', shape: [channels, words], values: [...packed] },
      { type: 'int32', shape: [channels], values: randomIntegers(channels, -4 * unit, 4 * unit, seed + 1) },
      {
        type: 'int32',
        shape: [channels],
        values: randomIntegers(channels, -300 * unit, 300 * unit, seed + 2),
      },
      ...(shortcut ? [output] : []),
    ],
    output,
    options: { shift },
  }
}

describe('for any number of channels', () => {
  test('it is the sum of the products of signs', () => {
    fc.assert(
      fc.property(drawn, (given) => {
        const { inputs, output, options, op, signs } = layer({ ...given, shortcut: true })
        const { positions, inChannels, channels, seed } = given
        const x = randomIntegers(positions * inChannels, -128, 127, seed + 3)
        const added = randomIntegers(positions * channels, -128, 127, seed + 4)
        const [multipliers, offsets] = [inputs[2].values!, inputs[3].values!]
        const wanted = added.map((start, at) => {
          const [position, channel] = [Math.floor(at / channels), at % channels]
          let sum = 0
          for (let k = 0; k < inChannels; k++) {
            const sign = x[position * inChannels + k] >= inputs[0].zeroPoint! ? 1 : -1
            sum += sign * signs[channel * inChannels + k]
          }
          const differing = (inChannels - sum) / 2
          const scaled = Math.floor((multipliers[channel] * differing + offsets[channel]) / 2 ** given.shift)
          return Math.max(-128, Math.min(127, scaled + start))
        })
        expect(run({ op, inputs, outputs: [output], options }, x, added)).toEqual([wanted])
      }),
      { numRuns: 60 },
    )
  })

  test('the SIMD kernel equals the reference', { timeout: TIMEOUT }, () => {
    expect(installedKernels()).not.toBeNull()
    expectEqualTwins(drawn.map(layer))
  })

  test('the SIMD kernel takes 31 words in bytes and more beyond', () => {
    for (const inChannels of [31 * 32, 31 * 32 + 1, 64 * 32]) {
      const given = layer({ positions: 2, inChannels, channels: 5, shortcut: true, shift: 15, seed: 3 })
      // All signs agree with no weight: the count is the largest.
      given.inputs[0].zeroPoint = -128
      given.inputs[1].values = new Array(given.inputs[1].values!.length).fill(0)
      expect(hasTwin(given)).toBe(true)
      const { simd, reference } = bothOutputs(given)
      expect(simd).toEqual(reference)
    }
  })
})
