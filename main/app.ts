// Electron's entry: the window over the same services as the command line.

import { join } from 'node:path'
import { app, ipcMain, Menu, protocol, safeStorage, session } from 'electron'
import { applicationRoot } from './application-root.ts'
import { zooFolder } from './inference/zoo.ts'
import { setUpIpc } from './ipc.ts'
import type { Services } from './services.ts'
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
let opening: Promise<Services> | null = null
/** Loaded and opened while the window opens. What fails is tried again by the next call: a locked store is a message, not an end. */
function services(): Promise<Services> {
  opening ??= openServices().catch((error) => {
    opening = null
    throw error
  })
  return opening
}

async function openServices(): Promise<Services> {
  const { createServices } = await import('./services.ts')
  opened = createServices({
    shell,
    choosePath,
    keyring: () => findKeyring(safeStorage),
  })
  return opened
}

async function start(): Promise<void> {
  Menu.setApplicationMenu(null)
  setUpProtocol(protocol, { renderer: join(built, 'renderer'), models: zooFolder() })
  setUpPermissions(session.defaultSession)
  setUpNavigation(app)
  setUpIpc(
    ipcMain,
    async () => (await services()).handlers,
    (error) => console.error(error),
  )
  services().catch(() => {}) // the window's first call tells what is wrong
  await openWindow(built)
}

app.enableSandbox()
setUpScheme(protocol)
app.on('window-all-closed', () => app.quit())
app.on('quit', () => opened?.close())
if (setUpSingleInstance(app)) {
  setImmediate(() => import('./services.ts').catch(() => {})) // while the browser starts
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
