// Screenshots of the window in two sizes, light and dark, into test-results/screenshots/ (ignored by git).

import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { applicationRoot } from '../../main/application-root.ts'

const SIZES = [
  [1280, 800],
  [1024, 700],
]

/** Writes `<name>-<width>x<height>-<scheme>.png` four times, with `shown` in view; leaves the page large and light. */
export async function screenshots(page: Page, name: string, shown?: Locator): Promise<void> {
  for (const [width, height] of SIZES)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme })
      await shown?.evaluate((element) => element.scrollIntoView())
      const file = `${name}-${width}x${height}-${colorScheme}.png`
      await page.screenshot({ path: join(applicationRoot(), 'test-results', 'screenshots', file) })
    }
  const [[width, height]] = SIZES
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: null })
}
