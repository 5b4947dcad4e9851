import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TensorSpec } from '../models.ts'
import { type OperatorCase, preparing, run } from './run.ts'

const axes = (...values: number[]): TensorSpec => ({ type: 'int32', shape: [values.length], values })
const reduce = (
  op: string,
  shape: number[],
  over: TensorSpec,
  out: number[],
  more: Partial<TensorSpec> = {},
): OperatorCase => ({
  op,
  inputs: [{ shape, scale: 1, ...more }, over],
  outputs: [{ shape: out, scale: 1, ...more }],
})

describe('MEAN', () => {
  test('averages over height and width', () => {
    expect(run(reduce('MEAN', [1, 2, 2, 2], axes(1, 2), [1, 2]), [1, 10, 2, 20, 3, 30, 6, 40])).toEqual([
      [3, 25],
    ])
  })

  test('counts negative axes from the end', () => {
    expect(run(reduce('MEAN', [2, 3], axes(-1), [2]), [1, 2, 3, 4, 5, 6])).toEqual([[2, 5]])
  })

  test('rounds twice, before and after the last shift, as the reference does', () => {
    // The sum is multiplied with 1/2 and then with 1/2: 1 becomes 1 (0.5 rounded up) and again 1, not 1/4.
    const operator = reduce('MEAN', [1, 4], axes(1), [1])
    expect(run(operator, [1, 0, 0, 0])).toEqual([[1]])
    expect(run(operator, [1, 1, 1, 0])).toEqual([[1]])
    expect(run(operator, [1, 1, 1, 2])).toEqual([[2]])
    expect(run(operator, [0, 0, 0, 0])).toEqual([[0]])
  })

  test('stays within one unit of the real mean', () => {
    const values = fc.array(fc.integer({ min: -128, max: 127 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(values, fc.integer({ min: -128, max: 127 }), (numbers, zeroPoint) => {
        const operator = reduce('MEAN', [1, numbers.length], axes(1), [1], { zeroPoint })
        const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length
        expect(Math.abs(run(operator, numbers)[0][0] - mean)).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('runs in single precision', () => {
    expect(run(reduce('MEAN', [1, 4], axes(1), [1], { type: 'float32' }), [1, 2, 3, 4])).toEqual([[2.5]])
  })
})

describe('SUM and REDUCE_MAX', () => {
  test('add up and choose', () => {
    expect(run(reduce('SUM', [2, 3], axes(0), [3]), [1, 2, 3, 10, 20, 30])).toEqual([[11, 22, 33]])
    expect(run(reduce('REDUCE_MAX', [2, 3], axes(1), [2]), [1, 5, 3, -4, -2, -9])).toEqual([[5, -2]])
  })
})

test('a reduction is refused with an axis or shape that does not exist', () => {
  expect(preparing(reduce('MEAN', [2, 3], axes(2), [2]))).toThrow('reduces axis 2 of 2')
  expect(preparing(reduce('MEAN', [2, 3], axes(1), [3]))).toThrow('output has shape [3], expected [2,1]')
  expect(preparing(reduce('MEAN', [2, 3], { type: 'int32', shape: [1] }, [2]))).toThrow(
    'axes is computed at run time',
  )
})
