// The browser behind all windows: which target is whose page, and what happens to requests and to stray pages.

import { randomUUID } from 'node:crypto'
import type { BrowserWindow } from './browser-window.ts'
import { type Chromium, LaunchError, OPENING_MS } from './chromium.ts'
import type { Json } from './connection.ts'
import { OWN_ORIGINS } from './origins.ts'
import { denyAllPermissions } from './permissions.ts'
import { defaultSession } from './session.ts'
import type { WebContents } from './web-contents.ts'

class Host {
  readonly windows = new Set<BrowserWindow>()
  private chromium: Chromium | null = null
  /** Pages whose window Chromium has been asked for, by the mark in its first address. */
  private readonly expected = new Map<string, { webContents: WebContents; opened(): void }>()
  private readonly bySession = new Map<string, WebContents>()
  private readonly byTarget = new Map<string, WebContents>()

  /** Prepares a browser that has just been started. */
  async start(chromium: Chromium): Promise<void> {
    this.chromium = chromium
    const { connection } = chromium
    await chromium.ready()
    const sessionEvents = [
      'Runtime.executionContextCreated',
      'Runtime.executionContextDestroyed',
      'Runtime.executionContextsCleared',
      'Runtime.bindingCalled',
      'Page.frameNavigated',
      'Page.lifecycleEvent',
      'Page.windowOpen',
      'Inspector.targetCrashed',
    ]
    for (const name of sessionEvents)
      connection.on(name, (params: Json, session: string) =>
        this.bySession.get(session)?.receive(name, params),
      )
    connection.on('Target.attachedToTarget', (params: Json) => this.attached(params))
    connection.on('Target.detachedFromTarget', (params: Json) => this.detached(params))
    connection.on('Fetch.requestPaused', (params: Json) => this.requestPaused(params))
    await denyAllPermissions(connection)
    await connection.send('Fetch.enable', {
      patterns: [{ urlPattern: OWN_ORIGINS }, { urlPattern: '*', resourceType: 'Document' }],
    })
    await connection.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'page' }],
    })
  }

  async stop(): Promise<void> {
    await this.chromium?.close()
  }

  /**
   * Opens a window for `webContents`, its page `width` x `height` CSS pixels; resolves when it can be driven.
   * @throws LaunchError when Chromium does not open it, or has not within OPENING_MS
   */
  async open(webContents: WebContents, title: string, width: number, height: number): Promise<void> {
    const { chromium } = this
    if (!chromium) throw new Error('Cannot create BrowserWindow before app is ready')
    const mark = randomUUID()
    const html = `<meta name=color-scheme content="light dark"><title>${title.replace(/[<&]/g, '')}</title><!--${mark}-->`
    let patience: NodeJS.Timeout | undefined
    await new Promise<void>((opened, reject) => {
      this.expected.set(mark, { webContents, opened })
      chromium.openWindow(`data:text/html,${encodeURIComponent(html)}`, width, height).catch(reject)
      const late = new LaunchError(`Chromium did not open a window within ${OPENING_MS / 1000} s.`)
      patience = setTimeout(() => reject(late), OPENING_MS)
    }).finally(() => {
      clearTimeout(patience)
      this.expected.delete(mark)
    })
    await this.resize(webContents, width, height)
  }

  async resize({ targetId }: WebContents, width: number, height: number): Promise<void> {
    const connection = this.chromium!.connection
    const { windowId } = await connection.send('Browser.getWindowForTarget', { targetId })
    await connection.send('Browser.setContentsSize', { windowId, width, height })
  }

  fromTarget(targetId: string): WebContents | undefined {
    return this.byTarget.get(targetId)
  }

  /** The browser has ended, and every page with it. */
  browserGone(): void {
    for (const sessionId of [...this.bySession.keys()]) this.detached({ sessionId })
  }

  private async attached({ sessionId, targetInfo }: Json): Promise<void> {
    const { connection } = this.chromium!
    const { targetId, url } = targetInfo
    const mark = [...this.expected.keys()].find((candidate) => url.includes(candidate))
    if (mark !== undefined) {
      const { webContents, opened } = this.expected.get(mark)!
      this.expected.delete(mark)
      this.bySession.set(sessionId, webContents)
      this.byTarget.set(targetId, webContents)
      await webContents.attach(connection, targetId, sessionId).then(opened, () => {})
    } else if (url.startsWith('devtools://')) {
      await connection.send('Runtime.runIfWaitingForDebugger', {}, sessionId).catch(() => {})
    } else {
      // A page the application did not open: window.open, a link's target, Chromium's own shortcuts.
      await connection.send('Target.closeTarget', { targetId }).catch(() => {})
    }
  }

  private detached({ sessionId }: Json): void {
    const webContents = this.bySession.get(sessionId)
    if (!webContents) return
    this.bySession.delete(sessionId)
    this.byTarget.delete(webContents.targetId)
    webContents.gone()
  }

  /** Own schemes are answered here; another document has to be allowed by the page's `will-navigate` listeners. */
  private async requestPaused(paused: Json): Promise<void> {
    const { connection } = this.chromium!
    const { requestId, request, resourceType, frameId } = paused
    const page = resourceType === 'Document' ? this.byTarget.get(frameId) : undefined
    if (page && !page.mayNavigate(request.url)) {
      // Aborted, a navigation leaves the present document where it is.
      await connection.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }).catch(() => {})
    } else if (resourceType === 'Other' && new URL(request.url).pathname === '/favicon.ico') {
      // Chromium's own wish, which the application would be blamed for; Electron asks for no such file.
      await connection.send('Fetch.fulfillRequest', { requestId, responseCode: 204 }).catch(() => {})
    } else if (new URL(request.url).hostname.endsWith('.invalid')) {
      await defaultSession.protocol.respond(connection, paused)
    } else {
      await connection.send('Fetch.continueRequest', { requestId }).catch(() => {})
    }
  }
}

export const host = new Host()
