import { describe, expect, test } from 'vitest'
import type { TensorSpec } from '../models.ts'
import { type OperatorCase, preparing, run } from './run.ts'

const shape = (...values: number[]): TensorSpec => ({ type: 'int32', shape: [4], values })
const upsample: OperatorCase = {
  op: 'TRANSPOSE_CONV',
  inputs: [
    shape(1, 1, 5, 1),
    { shape: [1, 1, 3, 1], scale: 1, values: [1, 2, 3] },
    { shape: [1, 1, 2, 1], scale: 1, zeroPoint: 1 },
    { type: 'int32', shape: [1], values: [100] },
  ],
  outputs: [{ shape: [1, 1, 5, 1], scale: 1 }],
  options: { padding: 'VALID', stride_w: 2, stride_h: 1 },
}

describe('TRANSPOSE_CONV', () => {
  test('spreads every input over the kernel', () => {
    // 4 and -2 after the zero point: [4, 8, 12 - 2, -4, -6] + 100.
    expect(run(upsample, [5, -1])).toEqual([[104, 108, 110, 96, 94]])
  })

  test('cuts off what lies outside the output', () => {
    const same = structuredClone(upsample)
    same.outputs[0].shape = [1, 1, 4, 1]
    same.options!.padding = 'SAME'
    // One element of padding, after the image: the last product falls away.
    expect(run(same, [5, -1])).toEqual([[104, 108, 110, 96]])
  })

  test('takes a 16-bit bias for 16-bit inputs, as TFLM does', () => {
    const wide = structuredClone(upsample)
    wide.inputs[2] = { type: 'int16', shape: [1, 1, 2, 1], scale: 1 }
    wide.inputs[3] = { type: 'int16', shape: [1], values: [-1000] }
    wide.outputs[0] = { type: 'int16', shape: [1, 1, 5, 1], scale: 1 }
    expect(run(wide, [4, -2])).toEqual([[-996, -992, -990, -1004, -1006]])
  })

  test.each(['RELU', 'RELU6', 'SIGN_BIT'])('ignores a fused %s on integers, as TFLM does', (name) => {
    const fused = structuredClone(upsample)
    fused.options!.fused_activation_function = name
    expect(run(fused, [-60, -60])).toEqual([[39, -22, -128, -22, -83]])
    fused.inputs[2] = { type: 'int16', shape: [1, 1, 2, 1], scale: 1 }
    fused.inputs[3] = { type: 'int64', shape: [1], values: [-10] }
    fused.outputs[0] = { type: 'int16', shape: [1, 1, 5, 1], scale: 1 }
    expect(run(fused, [4, -2])).toEqual([[-6, -2, 0, -14, -16]])
  })

  test('applies a fused activation in single precision', () => {
    const real: OperatorCase = {
      ...upsample,
      inputs: [
        upsample.inputs[0],
        { type: 'float32', shape: [1, 1, 3, 1], values: [0.5, -1, 2] },
        { type: 'float32', shape: [1, 1, 2, 1] },
      ],
      outputs: [{ type: 'float32', shape: [1, 1, 5, 1] }],
      options: { ...upsample.options, fused_activation_function: 'RELU6' },
    }
    expect(run(real, [2, 4])).toEqual([[1, 0, 6, 0, 6]])
  })

  test('runs in single precision', () => {
    const real: OperatorCase = {
      ...upsample,
      inputs: [
        upsample.inputs[0],
        { type: 'float32', shape: [1, 1, 3, 1], values: [0.5, 1, 2] },
        { type: 'float32', shape: [1, 1, 2, 1] },
      ],
      outputs: [{ type: 'float32', shape: [1, 1, 5, 1] }],
    }
    expect(run(real, [2, 4])).toEqual([[1, 2, 6, 4, 8]])
  })

  test('is refused when the output cannot come from the input', () => {
    const bad = structuredClone(upsample)
    bad.outputs[0].shape = [1, 1, 9, 1]
    expect(preparing(bad)).toThrow('maps 1x2 to 1x9')
  })
})
