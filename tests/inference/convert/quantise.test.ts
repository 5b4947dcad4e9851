import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  activationQuantisation,
  quantiseActivations,
  quantiseWeights,
} from '../../../main/inference/convert/quantise.ts'

describe('activation quantisation', () => {
  it('spans 255 steps and starts a rectified range at -128', () => {
    const { scales, zeroPoints } = activationQuantisation([0, 2.55])
    expect(scales[0]).toBeCloseTo(0.01, 7)
    expect(zeroPoints[0]).toBe(-128)
  })

  it('widens a range to hold zero', () => {
    expect(activationQuantisation([1, 2.55])).toEqual(activationQuantisation([0, 2.55]))
    expect(activationQuantisation([-2.55, -1]).zeroPoints[0]).toBe(127)
  })

  it('represents zero exactly and every value inside within half a step or the zero point rounding', () => {
    const bound = fc.float({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(bound, bound, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, part) => {
        const low = Math.min(one, other)
        const high = Math.max(one, other)
        const quantisation = activationQuantisation([low, high])
        const value = low + part * (high - low)
        const [q, zero] = quantiseActivations(Float32Array.of(value, 0), quantisation)
        expect(zero).toBe(quantisation.zeroPoints[0])
        const back = quantisation.scales[0] * (q - quantisation.zeroPoints[0])
        expect(Math.abs(back - value)).toBeLessThanOrEqual(quantisation.scales[0] * 1.01 + 1e-6)
      }),
    )
  })
})

describe('weight quantisation', () => {
  const quantise = (
    values: number[],
    shape: number[],
    bias: number[],
    { axis = 0, perChannel = true, inputScale = 0.5 } = {},
  ) => {
    const arrays = { values: Float32Array.from(values), bias: Float32Array.from(bias) }
    return quantiseWeights({ ...arrays, shape, axis, perChannel }, inputScale)
  }

  it('gives each channel its own scale, with the largest weight at 127', () => {
    const { weights, quantisation } = quantise([1, -0.5, 0.1, 0.2], [2, 2], [0, 0])
    expect([...weights]).toEqual([127, -64, 64, 127])
    expect(quantisation.scales[0]).toBeCloseTo(1 / 127, 8)
    expect(quantisation.scales[1]).toBeCloseTo(0.2 / 127, 8)
  })

  it('gives all channels one scale where asked to', () => {
    const { weights, quantisation, bias } = quantise([1, -0.5, 0.1, 0.2], [2, 2], [0, 1 / 127], {
      perChannel: false,
    })
    expect([...weights]).toEqual([127, -64, 13, 25])
    expect(quantisation.scales).toHaveLength(1)
    expect([...bias]).toEqual([0, 2])
  })

  it('takes the last axis as channels for depthwise weights', () => {
    expect([...quantise([1, 10, -0.5, 5], [1, 1, 2, 2], [0, 0], { axis: 3 }).weights]).toEqual([
      127, 127, -64, 64,
    ])
  })

  it('quantises the bias at input scale times weight scale', () => {
    const { bias, biasQuantisation } = quantise([1.27], [1, 1], [3])
    expect(biasQuantisation.scales[0]).toBeCloseTo(0.005, 8)
    expect(bias[0]).toBe(600)
  })

  it('keeps the bias of a channel whose weights are all zero', () => {
    const { weights, quantisation, bias, biasQuantisation } = quantise([0, 0], [1, 2], [-2.5], {
      inputScale: 0.1,
    })
    expect([...weights]).toEqual([0, 0])
    expect(quantisation.scales[0]).toBeGreaterThan(0)
    expect(bias[0] * biasQuantisation.scales[0]).toBeCloseTo(-2.5, 5)
  })

  const fourBit = (values: number[]) => {
    const given = { values: Float32Array.from(values), bias: Float32Array.of(0), shape: [1, values.length] }
    const { weights, quantisation } = quantiseWeights(
      { ...given, axis: 0, perChannel: true, leastError: true },
      0.5,
      4,
    )
    const scale = quantisation.scales[0]
    return {
      weights: [...weights],
      scale,
      error: squared([...weights].map((weight, at) => weight * scale - given.values[at])),
    }
  }
  const squared = (values: number[]): number => values.reduce((sum, value) => sum + value ** 2, 0)

  it('cuts 4-bit weights off where asked to and that loses less than coarser steps for all', () => {
    const even = [7, -6, 5, -4, 3, -2, 1]
    expect(fourBit(even)).toEqual({ weights: even, scale: 1, error: 0 })
    const outlier = fourBit([1.4, ...Array.from({ length: 4000 }, (_, at) => (at % 2 ? 0.3 : -0.5))])
    expect(outlier.scale).toBeCloseTo(0.1, 8)
    expect(outlier.weights.slice(0, 3)).toEqual([7, -5, 3])
  })

  it('loses by least error never more than with the largest weight at 7', () => {
    const weight = fc.float({ min: -2, max: 2, noNaN: true })
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 40 }), (values) => {
        const step = Math.max(...values.map(Math.abs)) / 7
        fc.pre(step > 1e-6)
        const plain = squared(values.map((value) => Math.round(value / step) * step - value))
        const { weights, error } = fourBit(values)
        expect(error).toBeLessThanOrEqual(plain * (1 + 1e-5) + 1e-10)
        expect(Math.max(...weights.map(Math.abs))).toBeLessThanOrEqual(7)
      }),
    )
  })

  it('cuts off a bias of prescribed scales where no input carries the sum out of 32 bits', () => {
    const { weights, bias } = quantiseWeights(
      {
        values: Float32Array.of(1e-6, -5e-7, 1e-6, 5e-7),
        shape: [2, 2],
        axis: 0,
        perChannel: true,
        bias: Float32Array.of(-40, 40),
        scales: Float32Array.of(1e-8, 1e-8),
      },
      0.5,
    )
    const reach = 255 * (100 + 50)
    expect([...weights]).toEqual([100, -50, 100, 50])
    expect([...bias]).toEqual([-(2 ** 31 - 1 - reach), 2 ** 31 - 1 - reach])
  })
})
