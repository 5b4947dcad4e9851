import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBase64 } from '../../main/stand-in/page/base64.ts'
import { codec } from '../../main/stand-in/page/codec.ts'

const there = (value: unknown) => codec.parse(codec.stringify(value))

describe('the codec between page and main process', () => {
  it('carries anything that structured clone carries, binary data included', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: false,
      withNullPrototype: false,
    })
    fc.assert(
      fc.property(value, (v) => {
        expect(there(v)).toEqual(structuredClone(v))
      }),
    )
  })

  it('keeps what JSON would lose', () => {
    expect(there({ a: undefined, b: NaN, c: -0, d: -Infinity })).toEqual({
      a: undefined,
      b: NaN,
      c: -0,
      d: -Infinity,
    })
    expect(there(new Date(Number.NaN))).toEqual(new Date(Number.NaN))
  })

  it('sends the bytes of a view, not of its buffer', () => {
    const whole = new Float32Array([1, 2, 3, 4])
    expect(there(whole.subarray(1, 3))).toEqual(new Float32Array([2, 3]))
    expect(there(Buffer.from('ab'))).toEqual(new Uint8Array([97, 98]))
    expect(there(new Uint8Array([1, 2]).buffer)).toBeInstanceOf(ArrayBuffer)
  })

  it('is not misled by an object that looks like one of its own', () => {
    for (const value of [{ $: 'undefined' }, { $: 1, value: { $: 'date', value: 2 } }])
      expect(there(value)).toEqual(value)
  })

  it('makes nothing of a text that it has not written', () => {
    const view = (type: unknown) => JSON.stringify({ $: 'view', value: 'AAAA', type })
    for (const type of ['Function', 'SharedArrayBuffer', 'Uint8ArrayX', 'constructor', null])
      expect(() => codec.parse(view(type))).toThrow('Not a message of the codec')
    for (const text of ['{', '{"$":"none"}', '{"$":"set","value":7}', '{"$":"bigint","value":"x"}'])
      expect(() => codec.parse(text)).toThrow()
  })

  it('keeps name, message and code of an error', () => {
    const error = there(Object.assign(new RangeError('too far'), { code: 'E_FAR' }))
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ name: 'RangeError', message: 'too far', code: 'E_FAR' })
  })

  it('refuses what cannot be cloned', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [() => 1, Symbol('s'), Promise.resolve(), cycle, { deep: [() => 1] }])
      expect(() => codec.stringify(value)).toThrow('could not be cloned')
  })

  it('sends the same object twice when it is there twice', () => {
    const shared = { x: 1 }
    expect(there([shared, shared])).toEqual([shared, shared])
  })
})

it("an older page's base64 is that of RFC 4648, of any length", () => {
  const { encode, decode } = createBase64()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100_000, size: 'max' }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect(encode(bytes)).toBe(text)
      expect(Buffer.from(decode(text)).equals(bytes)).toBe(true)
    }),
    { numRuns: 20 },
  )
})
