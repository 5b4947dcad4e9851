import { describe, expect, it } from 'vitest'
import type { Json } from '../../main/stand-in/connection.ts'
import { createPeer, type Peer } from '../../main/stand-in/page/peer.ts'

/** Two worlds that deliver to each other by structured clone, as Chromium does; answers what the page sees. */
function bridge(api: unknown): Json {
  let seen: unknown
  const page: Peer = createPeer(
    (message) => preload.receive(structuredClone(message)),
    (_name, value) => (seen = value),
  )
  const preload: Peer = createPeer(
    (message) => page.receive(structuredClone(message)),
    () => {
      throw new Error('pages expose nothing')
    },
  )
  preload.expose('api', api)
  return seen
}

describe('the bridge between preload and page', () => {
  it('shows values and nested functions, which answer at once', () => {
    const api = bridge({ version: 7, nested: { double: (x: number) => 2 * x } })
    expect(api.version).toBe(7)
    expect(api.nested.double(21)).toBe(42)
  })

  it('passes functions both ways', () => {
    const api = bridge({
      apply: (f: (x: number) => number, x: number) => f(x),
      counter: () => {
        let count = 0
        return () => ++count
      },
    })
    expect(api.apply((x: number) => x * x, 9)).toBe(81)
    const next = api.counter()
    expect([next(), next(), api.counter()()]).toEqual([1, 2, 1])
  })

  it('passes promises both ways, settled either way', async () => {
    const api = bridge({
      later: async (x: Promise<number>) => (await x) + 1,
      never: () => Promise.reject(Object.assign(new TypeError('no'), { code: 'E_NO' })),
    })
    await expect(api.later(Promise.resolve(1))).resolves.toBe(2)
    await expect(api.never()).rejects.toMatchObject({ name: 'TypeError', message: 'no', code: 'E_NO' })
  })

  it('copies binary data, dates, maps and undefined', () => {
    const api = bridge({ echo: (...values: unknown[]) => values })
    const values = [
      new Float32Array([1, 2]),
      new Uint8Array(3).buffer,
      new Date(5),
      new Map([['k', 1]]),
      undefined,
    ]
    expect(api.echo(...values)).toEqual(values)
  })

  it('throws on the page what the preload throws', () => {
    const api = bridge({
      fail: () => {
        throw Object.assign(new RangeError('too far'), { code: 'E_FAR' })
      },
    })
    expect(() => api.fail()).toThrow(
      expect.objectContaining({ name: 'RangeError', message: 'too far', code: 'E_FAR' }),
    )
  })

  it('refuses what the page cannot accept', () => {
    const refusing: Peer = createPeer(
      (message) => preload.receive(structuredClone(message)),
      () => {
        throw new Error('taken')
      },
    )
    const preload: Peer = createPeer(
      (message) => refusing.receive(structuredClone(message)),
      () => {},
    )
    expect(() => preload.expose('location', {})).toThrow('taken')
  })
})
