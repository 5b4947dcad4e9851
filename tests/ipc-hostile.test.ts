// Every channel of the contract against strangers and against payloads that are not as agreed: no handler is reached.

import type { IpcMain } from 'electron'
import fc from 'fast-check'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type Channel, channels } from '../main/api.ts'
import { setUpIpc } from '../main/ipc.ts'
import type { Handlers } from '../main/services/handlers.ts'
import { isOptional, shapeOf, validPayload } from './valid-payload.ts'

const names = Object.keys(channels) as Channel[]
const reached = vi.fn()
beforeEach(() => void reached.mockReset())

const registered = new Map<string, (event: unknown, call: unknown, payload: unknown) => Promise<unknown>>()
setUpIpc(
  { handle: (name: string, handler: never) => registered.set(name, handler) } as unknown as IpcMain,
  // A handler for whatever is asked: it notes that it was reached, and fails.
  () =>
    new Proxy({} as Handlers, {
      // Handlers are waited for: they must not pass for a promise.
      get: (_, name) =>
        name === 'then'
          ? undefined
          : async (payload: unknown) => {
              reached(name, payload)
              throw new Error('reached')
            },
    }),
  () => {},
)

const sender = { isDestroyed: () => false, send: () => {} }
const own = { sender, senderFrame: { parent: null, url: 'viseme://app/index.html' } }
const call = async (name: Channel, event: unknown, payload: unknown) =>
  registered.get(`viseme:${name}`)!(event, 'call-1', payload)

test.each(names)('%s is reached by the own page with a payload as agreed', async (name) => {
  await call(name, own, validPayload(channels[name].payload))
  expect(reached).toHaveBeenCalledTimes(1)
  expect(reached.mock.calls[0][0]).toBe(name)
})

const strangers = {
  'another origin': { parent: null, url: 'https://example.com/' },
  'an origin that begins like the own': { parent: null, url: 'viseme://app.example.com/index.html' },
  'another host of the own scheme': { parent: null, url: 'viseme://other/index.html' },
  'a file': { parent: null, url: 'file:///index.html' },
  'an empty page': { parent: null, url: 'about:blank' },
  'a data address': { parent: null, url: 'data:text/html,viseme://app/' },
  'a frame within the own page': { parent: {}, url: 'viseme://app/index.html' },
  'a document that has gone': null,
}

describe.each(Object.entries(strangers))('%s', (_, senderFrame) => {
  test('is refused by every channel, also with a payload as agreed', async () => {
    for (const name of names)
      await expect(call(name, { sender, senderFrame }, validPayload(channels[name].payload))).rejects.toThrow(
        'own page only',
      )
    expect(reached).not.toHaveBeenCalled()
  })
})

/** Values of every kind that crosses the bridge, none of them what another kind takes for its own. */
const values: Record<string, fc.Arbitrary<unknown>> = {
  missing: fc.constant(undefined),
  null: fc.constant(null),
  boolean: fc.boolean(),
  number: fc.double(),
  bigint: fc.bigInt(),
  string: fc.string(),
  array: fc.array(fc.anything(), { minLength: 1 }),
  object: fc.dictionary(fc.string(), fc.anything()),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
  floats: fc.float32Array({ minLength: 1, maxLength: 64 }),
  date: fc.date(),
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof Float32Array) return 'floats'
  return typeof value
}

const isBadPayload = expect.objectContaining({
  error: expect.objectContaining({ code: 'bad-payload', message: expect.any(String) }),
})

describe.each(names)('%s', (name) => {
  const schema = channels[name].payload
  const valid = validPayload(schema) as Record<string, unknown>
  const present = Object.keys(valid)
  const testWithKeys = present.length > 0 ? test : () => {}

  test('refuses what is no object', async () => {
    const others = Object.entries(values).filter(([kind]) => kind !== 'object')
    await fc.assert(
      fc.asyncProperty(fc.oneof(...others.map(([, value]) => value)), async (payload) => {
        expect(await call(name, own, payload)).toEqual(isBadPayload)
      }),
      { numRuns: 40 },
    )
    expect(reached).not.toHaveBeenCalled()
  })

  test('refuses a key that nobody agreed on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.anything(), async (key, value) => {
        fc.pre(!(key in valid) && !(key in shapeOf(schema)) && key !== '__proto__')
        expect(await call(name, own, { ...valid, [key]: value })).toEqual(isBadPayload)
      }),
      { numRuns: 40 },
    )
    expect(reached).not.toHaveBeenCalled()
  })

  testWithKeys('refuses a payload that lacks a key', async () => {
    for (const key of present.filter((key) => !isOptional(shapeOf(schema)[key] ?? schema))) {
      const { [key]: _, ...rest } = valid
      expect(await call(name, own, rest)).toEqual(isBadPayload)
    }
    expect(reached).not.toHaveBeenCalled()
  })

  testWithKeys('refuses a value of another kind in place of any', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...present, ...present).chain((key) => {
          const kind = kindOf(valid[key])
          const nullable = shapeOf(schema)[key]?.safeParse(null).success
          const others = Object.entries(values).filter(
            ([other]) =>
              other !== kind && !(other === 'null' && nullable) && !(other === 'missing' && nullable),
          )
          return fc.tuple(fc.constant(key), fc.oneof(...others.map(([, value]) => value)))
        }),
        async ([key, value]) => {
          fc.pre(shapeOf(schema)[key] === undefined || !shapeOf(schema)[key].safeParse(value).success)
          expect(await call(name, own, { ...valid, [key]: value })).toEqual(isBadPayload)
        },
      ),
      { numRuns: 60 },
    )
    expect(reached).not.toHaveBeenCalled()
  })

  test('never lets anything through that does not keep to the contract, whatever is sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom('x', ...present), fc.anything())),
        async (payload) => {
          reached.mockReset()
          const reply = await call(name, own, payload)
          if (reached.mock.calls.length === 0) expect(reply).toEqual(isBadPayload)
          else expect(schema.safeParse(reached.mock.calls[0][1]).success).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('does not let a payload reach the prototype of all objects', async () => {
    const sneaky = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')
    expect(await call(name, own, { ...valid, ...sneaky })).toEqual(isBadPayload)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})
