import { describe, expect, it } from 'vitest'
import { messageOf } from '../../main/stand-in/ipc-main.ts'
import { codec } from '../../main/stand-in/page/codec.ts'

describe('a message of a page', () => {
  it('is an invocation, an event or an error of the preload', () => {
    for (const message of [
      { type: 'invoke', id: 1, channel: 'sum', args: [new Float32Array(2)] },
      { type: 'send', channel: 'tell', args: [] },
    ])
      expect(messageOf(codec.stringify(message))).toEqual(message)
    const failed = messageOf(codec.stringify({ type: 'preload-error', error: new Error('refused') }))
    expect(failed).toMatchObject({ type: 'preload-error', error: { message: 'refused' } })
  })

  it('is dropped when it is anything else', () => {
    for (const message of [
      null,
      7,
      {},
      { type: 'none', channel: 'a', args: [] },
      { type: 'invoke', channel: 'a', args: [] },
      { type: 'send', channel: 7, args: [] },
      { type: 'send', channel: 'a', args: 'b' },
    ])
      expect(messageOf(codec.stringify(message))).toBeNull()
    for (const text of ['', '{"type":', '{"$":"view","type":"Function","value":""}'])
      expect(messageOf(text)).toBeNull()
  })
})
