// The harness of the window's tests: `test` with a running Viseme, its data in a folder of its own.
//
//   test.use({ devices: async ({ folder }, use) => use({ camera: cameraFile(folder, frames) }) })
//   test('...', async ({ page }) => { ... })

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, test as base, type ElectronApplication, type Page } from '@playwright/test'
import { openStore } from '../../enrollment-data/store.ts'
import { applicationRoot } from '../../main/application-root.ts'
import { executable, noShell, pageOrigin } from './shell.ts'

/** Files that play as devices; a test without them has a camera and a microphone of Chromium's own patterns. */
export interface Devices {
  camera?: string
  microphone?: string
}

interface Options {
  devices: Devices
  /** Added to the environment of the application. */
  environment: Record<string, string>
  /** `asked`: the store is as the test left it. Default: unprotected by choice. */
  protection?: 'unprotected' | 'asked'
}

interface Fixtures {
  /** A folder of this test, removed after it. */
  folder: string
  viseme: ElectronApplication
  page: Page
}

/** Answers, before the window asks it, how the store in `folder` is protected: not at all. */
function leaveUnprotected(folder: string): void {
  const store = openStore({ directory: join(folder, 'data') })
  if (!store.protection.state().chosen) store.protection.unprotect()
  store.close()
}

/** Starts Viseme with its data and its profile in `folder`; the store is unprotected, by choice, unless `asked`. */
export function launch(
  folder: string,
  { devices, environment, protection = 'unprotected' }: Options,
): Promise<ElectronApplication> {
  if (protection === 'unprotected') leaveUnprotected(folder)
  const { camera, microphone } = devices
  return _electron.launch({
    executablePath: executable,
    cwd: applicationRoot(),
    args: [
      '.',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--use-fake-device-for-media-stream',
      ...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : []),
      ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
    ],
    env: { ...(process.env as Record<string, string>), VISEME_DATA: join(folder, 'data'), ...environment },
  })
}

/** The window's page, once it has loaded. */
export async function windowOf(viseme: ElectronApplication): Promise<Page> {
  const page = await viseme.firstWindow()
  await page.waitForURL(`${pageOrigin}/**`)
  await page.waitForLoadState()
  return page
}

export const test = base.extend<Fixtures & Options>({
  devices: [{}, { option: true }],
  environment: [{}, { option: true }],
  protection: ['unprotected', { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from its first parameter
  folder: async ({}, use) => {
    base.skip(noShell !== null, noShell ?? '')
    const folder = mkdtempSync(join(tmpdir(), 'viseme-window-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
  viseme: async ({ folder, devices, environment, protection }, use) => {
    const viseme = await launch(folder, { devices, environment, protection })
    await use(viseme)
    await viseme.close()
  },
  page: async ({ viseme }, use) => use(await windowOf(viseme)),
})

export { expect } from '@playwright/test'
