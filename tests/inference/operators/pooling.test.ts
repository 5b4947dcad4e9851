import { describe, expect, test } from 'vitest'
import { type OperatorCase, preparing, run } from './run.ts'

const pool = (op: string, options: object = {}): OperatorCase => ({
  op,
  inputs: [{ shape: [1, 2, 2, 1], scale: 1 }],
  outputs: [{ shape: [1, 1, 1, 1], scale: 1 }],
  options: { padding: 'VALID', stride_w: 1, stride_h: 1, filter_width: 2, filter_height: 2, ...options },
})

describe('AVERAGE_POOL_2D', () => {
  test('rounds halves away from zero', () => {
    expect(run(pool('AVERAGE_POOL_2D'), [1, 2, 3, 4])).toEqual([[3]])
    expect(run(pool('AVERAGE_POOL_2D'), [-1, -2, -3, -4])).toEqual([[-3]])
    expect(run(pool('AVERAGE_POOL_2D'), [1, 1, 1, 2])).toEqual([[1]])
  })

  test('divides by the positions inside the image', () => {
    const same = pool('AVERAGE_POOL_2D', { padding: 'SAME' })
    same.outputs[0].shape = [1, 2, 2, 1]
    expect(run(same, [10, 20, 30, 40])).toEqual([[25, 30, 35, 40]])
  })

  test('runs in single precision', () => {
    const real = pool('AVERAGE_POOL_2D')
    real.inputs[0]!.type = 'float32'
    real.outputs[0].type = 'float32'
    expect(run(real, [1, 2, 3, 4])).toEqual([[2.5]])
  })
})

describe('MAX_POOL_2D', () => {
  test('takes the largest of each channel', () => {
    const channels = pool('MAX_POOL_2D')
    channels.inputs[0]!.shape = [1, 2, 2, 2]
    channels.outputs[0].shape = [1, 1, 1, 2]
    expect(run(channels, [1, -1, 2, -2, 3, -3, 4, -4])).toEqual([[4, -1]])
  })

  test('clamps to its fused activation', () => {
    expect(run(pool('MAX_POOL_2D', { fused_activation_function: 'RELU6' }), [1, 2, 3, 9])).toEqual([[6]])
  })
})

test('pooling is refused when input and output are quantised differently', () => {
  const other = pool('MAX_POOL_2D')
  other.outputs[0].scale = 2
  expect(preparing(other)).toThrow('quantises its input and output differently')
})

test('pooling is refused with a window that is empty or larger than the image', () => {
  expect(preparing(pool('MAX_POOL_2D', { filter_width: 0 }))).toThrow('has a kernel of size 0')
  expect(preparing(pool('MAX_POOL_2D', { filter_width: 3 }))).toThrow('larger than its input')
})
