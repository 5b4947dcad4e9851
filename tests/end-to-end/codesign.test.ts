// The Co-design screen: designs over two measures, the front by keys, constraints, and the design looked at.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { screenshots } from './screenshots.ts'
import { go } from './steps.ts'
import { expect, test } from './viseme.ts'

/** Reading a space takes long on a machine that does much else. */
const READ = 240_000

async function openScreen(page: Page): Promise<void> {
  await go(page, 'Co-design')
  await expect(page.getByText(/designs, .* fit, .* with measured error rates/)).toBeVisible({ timeout: READ })
}

test('designs are drawn, the front is walked by keys, constraints tell the nearest miss', async ({
  page,
}) => {
  test.setTimeout(2 * READ)
  await openScreen(page)
  await screenshots(page, 'codesign')

  const plot = page.getByRole('application', { name: /on the front/ })
  await plot.focus()
  await page.keyboard.press('ArrowRight')
  const explanation = page.getByRole('region', { name: 'The design looked at' })
  await expect(explanation.getByText(/On the front/)).toBeVisible()
  const first = await explanation.getByRole('heading').innerText()
  await page.keyboard.press('ArrowRight')
  await expect(explanation.getByRole('heading')).not.toHaveText(first)
  await page.keyboard.press('Enter')

  const wait = page.getByLabel('Waiting for the board, at most, s')
  await wait.fill('0.001')
  await expect(page.getByText('No design meets these constraints.')).toBeVisible()
  await expect(page.getByText(/Nearest of those that fit/)).toBeVisible()
  await screenshots(page, 'codesign-miss')
  await wait.fill('1.5')
  await expect(page.getByText(/^[\d,]+ of [\d,]+ designs meet them/)).toBeVisible()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expect(wait).toHaveValue('')

  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([])
})
