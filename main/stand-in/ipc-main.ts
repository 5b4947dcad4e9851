// `ipcMain`: answers what pages ask through their preload.

import { EventEmitter } from 'node:events'
import { codec } from './page/codec.ts'
import type { FromPage, ToPage } from './page/worlds.ts'
import type { WebContents } from './web-contents.ts'

/** The document that sent a message, as it was when its preload ran. */
export interface Frame {
  url: string
  origin: string
  parent: null
}

export interface IpcEvent {
  type: 'frame'
  sender: WebContents
  senderFrame: Frame
}

/** The message that a page has written; null for a text that no page of ours writes. */
export function messageOf(text: string): FromPage | null {
  try {
    const message = codec.parse(text) as FromPage
    if (message.type === 'preload-error') return message
    const known = message.type === 'send' || (message.type === 'invoke' && Number.isInteger(message.id))
    return known && typeof message.channel === 'string' && Array.isArray(message.args) ? message : null
  } catch {
    return null
  }
}

type Invocation = Extract<FromPage, { type: 'invoke' }>
type Handler = (event: IpcEvent, ...args: unknown[]) => unknown

/** Emits each message of `ipcRenderer.send` under its channel as (event, ...args). */
export class IpcMain extends EventEmitter {
  private readonly handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }

  /** Takes a message of a page; an invocation is answered through its web contents. */
  async receive(
    sender: WebContents,
    senderFrame: Frame,
    contextId: number,
    message: FromPage,
  ): Promise<void> {
    const event: IpcEvent = { type: 'frame', sender, senderFrame }
    if (message.type === 'preload-error') {
      sender.emit('preload-error', event, '', message.error)
    } else if (message.type === 'send') {
      // Not even a channel called `error` is an error of the emitter's own.
      if (this.listenerCount(message.channel) > 0) this.emit(message.channel, event, ...message.args)
    } else {
      await sender.tell(await this.answer(event, message), contextId)
    }
  }

  /** The answer's text; a value that cannot be cloned is a failure like any other. */
  private async answer(event: IpcEvent, { id, channel, args }: Invocation): Promise<string> {
    const text = (ok: boolean, value: unknown) =>
      codec.stringify({ type: 'answer', id, ok, value } satisfies ToPage)
    try {
      const handler = this.handlers.get(channel)
      if (!handler) throw new Error(`No handler registered for '${channel}'`)
      return text(true, await handler(event, ...args))
    } catch (error) {
      return text(false, new Error(`Error invoking remote method '${channel}': ${error}`))
    }
  }
}

export const ipcMain = new IpcMain()
