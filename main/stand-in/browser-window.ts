// `BrowserWindow`: a window without browser furniture where there is a display, a headless page elsewhere.

import { EventEmitter } from 'node:events'
import { app } from './application.ts'
import { host } from './host.ts'
import { WebContents } from './web-contents.ts'

export interface BrowserWindowOptions {
  /** Size of the page in CSS pixels. */
  width?: number
  height?: number
  title?: string
  webPreferences?: {
    preload?: string
    contextIsolation?: boolean
    sandbox?: boolean
    nodeIntegration?: boolean
  }
}

/** Electron's close event: a listener may keep the window open. */
class CloseEvent {
  defaultPrevented = false

  preventDefault(): void {
    this.defaultPrevented = true
  }
}

let lastId = 0

export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  /** Never settles where the window could not be opened: the application ends then. */
  private readonly opened: Promise<void>

  constructor(options: BrowserWindowOptions = {}) {
    super()
    const { webPreferences = {}, width = 800, height = 600, title = app.getName() } = options
    if (
      webPreferences.nodeIntegration ||
      webPreferences.contextIsolation === false ||
      webPreferences.sandbox === false
    )
      throw new Error('The stand-in gives pages an isolated, sandboxed preload only')
    this.webContents = new WebContents(webPreferences.preload ?? null)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.once('destroyed', () => {
      host.windows.delete(this)
      this.emit('closed')
      app.windowGone()
    })
    host.windows.add(this)
    this.opened = host.open(this.webContents, title, width, height).catch((error) => app.fail(error))
    app.emit('browser-window-created', {}, this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    await this.opened
    await this.webContents.loadURL(url)
  }

  /** Resizes the page to `width` x `height` CSS pixels. */
  setContentSize(width: number, height: number): void {
    this.opened.then(() => host.resize(this.webContents, width, height)).catch(() => {})
  }

  /** Windows are visible from their creation. */
  show(): void {
    this.focus()
  }

  focus(): void {
    this.opened.then(() => this.webContents.command('Page.bringToFront')).catch(() => {})
  }

  isMinimized(): boolean {
    return false
  }

  restore(): void {
    this.focus()
  }

  close(): void {
    const event = new CloseEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    this.opened.then(() => this.webContents.close())
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed()
  }

  static getAllWindows(): BrowserWindow[] {
    return [...host.windows]
  }

  static fromWebContents(webContents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === webContents) ?? null
  }
}
