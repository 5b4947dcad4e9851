import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  activation,
  bothOutputs,
  type Case,
  expectEqualTwins,
  hasTwin,
  scale,
  seed,
  TIMEOUT,
  zeroPoint,
} from './twins.ts'

/** Two tensors of one shape to a third. */
const pairs = (op: string): fc.Arbitrary<Case> =>
  fc
    .record({
      shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 }),
      scales: fc.tuple(scale(1e-3, 1), scale(1e-3, 1)),
      gain: scale(0.1, 10),
      zeroPoints: fc.tuple(zeroPoint, zeroPoint, zeroPoint),
      seed,
      activation,
    })
    .map(({ shape, scales, gain, zeroPoints, seed, activation }) => ({
      op,
      seed,
      inputs: scales.map((scale, i) => ({ shape, scale, zeroPoint: zeroPoints[i] })),
      output: {
        shape,
        scale: (op === 'MUL' ? 100 * scales[0] * scales[1] : Math.max(...scales)) / gain,
        zeroPoint: zeroPoints[2],
      },
      options: { fused_activation_function: activation },
    }))

describe('the SIMD kernel equals the reference', () => {
  test.each(['ADD', 'SUB', 'MUL'])('for %s', { timeout: TIMEOUT }, (op) => {
    expectEqualTwins(pairs(op))
  })
})

test.each(['ADD', 'MUL'])('%s with broadcasting is left to the reference', (op) => {
  const given: Case = {
    op,
    seed: 1,
    inputs: [
      { shape: [2, 3], scale: 0.1 },
      { shape: [3], scale: 0.1 },
    ],
    output: { shape: [2, 3], scale: 0.1 },
  }
  expect(hasTwin(given)).toBe(false)
  const { simd, reference } = bothOutputs(given)
  expect(simd).toEqual(reference)
})
