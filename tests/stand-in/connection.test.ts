import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { Connection } from '../../main/stand-in/connection.ts'

/** A connection with the browser's ends of its pipe. */
function pipe() {
  const toBrowser = new PassThrough()
  const fromBrowser = new PassThrough()
  const connection = new Connection(toBrowser, fromBrowser)
  const sent = () =>
    String(toBrowser.read() ?? '')
      .split('\0')
      .filter(Boolean)
      .map((text) => JSON.parse(text))
  return { connection, fromBrowser, sent }
}

describe('the DevTools pipe', () => {
  it('sends commands with their session and resolves each with its own answer', async () => {
    const { connection, fromBrowser, sent } = pipe()
    const answers = Promise.all([connection.send('A.a', { x: 1 }), connection.send('B.b', {}, 'session')])
    expect(sent()).toEqual([
      { id: 1, method: 'A.a', params: { x: 1 } },
      { id: 2, method: 'B.b', params: {}, sessionId: 'session' },
    ])
    fromBrowser.write('{"id":2,"result":"second"}\0{"id":1,"result":"first"}\0')
    expect(await answers).toEqual(['first', 'second'])
  })

  it('puts messages together however they are cut, inside a letter too', async () => {
    const { connection, fromBrowser } = pipe()
    const heard: unknown[] = []
    connection.on('E.e', (params, session) => heard.push([params, session]))
    const bytes = Buffer.from(
      '{"method":"E.e","params":"Grüße","sessionId":"s"}\0{"method":"E.e","params":2}\0',
    )
    for (const byte of bytes) fromBrowser.write(Buffer.from([byte]))
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard).toEqual([
      ['Grüße', 's'],
      [2, undefined],
    ])
  })

  it('rejects with the message of the protocol', async () => {
    const { connection, fromBrowser } = pipe()
    const answer = connection.send('Page.fly')
    fromBrowser.write('{"id":1,"error":{"message":"no such method"}}\0')
    await expect(answer).rejects.toThrow('Page.fly: no such method')
  })

  it('rejects what is waiting, and what follows, when the browser goes', async () => {
    const { connection, fromBrowser } = pipe()
    const waiting = connection.send('Page.enable')
    fromBrowser.destroy()
    await expect(waiting).rejects.toThrow('Chromium has gone')
    await expect(connection.send('Page.enable')).rejects.toThrow('Chromium has gone')
  })
})
