// The window itself, and that there is one.

import { join } from 'node:path'
import { type App, app, BrowserWindow } from 'electron'
import { PAGE } from './window-protocol.ts'

/** False when another Viseme of this user is running: it comes to the front instead. */
export function setUpSingleInstance(app: App): boolean {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  return app.requestSingleInstanceLock()
}

/** Opens the window; `built` is the folder of the built main process, preload and renderer. */
export async function openWindow(built: string): Promise<void> {
  const window = new BrowserWindow({
    title: 'Viseme',
    width: 1280,
    height: 800,
    useContentSize: true,
    minWidth: 640,
    minHeight: 480,
    webPreferences: {
      preload: join(built, 'preload', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  })
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    console.error(`The window's page has ended unexpectedly (${reason}, exit status ${exitCode}).`)
    app.exit(1)
  })
  await window.loadURL(PAGE)
}
