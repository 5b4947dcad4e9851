// Electron's entry: the window over the same services as the command line.

import { join } from 'node:path'
import { app, ipcMain, Menu, protocol, safeStorage, session } from 'electron'
import { defaultDirectory } from '../enrollment-data/open.ts'
import { applicationRoot } from './application-root.ts'
import { setUpIpc } from './ipc.ts'
import { createServices, type Services } from './services.ts'
import { openWindow, setUpSingleInstance } from './window.ts'
import { choosePath } from './window-dialogs.ts'
import { findKeyring } from './window-keyring.ts'
import { setUpNavigation } from './window-navigation.ts'
import { setUpPermissions } from './window-permissions.ts'
import { setUpProtocol, setUpScheme } from './window-protocol.ts'

const built = join(applicationRoot(), 'out')
const shell = process.versions.electron
  ? `Electron ${process.versions.electron}`
  : 'Chromium, through the stand-in for Electron'

let opened: Services | null = null
/** Opened by the first call that needs them, and tried again by the next: a locked store is a message, not an end. */
const services = (): Services =>
  (opened ??= createServices({
    directory: defaultDirectory(),
    shell,
    choosePath,
    keyring: () => findKeyring(safeStorage),
  }))

async function start(): Promise<void> {
  Menu.setApplicationMenu(null)
  setUpProtocol(protocol, join(built, 'renderer'))
  setUpPermissions(session.defaultSession)
  setUpNavigation(app)
  setUpIpc(
    ipcMain,
    () => services().handlers,
    (error) => console.error(error),
  )
  await openWindow(built)
}

app.enableSandbox()
setUpScheme(protocol)
app.on('window-all-closed', () => app.quit())
app.on('quit', () => opened?.close())
if (setUpSingleInstance(app)) {
  app
    .whenReady()
    .then(start)
    .catch((error) => {
      console.error(error)
      app.exit(1)
    })
} else {
  console.error('Viseme is running already: its window comes to the front.')
  app.quit()
}
