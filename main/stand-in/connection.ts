// The DevTools protocol over Chromium's pipe (--remote-debugging-pipe): JSON messages, each ended by a NUL byte.
// Source: Chromium, content/browser/devtools/devtools_pipe_handler.cc.

import { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** The parameters of a command and what it answers: the protocol's own JSON, checked by Chromium. */
// biome-ignore lint/suspicious/noExplicitAny: the protocol's documents have hundreds of shapes, none of them ours
export type Json = any

interface Message {
  id?: number
  method?: string
  params?: Json
  sessionId?: string
  result?: Json
  error?: { message: string }
}

/** Emits each protocol event under its name as (params, sessionId | undefined), and `closed` once at the end. */
export class Connection extends EventEmitter {
  private readonly input: Writable
  private readonly waiting = new Map<
    number,
    { method: string; resolve(v: Json): void; reject(e: Error): void }
  >()
  private lastId = 0
  private closed = false

  constructor(input: Writable, output: Readable) {
    super()
    this.setMaxListeners(0)
    this.input = input
    let parts: Buffer[] = []
    output.on('data', (chunk: Buffer) => {
      let start = 0
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
        parts.push(chunk.subarray(start, end))
        this.receive(JSON.parse(Buffer.concat(parts).toString('utf8')))
        parts = []
        start = end + 1
      }
      if (start < chunk.length) parts.push(chunk.subarray(start))
    })
    output.on('close', () => this.close())
    output.on('error', () => this.close())
    input.on('error', () => this.close())
  }

  /** Sends one command, to the browser or to the target of a session; rejects with the protocol's own message. */
  send(method: string, params: Json = {}, sessionId?: string): Promise<Json> {
    if (this.closed) return Promise.reject(new Error(`${method}: Chromium has gone`))
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { method, resolve, reject })
      this.input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
  }

  private receive(message: Message): void {
    if (message.id === undefined) {
      this.emit(message.method ?? '', message.params, message.sessionId)
      return
    }
    const call = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.error) call?.reject(new Error(`${call.method}: ${message.error.message}`))
    else call?.resolve(message.result)
  }

  private close(): void {
    if (this.closed) return
    this.closed = true
    for (const { method, reject } of this.waiting.values()) reject(new Error(`${method}: Chromium has gone`))
    this.waiting.clear()
    this.emit('closed')
  }
}
