// What the preload and the main process agree on beneath main/api.ts: names on the wire, and the shape of a reply.

import type { FailureMessage, Progress } from './api.ts'

/** Every channel of main/api.ts travels under this prefix: a page can address nothing else. */
export const IPC_PREFIX = 'viseme:'
/** Pushed to the window as (call, progress). */
export const IPC_PROGRESS = 'viseme-progress'

export type Reply = { answer: unknown } | { error: FailureMessage }

/** `window.viseme`. */
export interface VisemeBridge {
  version: string
  /** Calls a channel; `call` is the caller's own name for this call, which progress comes back under. */
  invoke(channel: string, payload: unknown, call: string): Promise<Reply>
  /** Hears the progress of every call; answers the function that stops it. */
  onProgress(listener: (call: string, progress: Progress) => void): () => void
}
