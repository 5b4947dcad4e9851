// Which shell the window's tests run on: Electron's runtime where it is installed and runs, else the stand-in.

import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../../main/application-root.ts'
import { findChromium } from '../../main/stand-in/chromium.ts'
import { installedRuntime, runs } from '../../setup/electron-runtime.ts'

const installed = installedRuntime(applicationRoot())

const standIn = join(applicationRoot(), 'main', 'stand-in', 'electron')

const runtime =
  installed !== null && realpathSync(installed) !== standIn && runs(installed) ? installed : null

export const onElectron = runtime !== null
/** Why no window can be opened here, null where one can. */
export const noShell = onElectron || findChromium() ? null : 'neither Electron nor a Chromium is installed'
export const executable = runtime ?? standIn
/** The window's origin as its page sees it (main/stand-in/origins.ts). */
export const pageOrigin = onElectron ? 'viseme://app' : 'https://app.viseme.invalid'
