// Values between the main process and a page, as JSON text: what structured clone carries, binary data as base64.
// `createCodec` is also sent to the page as source text, so that it refers to nothing outside itself.

import type { Base64 } from './base64.ts'

export interface Codec {
  /** @throws TypeError for functions, symbols, promises and cycles, as structured clone does. */
  stringify(value: unknown): string
  /** @throws SyntaxError, TypeError or RangeError for what stringify does not write. */
  parse(text: string): unknown
}

/**
 * Plain JSON stays itself; anything else becomes `{"$": kind, value}`, and an object with a key `$` of its own is
 * wrapped as kind `object`. Errors keep name, message and code.
 */
export function createCodec(base64: Base64): Codec {
  // biome-ignore lint/suspicious/noExplicitAny: every shape passes here
  type Any = any
  const tag = (kind: string, value?: unknown, type?: string) => ({ $: kind, value, type })
  const refuse = (what: string): never => {
    throw new TypeError(`An object could not be cloned: ${what}`)
  }
  const views = /^(DataView|((Ui|I)nt(8|16|32)|Uint8Clamped|Float(16|32|64)|Big(Ui|I)nt64)Array)$/
  const bytesOf = (v: ArrayBufferView) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength)

  function encode(value: Any, parents: object[]): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return tag('undefined')
    if (typeof value === 'number')
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : tag('number', Object.is(value, -0) ? '-0' : String(value))
    if (typeof value === 'bigint') return tag('bigint', String(value))
    if (typeof value !== 'object') return refuse(`a ${typeof value}`)
    if (parents.includes(value)) return refuse('it contains itself')
    const inside = [...parents, value]
    const each = (items: Iterable<unknown>) => Array.from(items, (item) => encode(item, inside))
    if (Array.isArray(value)) return each(value)
    if (value instanceof ArrayBuffer) return tag('buffer', base64.encode(new Uint8Array(value)))
    if (ArrayBuffer.isView(value)) {
      const type = Object.prototype.toString.call(value).slice(8, -1)
      return tag('view', base64.encode(bytesOf(value)), type)
    }
    if (value instanceof Date) return tag('date', encode(value.getTime(), inside))
    if (value instanceof Map) return tag('map', each([...value].flat(1)))
    if (value instanceof Set) return tag('set', each(value))
    if (value instanceof Error) {
      const { name, message, code } = value as Any
      return tag('error', encode({ name, message, code }, inside))
    }
    if (value instanceof Promise) return refuse('a promise')
    const fields = Object.fromEntries(Object.keys(value).map((key) => [key, encode(value[key], inside)]))
    return '$' in fields ? tag('object', fields) : fields
  }

  function decode(value: Any): unknown {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(decode)
    const fields = (object: object) =>
      Object.fromEntries(Object.entries(object).map(([key, field]) => [key, decode(field)]))
    if (!('$' in value)) return fields(value)
    const { $: kind, value: inner, type } = value
    if (kind === 'undefined') return undefined
    if (kind === 'number') return Number(inner)
    if (kind === 'bigint') return BigInt(inner)
    if (kind === 'buffer') return base64.decode(inner).buffer
    if (kind === 'view' && views.test(type)) return new (globalThis as Any)[type](base64.decode(inner).buffer)
    if (kind === 'date') return new Date(decode(inner) as number)
    if (kind === 'set') return new Set(inner.map(decode))
    if (kind === 'map') {
      const flat = inner.map(decode)
      return new Map(flat.flatMap((key: unknown, i: number) => (i % 2 ? [] : [[key, flat[i + 1]]])))
    }
    if (kind === 'error') {
      const { name, message, code } = decode(inner) as Any
      return Object.assign(new Error(message), { name }, code === undefined ? {} : { code })
    }
    if (kind === 'object') return fields(inner)
    throw new TypeError(`Not a message of the codec: ${kind}`)
  }

  return {
    stringify: (value) => JSON.stringify(encode(value, [])),
    parse: (text) => decode(JSON.parse(text)),
  }
}

/** The codec of the main process. */
export const codec = createCodec({
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
})
