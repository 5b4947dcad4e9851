// The smallest application that uses every part of the stand-in.
import { join } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron'

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Fixture</title>
<h1>Fixture</h1><a href="https://example.com/" id="link">away</a><a href="https://example.com/" target="_blank" id="popup">popup</a>
<script src="/page.js"></script></html>`
const FILES = {
  '/index.html': ['text/html', PAGE],
  '/page.js': ['text/javascript', 'window.loaded = true'],
  '/worker.js': ['text/javascript', 'postMessage([location.href, isSecureContext])'],
}
const CSP = "default-src 'self'; script-src 'self'; connect-src 'self'"
const heard = []

protocol.registerSchemesAsPrivileged([{ scheme: 'fixture', privileges: { standard: true, secure: true } }])
app.on('window-all-closed', () => app.quit())
app.on('will-quit', () => console.log('will-quit'))
app.on('second-instance', (_event, argv) => heard.push(['second-instance', argv.at(-1)]))
const first = app.requestSingleInstanceLock()

ipcMain.handle('echo', (_event, ...args) => args)
ipcMain.handle('sum', (_event, samples) => samples.reduce((a, b) => a + b, 0))
ipcMain.handle('fail', () => {
  throw new TypeError('refused')
})
ipcMain.handle('function', () => () => 1)
ipcMain.handle('sender', ({ senderFrame, sender }) => ({
  url: senderFrame.url,
  origin: senderFrame.origin,
  id: sender.id,
}))
ipcMain.handle('heard', () => heard)
ipcMain.handle('open', (_event, options) => dialog.showOpenDialog(BrowserWindow.getAllWindows()[0], options))
ipcMain.on('tell', (event, value) => event.sender.send('told', value))

app.whenReady().then(async () => {
  if (!first) return app.quit()
  Menu.setApplicationMenu(null)
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(permission === 'media' && details.mediaTypes.includes('video')),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === 'media')
  protocol.handle('fixture', async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/post')
      return new Response(await request.text(), { headers: { 'x-method': request.method } })
    const [type, body] = FILES[pathname] ?? ['text/plain', null]
    return body === null
      ? new Response('', { status: 404 })
      : new Response(body, { headers: { 'content-type': type, 'content-security-policy': CSP } })
  })
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
    },
  })
  window.webContents.setWindowOpenHandler(({ url }) => {
    heard.push(['window-open', url])
    return { action: 'deny' }
  })
  window.webContents.on('will-navigate', (event, url) => {
    heard.push(['will-navigate', url])
    event.preventDefault()
  })
  await window.loadURL('fixture://app/index.html')
  console.log('loaded', window.webContents.getURL())
})
