import { describe, expect, test } from 'vitest'
import type { TensorSpec } from '../models.ts'
import { preparing, run } from './run.ts'

const q = (...shape: number[]): TensorSpec => ({ shape, scale: 1, zeroPoint: 9 })
const integers = (...values: number[]): TensorSpec => ({ type: 'int32', shape: [values.length], values })
const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe('operators that only move elements', () => {
  test('PAD surrounds with the zero point', () => {
    const paddings: TensorSpec = { type: 'int32', shape: [2, 2], values: [1, 0, 0, 2] }
    expect(run({ op: 'PAD', inputs: [q(2, 2), paddings], outputs: [q(3, 4)] }, [1, 2, 3, 4])).toEqual([
      [9, 9, 9, 9, 1, 2, 9, 9, 3, 4, 9, 9],
    ])
  })

  test('PADV2 surrounds with a value', () => {
    const paddings: TensorSpec = { type: 'int32', shape: [1, 2], values: [1, 1] }
    const value: TensorSpec = { shape: [1], scale: 1, values: [-7] }
    expect(run({ op: 'PADV2', inputs: [q(1), paddings, value], outputs: [q(3)] }, [5])).toEqual([[-7, 5, -7]])
  })

  test('RESHAPE, EXPAND_DIMS and SQUEEZE keep the order', () => {
    expect(run({ op: 'RESHAPE', inputs: [q(2, 3), integers(3, 2)], outputs: [q(3, 2)] }, count(6))).toEqual([
      count(6),
    ])
    expect(run({ op: 'EXPAND_DIMS', inputs: [q(2), integers(0)], outputs: [q(1, 2)] }, [4, 5])).toEqual([
      [4, 5],
    ])
    expect(run({ op: 'SQUEEZE', inputs: [q(1, 2, 1)], outputs: [q(2)] }, [4, 5])).toEqual([[4, 5]])
  })

  test('TRANSPOSE exchanges dimensions, of any element size', () => {
    expect(run({ op: 'TRANSPOSE', inputs: [q(2, 3), integers(1, 0)], outputs: [q(3, 2)] }, count(6))).toEqual(
      [[0, 3, 1, 4, 2, 5]],
    )
    const wide = (...shape: number[]): TensorSpec => ({ type: 'int32', shape })
    expect(
      run(
        { op: 'TRANSPOSE', inputs: [wide(1, 2, 2), integers(2, 0, 1)], outputs: [wide(2, 1, 2)] },
        [1, 2, 3, 70000],
      ),
    ).toEqual([[1, 3, 2, 70000]])
  })

  test('STRIDED_SLICE takes every other element, backwards, and single ones', () => {
    const slice = (shape: TensorSpec, begin: number, end: number, stride: number, options = {}) =>
      run(
        {
          op: 'STRIDED_SLICE',
          inputs: [q(6), integers(begin), integers(end), integers(stride)],
          outputs: [shape],
          options,
        },
        count(6),
      )[0]
    expect(slice(q(3), 0, 6, 2)).toEqual([0, 2, 4])
    expect(slice(q(2), -2, 6, 1)).toEqual([4, 5])
    expect(slice(q(2), 4, 0, -2)).toEqual([4, 2])
    expect(slice(q(6), 3, 3, 1, { begin_mask: 1, end_mask: 1 })).toEqual(count(6))
    expect(slice(q(), 3, 0, 1, { shrink_axis_mask: 1 })).toEqual([3])
  })

  test('CONCATENATION and PACK join along an axis', () => {
    const joined = {
      op: 'CONCATENATION',
      inputs: [q(2, 1), q(2, 2)],
      outputs: [q(2, 3)],
      options: { axis: -1 },
    }
    expect(run(joined, [1, 2], [10, 11, 20, 21])).toEqual([[1, 10, 11, 2, 20, 21]])
    const packed = {
      op: 'PACK',
      inputs: [q(2), q(2)],
      outputs: [q(2, 2)],
      options: { axis: 1, values_count: 2 },
    }
    expect(run(packed, [1, 2], [10, 20])).toEqual([[1, 10, 2, 20]])
  })

  test('SPLIT, SPLIT_V and UNPACK undo that', () => {
    const split = {
      op: 'SPLIT',
      inputs: [integers(1), q(2, 4)],
      outputs: [q(2, 2), q(2, 2)],
      options: { num_splits: 2 },
    }
    expect(run(split, count(8))).toEqual([
      [0, 1, 4, 5],
      [2, 3, 6, 7],
    ])
    const uneven = {
      op: 'SPLIT_V',
      inputs: [q(1, 3), integers(1, 2), integers(-1)],
      outputs: [q(1, 1), q(1, 2)],
      options: { num_splits: 2 },
    }
    expect(run(uneven, [7, 8, 9])).toEqual([[7], [8, 9]])
    const unpacked = { op: 'UNPACK', inputs: [q(2, 2)], outputs: [q(2), q(2)], options: { axis: 1, num: 2 } }
    expect(run(unpacked, [1, 10, 2, 20])).toEqual([
      [1, 2],
      [10, 20],
    ])
  })

  test('RESIZE_NEAREST_NEIGHBOR repeats and drops pixels', () => {
    const resize = (from: TensorSpec, to: TensorSpec, options = {}) =>
      run(
        {
          op: 'RESIZE_NEAREST_NEIGHBOR',
          inputs: [from, integers(to.shape[1], to.shape[2])],
          outputs: [to],
          options,
        },
        [...count(from.shape[2])],
      )[0]
    expect(resize(q(1, 1, 2, 1), q(1, 1, 4, 1))).toEqual([0, 0, 1, 1])
    expect(resize(q(1, 1, 4, 1), q(1, 1, 2, 1))).toEqual([0, 2])
    expect(resize(q(1, 1, 4, 1), q(1, 1, 2, 1), { align_corners: true })).toEqual([0, 3])
    expect(resize(q(1, 1, 4, 1), q(1, 1, 2, 1), { half_pixel_centers: true })).toEqual([1, 3])
  })
})

describe('they are refused', () => {
  test('when the output has another size', () => {
    expect(preparing({ op: 'RESHAPE', inputs: [q(6)], outputs: [q(5)] })).toThrow('turns shape [6] into [5]')
    expect(preparing({ op: 'TRANSPOSE', inputs: [q(2, 3), integers(1, 0)], outputs: [q(2, 3)] })).toThrow(
      'output has shape [2,3], expected [3,2]',
    )
    expect(
      preparing({ op: 'CONCATENATION', inputs: [q(2), q(2)], outputs: [q(3)], options: { axis: 0 } }),
    ).toThrow('joins 4 elements into 3')
  })

  test('when axes, permutations or bounds do not exist', () => {
    expect(preparing({ op: 'TRANSPOSE', inputs: [q(2, 3), integers(1, 1)], outputs: [q(3, 3)] })).toThrow(
      'permutes 2 dimensions by [1,1]',
    )
    expect(preparing({ op: 'UNPACK', inputs: [q(2)], outputs: [q()], options: { axis: 1, num: 2 } })).toThrow(
      'cuts along axis 1 of 1',
    )
    expect(
      preparing({
        op: 'STRIDED_SLICE',
        inputs: [q(6), integers(0), integers(6), integers(0)],
        outputs: [q(6)],
      }),
    ).toThrow('has a stride of 0')
    expect(
      preparing({
        op: 'PAD',
        inputs: [q(1), { type: 'int32', shape: [1, 2], values: [-1, 1] }],
        outputs: [q(1)],
      }),
    ).toThrow('has paddings [-1,1]')
  })
})
