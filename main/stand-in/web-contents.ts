// `webContents`: one page, driven through its DevTools session.

import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Connection, Json } from './connection.ts'
import { type Frame, ipcMain, messageOf } from './ipc-main.ts'
import { fromPageUrl, toPageUrl } from './origins.ts'
import { codec } from './page/codec.ts'
import { BINDING, ISOLATED_WORLD, pageScript, preloadScript, RECEIVE, type ToPage } from './page/worlds.ts'
import { applyPermissions } from './permissions.ts'
import { defaultSession, type Session } from './session.ts'

/** The event of a navigation that may be refused. */
export class NavigationEvent {
  readonly url: string
  readonly isMainFrame = true
  readonly isSameDocument = false
  defaultPrevented = false

  constructor(url: string) {
    this.url = url
  }

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

type WindowOpenHandler = (details: { url: string; frameName: string; disposition: string }) => {
  action: 'allow' | 'deny'
}

/** Preloads see the little of `process` that Electron's sandbox leaves them. */
const PRELOAD_PROCESS = {
  type: 'renderer',
  platform: process.platform,
  arch: process.arch,
  versions: process.versions,
  sandboxed: true,
  contextIsolated: true,
  env: {},
  argv: [],
}

let lastId = 0

export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly session: Session = defaultSession
  /** The DevTools identifiers, known once the window is open. */
  targetId = ''
  sessionId = ''
  private connection: Connection | null = null
  private readonly attached: Promise<void>
  private markAttached = () => {}
  private readonly preload: string | null
  private windowOpenHandler: WindowOpenHandler | null = null
  /** Documents whose preload has run, by the context of their isolated world; the last one is the present one. */
  private readonly frames = new Map<number, Frame>()
  private url = ''
  /** Which document that is; empty until the application has shown one. */
  private loader = ''
  /** The page address that loadURL is on its way to. */
  private expected: string | null = null
  private destroyed = false
  private permissions: Promise<void> = Promise.resolve()

  constructor(preload: string | null) {
    super()
    this.preload = preload
    const reapply = () => this.applyPermissions(this.url).catch(() => {})
    this.session.on('permissions-changed', reapply)
    this.once('destroyed', () => this.session.off('permissions-changed', reapply))
    this.attached = new Promise((resolve) => (this.markAttached = resolve))
  }

  /** Takes over a fresh target: preload, bridge and bindings are in place before its next document. */
  async attach(connection: Connection, targetId: string, sessionId: string): Promise<void> {
    Object.assign(this, { connection, targetId, sessionId })
    const name = randomUUID()
    const source = this.preload === null ? '' : readFileSync(this.preload, 'utf8')
    const worldName = ISOLATED_WORLD
    const commands: [string, Json][] = [
      ['Page.enable', {}],
      ['Page.setLifecycleEventsEnabled', { enabled: true }],
      ['Runtime.enable', {}],
      ['Runtime.addBinding', { name: BINDING, executionContextName: worldName }],
      ['Page.addScriptToEvaluateOnNewDocument', { source: pageScript(name) }],
      [
        'Page.addScriptToEvaluateOnNewDocument',
        { source: preloadScript(name, source, PRELOAD_PROCESS), worldName },
      ],
      ['Runtime.runIfWaitingForDebugger', {}],
    ]
    await Promise.all(commands.map(([method, params]) => this.command(method, params)))
    this.markAttached()
  }

  /** Runs one DevTools command on this page. */
  command(method: string, params: Json = {}): Promise<Json> {
    if (!this.connection) return Promise.reject(new Error(`${method}: the window is not open yet`))
    return this.connection.send(method, params, this.sessionId)
  }

  /** Shows `url`; resolves when it has loaded. */
  async loadURL(url: string): Promise<void> {
    await this.attached
    const pageUrl = toPageUrl(url)
    await this.applyPermissions(pageUrl)
    const loaded = new Promise<void>((resolve) => this.once('did-finish-load', () => resolve()))
    this.expected = pageUrl
    const { errorText } = await this.command('Page.navigate', { url: pageUrl })
    this.expected = null
    if (errorText) {
      this.emit('did-fail-load', {}, -2, errorText, url, true)
      throw new Error(`${errorText} (-2) loading '${url}'`)
    }
    await loaded
  }

  getURL(): string {
    return fromPageUrl(this.url)
  }

  /** Sends an event to the page's preload (`ipcRenderer.on`); lost where no document is loaded, as in Electron. */
  send(channel: string, ...args: unknown[]): void {
    const present = [...this.frames.keys()].at(-1)
    const text = codec.stringify({ type: 'event', channel, args } satisfies ToPage)
    if (present !== undefined) this.tell(text, present)
  }

  /** Delivers a message (ToPage, in the codec's text) to the isolated world of one document; lost when that has gone. */
  async tell(text: string, contextId: number): Promise<void> {
    await this.command('Runtime.callFunctionOn', {
      functionDeclaration: `function (text) { this.${RECEIVE}(text) }`,
      executionContextId: contextId,
      arguments: [{ value: text }],
    }).catch(() => {})
  }

  /**
   * Value of an expression in the isolated world of the present document, by reference, as if the user had just acted;
   * waited for where it is a promise.
   */
  evaluateInPreload(expression: string): Promise<Json> {
    const contextId = [...this.frames.keys()].at(-1)
    return this.command('Runtime.evaluate', { expression, contextId, userGesture: true, awaitPromise: true })
  }

  /** What the page's `prefers-color-scheme` says. */
  async emulateColorScheme(scheme: 'system' | 'light' | 'dark'): Promise<void> {
    await this.attached
    const value = scheme === 'system' ? '' : scheme
    await this.command('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] })
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.windowOpenHandler = handler
  }

  /** Closes the page; its window goes with it. */
  close(): void {
    if (!this.destroyed)
      this.connection?.send('Target.closeTarget', { targetId: this.targetId }).catch(() => {})
  }

  forcefullyCrashRenderer(): void {
    this.command('Page.crash').catch(() => {})
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  /** True when the page may go to `pageUrl`: the application asked for it, or no `will-navigate` listener objects. */
  mayNavigate(pageUrl: string): boolean {
    if (pageUrl === this.expected) return true
    const event = new NavigationEvent(fromPageUrl(pageUrl))
    this.emit('will-navigate', event, event.url)
    return !event.defaultPrevented
  }

  /** Takes an event of this page's DevTools session. */
  receive(method: string, params: Json): void {
    if (method === 'Runtime.executionContextCreated') this.contextCreated(params.context)
    else if (method === 'Runtime.executionContextDestroyed') this.frames.delete(params.executionContextId)
    else if (method === 'Runtime.executionContextsCleared') this.frames.clear()
    else if (method === 'Runtime.bindingCalled' && params.name === BINDING) {
      const frame = this.frames.get(params.executionContextId)
      const message = messageOf(params.payload)
      if (frame && message) ipcMain.receive(this, frame, params.executionContextId, message)
    } else if (method === 'Page.frameNavigated' && !params.frame.parentId) this.navigated(params.frame)
    else if (method === 'Page.lifecycleEvent' && params.name === 'load' && params.loaderId === this.loader)
      this.emit('did-finish-load')
    else if (method === 'Page.windowOpen')
      this.windowOpenHandler?.({
        url: fromPageUrl(params.url),
        frameName: params.windowName,
        disposition: 'foreground-tab',
      })
    else if (method === 'Inspector.targetCrashed')
      this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  }

  /** The page has gone. */
  gone(): void {
    this.destroyed = true
    this.emit('destroyed')
  }

  /** Has the permission handlers answer for the origin of `pageUrl`, after any earlier wish of this kind. */
  private applyPermissions(pageUrl: string): Promise<void> {
    const next = () => applyPermissions(this.connection!, this.session.permissions, this, pageUrl)
    this.permissions = this.permissions.then(next, next)
    return this.permissions
  }

  private contextCreated({ id, name, origin, auxData }: Json): void {
    if (name !== ISOLATED_WORLD || auxData?.frameId !== this.targetId) return
    this.frames.set(id, { url: this.getURL(), origin: fromPageUrl(origin), parent: null })
  }

  /** Addresses that need no request (about:, blob:) pass the interception by: undone here where they are refused. */
  private navigated({ url: pageUrl, loaderId }: Json): void {
    const before = this.url
    this.url = pageUrl
    const first = before === '' && pageUrl.startsWith('data:')
    if (first) return
    this.loader = loaderId
    if (/^(about|blob|data):/.test(pageUrl) && !this.mayNavigate(pageUrl))
      this.loadURL(fromPageUrl(before)).catch(() => {})
    else this.emit('did-navigate', {}, this.getURL())
  }
}
