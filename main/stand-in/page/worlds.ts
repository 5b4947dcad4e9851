// What a new document runs before its own scripts: the page's end of the bridge in the main world, and
// ipcRenderer, contextBridge and the preload script in an isolated world. The functions travel as source text:
// each uses only its parameters and the page's globals.

import { createBase64 } from './base64.ts'
import { type Codec, createCodec } from './codec.ts'
import { createPeer } from './peer.ts'

/** The isolated world's name; Electron's own, so that tools recognise it. */
export const ISOLATED_WORLD = 'Electron Isolated Context'
/** The binding by which the isolated world calls the main process, and the function by which that is answered. */
export const BINDING = '__standInSend'
export const RECEIVE = '__standInReceive'

/** What the isolated world tells the main process. */
export type FromPage =
  | { type: 'invoke'; id: number; channel: string; args: unknown[] }
  | { type: 'send'; channel: string; args: unknown[] }
  | { type: 'preload-error'; error: Error }

/** What the main process tells the isolated world. */
export type ToPage =
  | { type: 'answer'; id: number; ok: boolean; value: unknown }
  | { type: 'event'; channel: string; args: unknown[] }

/** Chromium copies an event's detail between worlds by structured clone. */
function connectWorlds(
  name: string,
  side: 'page' | 'preload',
  make: typeof createPeer,
  exposed: (n: string, v: unknown) => void,
) {
  const other = side === 'page' ? 'preload' : 'page'
  const { dispatchEvent, addEventListener, CustomEvent } = window
  const peer = make(
    (message) => dispatchEvent.call(window, new CustomEvent(`${name}-${other}`, { detail: message })),
    exposed,
  )
  addEventListener.call(window, `${name}-${side}`, (event) => peer.receive((event as CustomEvent).detail))
  return peer
}

/** Main world: what the preload exposes becomes a frozen property of the window. */
function runInPage(name: string, connect: typeof connectWorlds, make: typeof createPeer): void {
  const freeze = (value: unknown): unknown => {
    if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
      Object.values(value).forEach(freeze)
      Object.freeze(value)
    }
    return value
  }
  connect(name, 'page', make, (key, value) => {
    if (key in window)
      throw new Error('Cannot bind an API on top of an existing property on the window object')
    Object.defineProperty(window, key, { value: freeze(value), enumerable: true })
  })
}

/** Isolated world: the modules a sandboxed preload may require. */
function runInPreload(
  name: string,
  connect: typeof connectWorlds,
  make: typeof createPeer,
  makeCodec: typeof createCodec,
  makeBase64: typeof createBase64,
  wires: { binding: string; receive: string },
  environment: object,
  preload: (require: (id: string) => unknown, process: object) => void,
): void {
  // biome-ignore lint/suspicious/noExplicitAny: globals of this world alone
  const world = globalThis as any
  const codec: Codec = makeCodec(makeBase64())
  const tell = (message: FromPage) => world[wires.binding](codec.stringify(message))

  type Listener = (event: object, ...args: unknown[]) => void
  const listeners = new Map<string, { listener: Listener; once: boolean }[]>()
  const calls = new Map<number, { resolve(v: unknown): void; reject(e: unknown): void }>()
  let lastCall = 0
  const add = (channel: string, listener: Listener, once: boolean) => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }])
    return ipcRenderer
  }
  const remove = (channel: string, which: (entry: { listener: Listener; once: boolean }) => boolean) => {
    listeners.set(
      channel,
      (listeners.get(channel) ?? []).filter((entry) => !which(entry)),
    )
    return ipcRenderer
  }
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        tell({ type: 'invoke', id: ++lastCall, channel, args })
        calls.set(lastCall, { resolve, reject })
      }),
    send: (channel: string, ...args: unknown[]) => tell({ type: 'send', channel, args }),
    on: (channel: string, listener: Listener) => add(channel, listener, false),
    once: (channel: string, listener: Listener) => add(channel, listener, true),
    off: (channel: string, listener: Listener) => remove(channel, (entry) => entry.listener === listener),
    removeListener: (channel: string, listener: Listener) =>
      remove(channel, (entry) => entry.listener === listener),
    removeAllListeners: (channel: string) => remove(channel, () => true),
  }
  world[wires.receive] = (text: string) => {
    const message = codec.parse(text) as ToPage
    if (message.type === 'answer') {
      const call = calls.get(message.id)
      calls.delete(message.id)
      call?.[message.ok ? 'resolve' : 'reject'](message.value)
      return
    }
    const told = listeners.get(message.channel) ?? []
    remove(message.channel, (entry) => entry.once)
    for (const { listener } of told) listener({ sender: ipcRenderer, ports: [] }, ...message.args)
  }

  const peer = connect(name, 'preload', make, () => {
    throw new Error('A page exposes nothing to its preload')
  })
  const contextBridge = { exposeInMainWorld: (key: string, api: unknown) => peer.expose(key, api) }
  const require = (id: string) => {
    if (id === 'electron' || id === 'electron/renderer') return { contextBridge, ipcRenderer }
    throw new Error(`module not found: ${id}`)
  }
  try {
    preload(require, environment)
  } catch (error) {
    console.error('Unable to load preload script:', error)
    tell({ type: 'preload-error', error: error as Error })
  }
}

/** The main world's script. `name` is a secret of the window: a page that knew it could only call what is its own. */
export function pageScript(name: string): string {
  return `if (window === window.top) (${runInPage})(${JSON.stringify(name)}, ${connectWorlds}, ${createPeer})`
}

/** The isolated world's script, with the preload's CommonJS source inside. */
export function preloadScript(name: string, preload: string, environment: object): string {
  const body = `(require, process) => { const module = { exports: {} }, exports = module.exports; ${preload}\n}`
  const wires = JSON.stringify({ binding: BINDING, receive: RECEIVE })
  return `if (window === window.top) (${runInPreload})(${JSON.stringify(name)}, ${connectWorlds}, ${createPeer}, ${createCodec}, ${createBase64}, ${wires}, ${JSON.stringify(environment)}, ${body})`
}
