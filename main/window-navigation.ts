// The window shows one page: it goes nowhere else, opens no second window, and embeds no other contents.

import type { App, WebContents } from 'electron'
import { PAGE } from './window-protocol.ts'

/** Applies to every page there will ever be. */
export function setUpNavigation(app: App): void {
  app.on('web-contents-created', (_event, contents) => refuseNavigation(contents))
}

function refuseNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    // A reload asks for the page that is shown.
    if (event.url.split('#')[0] !== PAGE) event.preventDefault()
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
}
