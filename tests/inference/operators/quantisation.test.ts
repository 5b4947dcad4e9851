import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TensorSpec } from '../models.ts'
import { preparing, run } from './run.ts'

const real: TensorSpec = { type: 'float32', shape: [4] }
const q: TensorSpec = { shape: [4], scale: 0.5, zeroPoint: 10 }

describe('QUANTIZE', () => {
  test('rounds halves away from zero and saturates', () => {
    expect(run({ op: 'QUANTIZE', inputs: [real], outputs: [q] }, [1.25, -1.25, 1000, -1000])).toEqual([
      [13, 7, 127, -128],
    ])
  })

  test('goes from one integer format to another', () => {
    const wide: TensorSpec = { type: 'int16', shape: [4], scale: 0.25 }
    expect(run({ op: 'QUANTIZE', inputs: [q], outputs: [wide] }, [10, 11, 12, -128])).toEqual([
      [0, 2, 4, -276],
    ])
    expect(run({ op: 'QUANTIZE', inputs: [wide], outputs: [q] }, [0, 2, -4, 30000])).toEqual([
      [10, 11, 8, 127],
    ])
    const bytes: TensorSpec = { type: 'uint8', shape: [4], scale: 0.5, zeroPoint: 138 }
    expect(run({ op: 'QUANTIZE', inputs: [bytes], outputs: [q] }, [0, 128, 138, 255])).toEqual([
      [-128, 0, 10, 127],
    ])
  })

  test('is refused between types that have no conversion', () => {
    expect(preparing({ op: 'QUANTIZE', inputs: [real], outputs: [{ ...q, type: 'int32' }] })).toThrow(
      'float32 to int32',
    )
  })
})

test('DEQUANTIZE of 32-bit integers is refused by name, as in TFLM', () => {
  expect(preparing({ op: 'DEQUANTIZE', inputs: [{ ...q, type: 'int32' }], outputs: [real] })).toThrow(
    'operator 0 (DEQUANTIZE) is not supported: int32 to float32',
  )
})

test('DEQUANTIZE undoes QUANTIZE to half a unit', () => {
  const number = fc.double({ min: -60, max: 55, noNaN: true })
  fc.assert(
    fc.property(fc.tuple(number, number, number, number), (numbers) => {
      const [quantised] = run({ op: 'QUANTIZE', inputs: [real], outputs: [q] }, numbers)
      const [restored] = run({ op: 'DEQUANTIZE', inputs: [q], outputs: [real] }, quantised)
      restored.forEach((x, i) => {
        expect(Math.abs(x - numbers[i])).toBeLessThanOrEqual(0.2501)
      })
    }),
  )
})
