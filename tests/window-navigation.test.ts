import { EventEmitter } from 'node:events'
import type { App } from 'electron'
import { describe, expect, it } from 'vitest'
import { setUpNavigation } from '../main/window-navigation.ts'

function page() {
  const app = new EventEmitter()
  setUpNavigation(app as unknown as App)
  let open: (details: object) => { action: string }
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: never) => (open = handler),
  })
  app.emit('web-contents-created', {}, contents)
  const refused = (name: string, url: string): boolean => {
    let prevented = false
    contents.emit(name, { url, preventDefault: () => (prevented = true) })
    return prevented
  }
  return { refused, open: open! }
}

describe('navigation', () => {
  const { refused, open } = page()

  it('leads nowhere but to the page itself', () => {
    for (const url of [
      'https://example.com/',
      'viseme://app/other.html',
      'viseme://other/index.html',
      'file:///etc/passwd',
    ])
      expect(refused('will-navigate', url)).toBe(true)
    for (const url of ['viseme://app/index.html', 'viseme://app/index.html#board'])
      expect(refused('will-navigate', url)).toBe(false)
  })

  it('opens no window and embeds no web view', () => {
    expect(open({ url: 'viseme://app/index.html' })).toEqual({ action: 'deny' })
    expect(refused('will-attach-webview', 'viseme://app/index.html')).toBe(true)
  })
})
