// The window's side of main/api.ts: typed calls, failures as exceptions, progress by call.

import { useCallback, useEffect, useState } from 'react'
import type { Answer, Channel, FailureMessage, Payload, Progress } from '../main/api.ts'

type Reply = { answer: unknown } | { error: FailureMessage }

declare global {
  interface Window {
    viseme: {
      invoke(channel: string, payload: unknown, call: string): Promise<Reply>
      onProgress(listener: (call: string, progress: Progress) => void): () => void
    }
  }
}

/** A failure that the user can do something about. */
export class Failure extends Error {
  readonly code: string
  readonly next: string
  /** Of an attempt that lock-out refused: seconds until the next one will be compared. */
  readonly retryAfterSeconds: number | undefined

  constructor({ code, message, next, retryAfterSeconds }: FailureMessage) {
    super(message)
    this.code = code
    this.next = next
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Any thrown value as a Failure, for showing. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error
  const message = error instanceof Error ? error.message : String(error)
  return new Failure({ code: 'unexpected', message, next: 'Try again; if it stays, restart Viseme.' })
}

const listeners = new Map<string, (progress: Progress) => void>()
let listening = false
let calls = 0

/** Calls the main process. Throws Failure. `onProgress` hears how far a long call is. */
export async function invoke<C extends Channel>(
  channel: C,
  payload: Payload<C>,
  onProgress?: (progress: Progress) => void,
): Promise<Answer<C>> {
  if (!listening) {
    window.viseme.onProgress((call, progress) => listeners.get(call)?.(progress))
    listening = true
  }
  const call = `call-${++calls}`
  if (onProgress) listeners.set(call, onProgress)
  try {
    const reply = await window.viseme.invoke(channel, payload, call)
    if ('error' in reply) throw new Failure(reply.error)
    return reply.answer as Answer<C>
  } finally {
    listeners.delete(call)
  }
}

export interface Loaded<T> {
  value: T | null
  failure: Failure | null
  loading: boolean
  reload: () => void
}

/** The answer of a channel without payload, loaded once (from when `on` is true) and on `reload`. */
export function useAnswer<C extends 'status' | 'people-list' | 'protection' | 'operating-point'>(
  channel: C,
  on = true,
): Loaded<Answer<C>> {
  const [value, setValue] = useState<Answer<C> | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [loading, setLoading] = useState(true)
  const reload = useCallback(() => {
    setLoading(true)
    invoke(channel, {} as Payload<C>)
      .then(
        (answer) => {
          setValue(() => answer)
          setFailure(null)
        },
        (error) => setFailure(asFailure(error)),
      )
      .finally(() => setLoading(false))
  }, [channel])
  useEffect(() => {
    if (on) reload()
  }, [reload, on])
  return { value, failure, loading, reload }
}
