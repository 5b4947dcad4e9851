// A small payload that keeps to a zod schema, made by walking the schema: for tests of every channel, also of those
// that are added later. Throws for a kind of schema that it does not know.

import type { z } from 'zod'

interface Definition {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  innerType?: z.ZodType
  options?: z.ZodType[]
  values?: unknown[]
  entries?: Record<string, unknown>
  in?: z.ZodType
}

const definitionOf = (schema: z.ZodType) => schema._zod.def as unknown as Definition

/** True where the key may be left out. */
export const isOptional = (schema: z.ZodType): boolean =>
  ['optional', 'default'].includes(definitionOf(schema).type)

/** The keys of an object's schema, empty for other schemas. */
export const shapeOf = (schema: z.ZodType): Record<string, z.ZodType> => definitionOf(schema).shape ?? {}

export function validPayload(schema: z.ZodType): unknown {
  const candidates = candidatesFor(schema)
  const valid = candidates.find((candidate) => schema.safeParse(candidate).success)
  if (valid === undefined && !schema.safeParse(undefined).success)
    throw new Error(`no valid value is known for a schema of type ${definitionOf(schema).type}`)
  return valid
}

function candidatesFor(schema: z.ZodType): unknown[] {
  const definition = definitionOf(schema)
  switch (definition.type) {
    case 'object':
      return objects(definition.shape ?? {})
    case 'union':
      return definition.options!.flatMap(candidatesFor)
    case 'array':
      return [0, 1, 2, 3, 4].map((length) => Array(length).fill(validPayload(definition.element!)))
    case 'tuple':
    case 'record':
      return [{}, []]
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return candidatesFor(definition.innerType!)
    case 'pipe':
      return candidatesFor(definition.in!)
    case 'string':
      return ['Ada', '0'.repeat(64), '2026-01-02T03:04:05.678Z', '2026-01-02', 'x'.repeat(12), 'a1']
    case 'number':
      return [1, 0.5, 16, 100, 0]
    case 'boolean':
      return [false]
    case 'null':
      return [null]
    case 'literal':
      return definition.values!
    case 'enum':
      return Object.values(definition.entries!)
    case 'custom':
      return [new Uint8Array(1), Float32Array.of(0), new Uint8Array(16 * 16 * 3)]
    default:
      throw new Error(`unknown type of schema: ${definition.type}`)
  }
}

/** Optional keys are left out; a picture is 16 x 16, with as many bytes as that takes. */
function objects(shape: Record<string, z.ZodType>): unknown[] {
  const entries = Object.entries(shape).filter(([, value]) => !isOptional(value))
  const object = Object.fromEntries(entries.map(([key, value]) => [key, validPayload(value)]))
  return [object, { ...object, width: 16, height: 16, data: new Uint8Array(16 * 16 * 3) }]
}
