import { describe, expect, test } from 'vitest'
import { type OperatorCase, preparing, run } from './run.ts'

const layer: OperatorCase = {
  op: 'FULLY_CONNECTED',
  inputs: [
    { shape: [2, 3], scale: 1, zeroPoint: 1 },
    { shape: [2, 3], scale: 0.5, values: [2, 0, 4, -2, 2, 6] },
    { type: 'int32', shape: [2], scale: 0.5, values: [4, -4] },
  ],
  outputs: [{ shape: [2, 2], scale: 1, zeroPoint: -1 }],
}

describe('FULLY_CONNECTED', () => {
  test('multiplies every row of the input with the weights', () => {
    // [2, 3, 4] - 1 = [1, 2, 3]: (2 + 12 + 4) / 2 and (-2 + 4 + 18 - 4) / 2, less 1.
    expect(run(layer, [2, 3, 4, 1, 1, 1])).toEqual([[8, 7, 1, -3]])
  })

  test('may have one scale per output', () => {
    const perChannel = structuredClone(layer)
    perChannel.inputs[1]!.scale = [0.5, 0.25]
    expect(run(perChannel, [2, 3, 4, 1, 1, 1])).toEqual([[8, 3, 1, -2]])
  })

  test('may read an image as one row', () => {
    const flattened = structuredClone(layer)
    flattened.inputs[0]!.shape = [1, 1, 3, 1]
    flattened.outputs[0].shape = [1, 2]
    expect(run(flattened, [2, 3, 4])).toEqual([[8, 7]])
  })

  test('accumulates 16-bit activations in 64 bits', () => {
    const wide: OperatorCase = {
      op: 'FULLY_CONNECTED',
      inputs: [
        { type: 'int16', shape: [1, 2], scale: 1 },
        { shape: [1, 2], scale: 1, values: [127, 127] },
        { type: 'int64', shape: [1], values: [2 ** 40] },
      ],
      outputs: [{ type: 'int16', shape: [1, 1], scale: 2 ** 27 }],
    }
    // 2^40 / 2^27 = 8192; the products add less than half a unit.
    expect(run(wide, [32767, 32767])).toEqual([[8192]])
  })

  test('runs in single precision', () => {
    const real: OperatorCase = {
      op: 'FULLY_CONNECTED',
      inputs: [
        { type: 'float32', shape: [1, 2] },
        { type: 'float32', shape: [2, 2], values: [1, 2, 3, 4] },
        { type: 'float32', shape: [2], values: [0.5, -30] },
      ],
      outputs: [{ type: 'float32', shape: [1, 2] }],
      options: { fused_activation_function: 'RELU' },
    }
    expect(run(real, [1, 2])).toEqual([[5.5, 0]])
  })

  test('accepts a bias whose scale is off by 2 % of an output unit, and refuses it beyond', () => {
    const withBiasScale = (scale: number): OperatorCase => {
      const changed = structuredClone(layer)
      changed.inputs[2]!.scale = scale
      return changed
    }
    expect(preparing(withBiasScale(0.5 + 0.0199))).not.toThrow()
    expect(preparing(withBiasScale(0.5 + 0.0201))).toThrow(
      /operator 0 \(FULLY_CONNECTED\) has a bias of scale 0\.52\d*, expected .* 0\.5/,
    )
    const perChannel = withBiasScale(3)
    perChannel.inputs[1]!.scale = [0.5, 0.25]
    expect(preparing(perChannel)).not.toThrow()
  })

  test('takes 16-bit activations without a bias, not with one of 32 bits', () => {
    const wide = (bias: OperatorCase['inputs'][number]): OperatorCase => ({
      op: 'FULLY_CONNECTED',
      inputs: [
        { type: 'int16', shape: [1, 2], scale: 1 },
        { shape: [1, 2], scale: 1, values: [3, -1] },
        bias,
      ],
      outputs: [{ type: 'int16', shape: [1, 1], scale: 1 }],
    })
    expect(run(wide(null), [1000, 10])).toEqual([[2990]])
    expect(preparing(wide({ type: 'int32', shape: [1], scale: 1, values: [1] }))).toThrow(
      'operator 0 (FULLY_CONNECTED) is not supported: int32 bias for int16 input',
    )
  })

  test('is refused when input, weights and output do not fit', () => {
    const bad = structuredClone(layer)
    bad.outputs[0].shape = [2, 3]
    expect(preparing(bad)).toThrow('maps [2,3] to [2,3] with weights [2,3]')
    const shuffled = { ...layer, options: { weights_format: 'SHUFFLED4x16INT8' } }
    expect(preparing(shuffled)).toThrow('shuffled weights')
  })
})
