import { EventEmitter } from 'node:events'
import { afterEach, expect, it, vi } from 'vitest'
import { type Chromium, LaunchError } from '../../main/stand-in/chromium.ts'
import type { Json } from '../../main/stand-in/connection.ts'
import { host } from '../../main/stand-in/host.ts'
import { WebContents } from '../../main/stand-in/web-contents.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A browser that answers every command, and opens windows as `openWindow` says. */
async function startWith(openWindow: (url: string) => Promise<void>): Promise<EventEmitter> {
  const connection = Object.assign(new EventEmitter(), { send: async (): Promise<Json> => ({}) })
  await host.start({ connection, ready: async () => {}, openWindow } as unknown as Chromium)
  return connection
}

const open = () => host.open(new WebContents(null), 'Title', 640, 480)

it('a window is open when its target has been attached to', async () => {
  const connection = await startWith(async (url) => {
    connection.emit('Target.attachedToTarget', { sessionId: 's', targetInfo: { targetId: 't', url } })
  })
  await open()
  expect(host.fromTarget('t')).toBeInstanceOf(WebContents)
})

it('a window that Chromium refuses to open is a failure at once', async () => {
  await startWith(() => Promise.reject(new LaunchError('refused')))
  await expect(open()).rejects.toThrow('refused')
})

it('a window that never comes is a failure after 20 seconds', async () => {
  await startWith(async () => {})
  vi.useFakeTimers()
  const failed = vi.fn()
  const attempt = open().catch(failed)
  await vi.advanceTimersByTimeAsync(19_999)
  expect(failed).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await attempt
  expect(failed).toHaveBeenCalledWith(new LaunchError('Chromium did not open a window within 20 s.'))
})
