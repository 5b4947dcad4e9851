import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TensorSpec } from '../models.ts'
import { type OperatorCase, preparing, run } from './run.ts'

const binary = (op: string, first: TensorSpec, second: TensorSpec, output: TensorSpec): OperatorCase => ({
  op,
  inputs: [first, second],
  outputs: [output],
})
const q = (shape: number[], scale = 1, zeroPoint = 0): TensorSpec => ({ shape, scale, zeroPoint })
const real = (shape: number[]): TensorSpec => ({ type: 'float32', shape })

describe('ADD, SUB and MUL', () => {
  test('combine numbers of one scale', () => {
    const shape = [1, 4]
    const [x, y] = [
      [1, 2, 100, -100],
      [10, -20, 100, -100],
    ]
    expect(run(binary('ADD', q(shape), q(shape), q(shape)), x, y)).toEqual([[11, -18, 127, -128]])
    expect(run(binary('SUB', q(shape), q(shape), q(shape)), x, y)).toEqual([[-9, 22, 0, 0]])
    expect(run(binary('MUL', q(shape), q(shape), q(shape)), x, y)).toEqual([[10, -40, 127, 127]])
  })

  test('combine numbers of different scales and zero points', () => {
    // 0.5 (20 - 4) = 8 and 2 (3 + 1) = 8.
    const [first, second, output] = [q([1], 0.5, 4), q([1], 2, -1), q([1], 1, 10)]
    expect(run(binary('ADD', first, second, output), [20], [3])).toEqual([[26]])
    expect(run(binary('SUB', first, second, output), [20], [3])).toEqual([[10]])
    expect(run(binary('MUL', first, second, output), [20], [3])).toEqual([[74]])
  })

  test('repeat a smaller operand along its missing dimensions', () => {
    const operator = binary('ADD', q([1, 2, 3]), q([3]), q([1, 2, 3]))
    expect(run(operator, [1, 2, 3, 4, 5, 6], [10, 20, 30])).toEqual([[11, 22, 33, 14, 25, 36]])
    const column = binary('SUB', q([2, 1]), q([1, 3]), q([2, 3]))
    expect(run(column, [10, 20], [1, 2, 3])).toEqual([[9, 8, 7, 19, 18, 17]])
  })

  test('take 16-bit and single-precision numbers', () => {
    const wide = (): TensorSpec => ({ type: 'int16', shape: [2], scale: 1 })
    expect(run(binary('ADD', wide(), wide(), wide()), [1000, 32000], [234, 32000])).toEqual([[1234, 32767]])
    expect(run(binary('MUL', wide(), wide(), wide()), [100, -3], [20, 4])).toEqual([[2000, -12]])
    expect(run(binary('SUB', real([2]), real([2]), real([2])), [1.5, 2], [0.25, 3])).toEqual([[1.25, -1]])
  })

  test('take counts: int32 that wraps, clamped by the activation of SUB and MUL but not of ADD', () => {
    const whole = (shape: number[]): TensorSpec => ({ type: 'int32', shape })
    const operator = (op: string, activation = 'NONE'): OperatorCase => ({
      ...binary(op, whole([3]), whole([1]), whole([3])),
      options: { fused_activation_function: activation },
    })
    const x = [2 ** 31 - 1, -5, 70_000]
    expect(run(operator('ADD'), x, [1])).toEqual([[-(2 ** 31), -4, 70_001]])
    expect(run(operator('ADD', 'RELU6'), x, [1])).toEqual([[-(2 ** 31), -4, 70_001]])
    expect(run(operator('SUB'), x, [2])).toEqual([[2 ** 31 - 3, -7, 69_998]])
    expect(run(operator('SUB', 'RELU6'), x, [2])).toEqual([[6, 0, 6]])
    expect(run(operator('MUL'), x, [70_000])).toEqual([[-70_000, -350_000, 605_032_704]])
    expect(run(operator('MUL', 'RELU'), x, [-2])).toEqual([[2, 10, 0]])
  })

  test('refuse quantised int32 sums, as TFLM does', () => {
    const whole = (scale?: number): TensorSpec => ({ type: 'int32', shape: [1], scale })
    expect(preparing(binary('ADD', whole(1), whole(), whole()))).toThrow(
      'operator 0 (ADD) is not supported: quantised int32 tensors',
    )
  })

  test('stay within one unit of the real result', () => {
    const value = fc.integer({ min: -128, max: 127 })
    const scale = fc.integer({ min: 1, max: 40 }).map((x) => x / 16)
    fc.assert(
      fc.property(value, value, value, value, scale, scale, (x, y, zeroX, zeroY, scaleX, scaleY) => {
        const total = scaleX * (x - zeroX) + scaleY * (y - zeroY)
        const expected = Math.max(-128, Math.min(127, Math.round(total / 4)))
        const operator = binary('ADD', q([1], scaleX, zeroX), q([1], scaleY, zeroY), q([1], 4))
        expect(Math.abs(run(operator, [x], [y])[0][0] - expected)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('are refused when shapes or types do not fit', () => {
    expect(preparing(binary('ADD', q([2, 3]), q([2]), q([2, 3])))).toThrow(
      'cannot combine shapes [2,3] and [2]',
    )
    expect(preparing(binary('MUL', q([2]), real([2]), q([2])))).toThrow(
      'second input is float32, expected int8',
    )
    expect(preparing(binary('ADD', q([1], 1), q([1], 1), q([1], 2 ** -30)))).toThrow('must be below 1')
  })
})

describe('MAXIMUM and MINIMUM', () => {
  test('choose without rescaling', () => {
    expect(run(binary('MAXIMUM', q([3]), q([3]), q([3])), [1, -2, 3], [0, 0, 5])).toEqual([[1, 0, 5]])
    expect(run(binary('MINIMUM', real([2]), real([1]), real([2])), [0.5, 2], [1])).toEqual([[0.5, 1]])
  })
})

describe('PRELU', () => {
  test('multiplies negative numbers with their channel’s slope', () => {
    const slope: TensorSpec = { shape: [2], scale: 0.25, values: [2, -4] }
    expect(run(binary('PRELU', q([2, 2]), slope, q([2, 2])), [8, 8, -8, -8])).toEqual([[8, 8, -4, 8]])
    const realSlope: TensorSpec = { type: 'float32', shape: [1], values: [0.5] }
    expect(run(binary('PRELU', real([2]), realSlope, real([2])), [3, -3])).toEqual([[3, -1.5]])
  })
})
