// The system's file dialogs: what the user chooses there is all that the main process learns.

import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import type { Choosable } from './api.ts'

const FOLDER: OpenDialogOptions = { properties: ['openDirectory', 'createDirectory'] }

/** The name that is proposed for exported people. */
const PEOPLE_FILE = 'people.viseme'

const file = (name: string, ...extensions: string[]): OpenDialogOptions => ({
  properties: ['openFile'],
  filters: [{ name, extensions }],
})

const OPTIONS: Record<Exclude<Choosable, 'people-file'>, OpenDialogOptions> = {
  folder: FOLDER,
  manifest: file('Manifests', 'csv'),
  trials: file('Lists of comparisons', 'txt', 'csv', 'lst'),
  scores: file('Score files', 'txt', 'csv', 'scores', 'scp'),
  measurement: file('Measurements', 'json'),
  'report-folder': FOLDER,
}

/** The path chosen; null where the dialog was left without one. */
export async function choosePath(what: Choosable): Promise<string | null> {
  const [window] = BrowserWindow.getAllWindows()
  if (what === 'people-file') {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: PEOPLE_FILE,
      properties: ['createDirectory', 'showOverwriteConfirmation'],
    })
    return canceled ? null : filePath
  }
  const { canceled, filePaths } = await dialog.showOpenDialog(window, OPTIONS[what])
  return canceled ? null : filePaths[0]
}
