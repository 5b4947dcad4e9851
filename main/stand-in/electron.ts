// The stand-in for the electron module: as much of its main-process interface as an application needs that keeps to
// contextIsolation, sandbox and an own protocol. The window is an installed Chromium's (chromium.ts).
// Reference: https://www.electronjs.org/docs/latest/api/app

import type * as Electron from 'electron'
import { app } from './application.ts'
import { BrowserWindow } from './browser-window.ts'
import { dialog } from './dialog.ts'
import { host } from './host.ts'
import { ipcMain } from './ipc-main.ts'
import { Menu } from './menu.ts'
import { nativeTheme } from './native-theme.ts'
import { safeStorage } from './safe-storage.ts'
import { defaultSession } from './session.ts'

const session = { defaultSession }
const { protocol } = defaultSession
const webContents = {
  getAllWebContents: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
  fromDevToolsTargetId: (targetId: string) => host.fromTarget(targetId),
}

/** Every name is one of Electron's own. */
type Names = Partial<Record<keyof typeof Electron, unknown>>

export { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, safeStorage, session, webContents }
export default {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  nativeTheme,
  protocol,
  safeStorage,
  session,
  webContents,
} satisfies Names
