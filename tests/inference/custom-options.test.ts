import { encode } from 'flatbuffers/mjs/flexbuffers.js'
import { describe, expect, test } from 'vitest'
import {
  BINARY_POINTWISE,
  customCode,
  customName,
  readCustomOptions,
  writeCustomOptions,
} from '../../main/inference/custom-options.ts'
import { ModelError } from '../../main/inference/errors.ts'

describe('options of custom operators', () => {
  test('are the FlexBuffers map that the flatbuffers package writes', () => {
    for (const shift of [0, 1, 23, 127]) {
      const bytes = writeCustomOptions(BINARY_POINTWISE, { shift })!
      expect(bytes).toEqual(encode({ shift }))
      expect(readCustomOptions(BINARY_POINTWISE, bytes, 'here')).toEqual({ shift })
    }
  })

  test('are refused where any other byte differs', () => {
    const bytes = writeCustomOptions(BINARY_POINTWISE, { shift: 23 })!
    const read = (given: Uint8Array | null) => () => readCustomOptions(BINARY_POINTWISE, given, 'operator 3')
    expect(read(null)).toThrow(/operator 3: the options of VisemeBinaryPointwise/)
    expect(read(bytes.slice(1))).toThrow(ModelError)
    for (const at of bytes.keys()) {
      if (at !== 11) expect(read(bytes.with(at, bytes[at] ^ 1)), `byte ${at}`).toThrow(ModelError)
    }
    expect(read(bytes.with(11, 128))).toThrow(ModelError)
  })

  test('of unknown operators are none', () => {
    expect(readCustomOptions('Other', Uint8Array.of(1), 'here')).toEqual({})
    expect(writeCustomOptions('Other', { shift: 1 })).toBeNull()
    expect(() => writeCustomOptions(BINARY_POINTWISE, { shift: 1.5 })).toThrow(RangeError)
  })

  test('belong to a name that is told from those of the schema', () => {
    expect(customCode(customName('Any'))).toBe('Any')
    expect(customCode('CONV_2D')).toBeNull()
  })
})
