import { describe, expect, test } from 'vitest'
import type { TensorSpec } from '../models.ts'
import { preparing, run } from './run.ts'

const all = Array.from({ length: 256 }, (_, i) => i - 128)
const q = (scale: number, zeroPoint = 0): TensorSpec => ({ shape: [256], scale, zeroPoint })
const wide = (scale: number): TensorSpec => ({ type: 'int16', shape: [256], scale })
const real = (count: number): TensorSpec => ({ type: 'float32', shape: [count] })

/** Largest distance, in output units, between an operator and the real function, over all int8 inputs. */
function worstError(
  op: string,
  input: TensorSpec,
  output: TensorSpec,
  f: (x: number) => number,
  options = {},
): number {
  const [results] = run({ op, inputs: [input], outputs: [output], options }, all)
  const [low, high] = output.type === 'int16' ? [-32768, 32767] : [-128, 127]
  return results.reduce((worst, result, i) => {
    const x = (input.scale as number) * (all[i] - (input.zeroPoint ?? 0))
    const exact = f(x) / (output.scale as number) + (output.zeroPoint ?? 0)
    return Math.max(worst, Math.abs(result - Math.max(low, Math.min(high, exact))))
  }, 0)
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const hardSwish = (x: number): number => (x * Math.max(0, Math.min(6, x + 3))) / 6

describe('over all int8 inputs, within a unit of the real function', () => {
  test('RELU, rescaling', () => {
    expect(worstError('RELU', q(0.1, 5), q(0.05, -128), (x) => Math.max(0, x))).toBeLessThanOrEqual(1)
  })

  test('RELU6, in the input’s quantisation', () => {
    expect(
      worstError('RELU6', q(0.1, -20), q(0.1, -20), (x) => Math.max(0, Math.min(6, x))),
    ).toBeLessThanOrEqual(0.5)
  })

  test('LEAKY_RELU, also with a negative slope', () => {
    for (const alpha of [0.25, -0.5, 2]) {
      const leaky = (x: number): number => (x < 0 ? alpha * x : x)
      expect(worstError('LEAKY_RELU', q(0.1, 5), q(0.1, -3), leaky, { alpha })).toBeLessThanOrEqual(1)
    }
  })

  test('LEAKY_RELU with a negative slope rounds halves up, as a negative multiplier does', () => {
    // -1, -3 and -5 times -0.5: 0.5, 1.5 and 2.5.
    const spec: TensorSpec = { shape: [3], scale: 1 }
    expect(
      run({ op: 'LEAKY_RELU', inputs: [spec], outputs: [spec], options: { alpha: -0.5 } }, [-1, -3, -5]),
    ).toEqual([[1, 2, 3]])
  })

  test('RELU refuses 16-bit tensors with a zero point', () => {
    const odd: TensorSpec = { ...wide(0.1), zeroPoint: 1 }
    expect(preparing({ op: 'RELU', inputs: [odd], outputs: [wide(0.1)] })).toThrow(
      '16-bit tensors with a zero point other than 0',
    )
  })

  test('LOGISTIC', () => {
    for (const scale of [0.01, 0.05, 0.2]) {
      expect(worstError('LOGISTIC', q(scale, 7), q(1 / 256, -128), logistic)).toBeLessThanOrEqual(1)
    }
  })

  test('TANH', () => {
    for (const scale of [0.01, 0.05, 0.2]) {
      expect(worstError('TANH', q(scale, 7), q(1 / 128), Math.tanh)).toBeLessThanOrEqual(1)
    }
  })

  test('HARD_SWISH', () => {
    for (const scale of [0.02, 0.05]) {
      expect(worstError('HARD_SWISH', q(scale, 10), q(scale, 10), hardSwish)).toBeLessThanOrEqual(1)
    }
  })
})

describe('16-bit inputs', () => {
  test('LOGISTIC and TANH follow the real functions to a few thousandths', () => {
    const units = 32768 * 0.004
    for (const scale of [1 / 4096, 1 / 3000, 1 / 40]) {
      expect(worstError('LOGISTIC', wide(scale), wide(2 ** -15), logistic)).toBeLessThan(units)
      expect(worstError('TANH', wide(scale), wide(2 ** -15), Math.tanh)).toBeLessThan(units)
    }
  })

  test('RELU and LEAKY_RELU', () => {
    const leaky = (x: number): number => (x < 0 ? x / 4 : x)
    expect(worstError('RELU', wide(0.1), wide(0.1), (x) => Math.max(0, x))).toBeLessThan(1e-9)
    expect(worstError('LEAKY_RELU', wide(0.1), wide(0.1), leaky, { alpha: 0.25 })).toBeLessThanOrEqual(1)
  })
})

describe('SOFTMAX', () => {
  const operator = {
    op: 'SOFTMAX',
    inputs: [{ shape: [2, 3], scale: 0.1 }],
    outputs: [{ shape: [2, 3], scale: 1 / 256, zeroPoint: -128 }],
    options: { beta: 1 },
  }

  test('turns every row into probabilities', () => {
    const [results] = run(operator, [10, 20, 30, 0, 0, 0])
    const exact = [Math.exp(1), Math.exp(2), Math.exp(3)].map(
      (e) => e / (Math.exp(1) + Math.exp(2) + Math.exp(3)),
    )
    exact.forEach((p, i) => {
      expect(Math.abs(results[i] + 128 - 256 * p)).toBeLessThanOrEqual(1)
    })
    expect(results.slice(3)).toEqual([-43, -43, -43])
  })

  test('gives all to a value far above the others', () => {
    const far = {
      ...operator,
      inputs: [{ shape: [1, 3], scale: 1 }],
      outputs: [{ shape: [1, 3], scale: 1 / 256, zeroPoint: -128 }],
    }
    expect(run(far, [127, -128, 0])).toEqual([[127, -128, -128]])
  })

  test('may answer in 16 bits', () => {
    const fine = {
      ...operator,
      inputs: [{ shape: [1, 2], scale: 0.1 }],
      outputs: [{ type: 'int16' as const, shape: [1, 2], scale: 2 ** -16, zeroPoint: -32768 }],
    }
    const [[a, b]] = run(fine, [10, 0])
    expect((a + 32768) / 65536).toBeCloseTo(logistic(1), 3)
    expect((b + 32768) / 65536).toBeCloseTo(logistic(-1), 3)
  })

  test('takes 16-bit inputs, by tables', () => {
    const shape = [1, 4]
    const wide16 = {
      ...operator,
      inputs: [{ type: 'int16' as const, shape, scale: 1 / 1000 }],
      outputs: [{ type: 'int16' as const, shape, scale: 2 ** -15 }],
    }
    const inputs = [3000, 1000, 0, -9000]
    const [results] = run(wide16, inputs)
    const total = inputs.reduce((sum, x) => sum + Math.exp(x / 1000), 0)
    results.forEach((result, i) => {
      expect(result / 32768).toBeCloseTo(Math.exp(inputs[i] / 1000) / total, 3)
    })
  })

  test('runs in single precision', () => {
    const [results] = run({ ...operator, inputs: [real(2)], outputs: [real(2)] }, [0, Math.log(3)])
    expect(results[0]).toBeCloseTo(0.25, 6)
    expect(results[1]).toBeCloseTo(0.75, 6)
  })

  test('is refused with another output format', () => {
    expect(preparing({ ...operator, outputs: [{ shape: [2, 3], scale: 1 / 128, zeroPoint: -128 }] })).toThrow(
      'output scale',
    )
  })
})

describe('L2_NORMALIZATION', () => {
  test('gives every row the length one', () => {
    const operator = {
      op: 'L2_NORMALIZATION',
      inputs: [{ shape: [2, 2], scale: 0.1, zeroPoint: 2 }],
      outputs: [{ shape: [2, 2], scale: 1 / 128 }],
    }
    // [3, 4] / 5 in 1/128; a row of zeros stays zero.
    expect(run(operator, [32, 42, 2, 2])).toEqual([[77, 102, 0, 0]])
    expect(run({ op: 'L2_NORMALIZATION', inputs: [real(2)], outputs: [real(2)] }, [3, 4])[0][1]).toBeCloseTo(
      0.8,
      6,
    )
  })
})

describe('in single precision', () => {
  test.each([
    ['RELU', (x: number) => Math.max(0, x)],
    ['RELU6', (x: number) => Math.max(0, Math.min(6, x))],
    ['LOGISTIC', logistic],
    ['TANH', Math.tanh],
    ['HARD_SWISH', hardSwish],
  ])('%s', (op, f) => {
    const inputs = [-20, -2, -0.5, 0, 0.5, 2, 20]
    const [results] = run({ op, inputs: [real(7)], outputs: [real(7)] }, inputs)
    results.forEach((result, i) => {
      expect(result).toBeCloseTo(f(inputs[i]), 5)
    })
  })
})
