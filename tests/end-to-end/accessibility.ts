// What is shown against the rules of axe (WCAG 2.2 A and AA) in light and dark, and at narrow widths.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './viseme.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Rules broken by what is shown, in both colour schemes, and narrow windows in which it scrolls sideways. */
export async function broken(page: Page, screen: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations, passes } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode().analyze()
    expect(passes.length).toBeGreaterThan(10)
    for (const { id, nodes } of violations)
      found.push(
        `${screen}, ${colorScheme}: ${id} in ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
      )
  }
  await page.emulateMedia({ colorScheme: null })
  const size = page.viewportSize() ?? { width: 1280, height: 800 }
  for (const width of [640, 900]) {
    await page.setViewportSize({ width, height: 700 })
    const [shown, needed] = await page.evaluate(() => {
      const root = document.scrollingElement as Element
      return [root.clientWidth, root.scrollWidth]
    })
    if (needed > shown) found.push(`${screen}: ${needed} pixels wide in a window of ${shown}`)
  }
  await page.setViewportSize(size)
  return found
}
