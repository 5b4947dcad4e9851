// `dialog`: Chromium's own file chooser, opened by the window's page in the isolated world; the DevTools protocol tells
// which files it handed out (DOM.getFileInfo). It has none for a file to be written that would tell a path: a folder is
// chosen, and the file is the proposed name in it. Without a display there is nobody to choose: canceled.

import { basename, join } from 'node:path'
import type { BrowserWindow } from './browser-window.ts'
import type { Json } from './connection.ts'
import type { WebContents } from './web-contents.ts'

interface OpenOptions {
  /** `openFile` (the default) or `openDirectory`. */
  properties?: ('openFile' | 'openDirectory')[]
  filters?: { name: string; extensions: string[] }[]
}

interface OpenAnswer {
  canceled: boolean
  filePaths: string[]
}

export const dialog = {
  /** One file, or one folder; an empty folder cannot be told from none. */
  async showOpenDialog(
    { webContents }: BrowserWindow,
    { properties = [], filters = [] }: OpenOptions = {},
  ): Promise<OpenAnswer> {
    const folder = properties.includes('openDirectory')
    const accept = filters.flatMap(({ extensions }) => extensions.map((name) => `.${name}`)).join()
    const path = await chosenPath(webContents, folder, accept).catch(() => null)
    return path === null ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: [path] }
  },

  /** A file to be written: the name of `defaultPath` in a folder that holds anything. */
  async showSaveDialog(
    window: BrowserWindow,
    { defaultPath }: { defaultPath: string },
  ): Promise<{ canceled: boolean; filePath: string }> {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory'] })
    return canceled
      ? { canceled, filePath: '' }
      : { canceled, filePath: join(filePaths[0], basename(defaultPath)) }
  },
}

async function chosenPath(contents: WebContents, folder: boolean, accept: string): Promise<string | null> {
  const { result } = await contents.evaluateInPreload(
    `(${chooseFile})(${JSON.stringify(folder)}, ${JSON.stringify(accept)})`,
  )
  if (!result?.objectId) return null
  const { objectId } = result
  const { path } = await contents.command('DOM.getFileInfo', { objectId })
  if (!folder) return path
  const { result: within } = await contents.command('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: 'function () { return this.webkitRelativePath }',
    returnByValue: true,
  })
  return folderOf(path, within.value)
}

/** The chosen folder, from one of its files and that file's path from the folder on, the folder's name included. */
export function folderOf(path: string, within: string): string {
  const below = within.length - within.indexOf('/')
  return path.slice(0, path.length - below)
}

/** Runs in the page: the chosen file, or the first of the chosen folder; null where none was chosen. */
function chooseFile(folder: boolean, accept: string): Promise<Json> {
  return new Promise((resolve) => {
    const input = document.createElement('input')
    input.type = 'file'
    input.webkitdirectory = folder
    if (!folder) input.accept = accept
    input.addEventListener('change', () => resolve(input.files?.[0] ?? null))
    input.addEventListener('cancel', () => resolve(null))
    input.click()
  })
}
