// Options of custom operators, by the operator's name. TensorFlow Lite's schema knows one format for them: a FlexBuffers
// map (flatbuffers.dev/flexbuffers). Ours hold one small number each, so that their encoding is always the same 16 bytes
// but for that number; anything else is refused.

import { ModelError } from './errors.ts'

/** XNOR pointwise convolution; operators/binary-pointwise.ts defines it. */
export const BINARY_POINTWISE = 'VisemeBinaryPointwise'

const PREFIX = 'CUSTOM:'

/** How operators named in `custom_code` are called in a Model. */
export const customName = (code: string): string => `${PREFIX}${code}`

/** The other way round; null for operators of the schema. */
export const customCode = (op: string): string | null =>
  op.startsWith(PREFIX) ? op.slice(PREFIX.length) : null

/** {"shift": 0}: key, vector of keys, map of one 8-bit integer, type of the root and its width. */
const SHIFT_MAP = Uint8Array.of(
  ...[0x73, 0x68, 0x69, 0x66, 0x74, 0x00], // "shift"
  ...[1, 7], // one key, 7 bytes before this offset
  ...[1, 1, 1, 0, 4], // keys 1 byte before, 1 byte wide; one value: 0, type 4 (8-bit signed integer)
  ...[2, 0x24, 1], // root: 2 bytes before, a map, 1 byte wide
)
const SHIFT_AT = 11
const MOST = 127

/** Options of the custom operators that are known, by their name in the file. */
const KNOWN: Record<string, string> = { [BINARY_POINTWISE]: 'shift' }

/** The options of a custom operator; none where it is unknown. Throws ModelError for bytes that are not as written here. */
export function readCustomOptions(
  code: string,
  bytes: Uint8Array | null,
  where: string,
): Record<string, number> {
  const name = KNOWN[code]
  if (name === undefined) return {}
  const value = bytes?.[SHIFT_AT] ?? 0
  const same =
    bytes?.length === SHIFT_MAP.length && SHIFT_MAP.every((byte, at) => at === SHIFT_AT || byte === bytes[at])
  if (!same || value > MOST) {
    throw new ModelError(`${where}: the options of ${code} are not a map of its one number "${name}"`)
  }
  return { [name]: value }
}

/** The bytes of a custom operator's options; null where it has none. */
export function writeCustomOptions(code: string, options: Record<string, unknown>): Uint8Array | null {
  const name = KNOWN[code]
  if (name === undefined) return null
  const value = Number(options[name])
  if (!Number.isInteger(value) || value < 0 || value > MOST) throw new RangeError(`${name} is ${value}`)
  return SHIFT_MAP.with(SHIFT_AT, value)
}
