import { describe, expect, it } from 'vitest'
import type { Connection, Json } from '../../main/stand-in/connection.ts'
import { Protocol } from '../../main/stand-in/protocol.ts'

/** What the browser is told about one paused request. */
async function answer(protocol: Protocol, request: object): Promise<[string, Json]> {
  const told: [string, Json][] = []
  const connection = { send: async (method: string, params: unknown) => void told.push([method, params]) }
  const paused = {
    requestId: 'r',
    request: { url: 'https://app.own.invalid/x?y', method: 'GET', headers: {}, ...request },
  }
  await protocol.respond(connection as unknown as Connection, paused)
  expect(told).toHaveLength(1)
  return told[0]
}

describe('an own scheme', () => {
  it('answers with the status, headers and bytes of its handler', async () => {
    const protocol = new Protocol()
    protocol.handle(
      'own',
      (request) => new Response(new Uint8Array([0, 255]), { status: 203, headers: { 'x-url': request.url } }),
    )
    const [method, params] = await answer(protocol, {})
    expect(method).toBe('Fetch.fulfillRequest')
    expect(params).toEqual({
      requestId: 'r',
      responseCode: 203,
      responseHeaders: [{ name: 'x-url', value: 'own://app/x?y' }],
      body: Buffer.from([0, 255]).toString('base64'),
    })
  })

  it('hands the body of a request over', async () => {
    const protocol = new Protocol()
    protocol.handle('own', async (request) => new Response(`${request.method} ${await request.text()}`))
    const [, params] = await answer(protocol, { method: 'POST', postData: 'grüß' })
    expect(Buffer.from(params.body, 'base64').toString()).toBe('POST grüß')
  })

  it('fails the request where its handler fails, and where there is none', async () => {
    const protocol = new Protocol()
    expect((await answer(protocol, {}))[0]).toBe('Fetch.failRequest')
    protocol.handle('own', () => {
      throw new Error('broken')
    })
    expect((await answer(protocol, {}))[0]).toBe('Fetch.failRequest')
    expect(() => protocol.handle('own', () => new Response())).toThrow('handler already')
  })

  it('has to be a standard and secure one', () => {
    const register = () =>
      new Protocol().registerSchemesAsPrivileged([{ scheme: 'own', privileges: { standard: true } }])
    expect(register).toThrow('standard and secure')
  })
})
