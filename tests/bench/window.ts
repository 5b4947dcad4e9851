// From the start of the program to a window that can be used: its first heading is there and answers come. After the
// build, with a profile that exists; the driver of the tests watches, so that the time is slightly too long.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { applicationRoot } from '../../main/application-root.ts'
import { hasDisplay } from '../../main/stand-in/chromium.ts'
import { build } from '../../setup/build.ts'
import { executable, noShell } from '../end-to-end/shell.ts'

const STARTS = 5

/** Median ms; null where no window can be opened. */
export async function measureStart(): Promise<number | null> {
  if (noShell !== null || !hasDisplay() || !build(applicationRoot())) return null
  const folder = mkdtempSync(join(tmpdir(), 'viseme-start-'))
  try {
    const times: number[] = []
    for (let start = 0; start <= STARTS; start++) {
      const ms = await startOnce(folder)
      if (start > 0) times.push(ms) // the first one makes the profile
    }
    return times.sort((a, b) => a - b)[times.length >> 1]
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function startOnce(folder: string): Promise<number> {
  const begun = performance.now()
  const viseme = await _electron.launch({
    executablePath: executable,
    cwd: applicationRoot(),
    args: ['.', `--user-data-dir=${join(folder, 'profile')}`],
    env: { ...(process.env as Record<string, string>), VISEME_DATA: join(folder, 'data') },
  })
  try {
    const page = await viseme.firstWindow()
    await page.locator('main h2').first().waitFor()
    return performance.now() - begun
  } finally {
    await viseme.close()
  }
}
