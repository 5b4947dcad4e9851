// The Co-design screen: designs over two measures, the front by keys, constraints, and the design looked at.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { screenshots } from './screenshots.ts'
import { authenticate, draw, enrolButton, go } from './steps.ts'
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
  await wait.scrollIntoViewIfNeeded()
  await screenshots(page, 'codesign-miss')
  await wait.fill('1.5')
  await expect(page.getByText(/^[\d,]+ of [\d,]+ designs meet them/)).toBeVisible()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expect(wait).toHaveValue('')

  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([])
})

test('a design is compared, exported, put in use, opened on the board, and lets a person in', async ({
  page,
  folder,
}) => {
  test.setTimeout(2 * READ)
  await openScreen(page)
  const plot = page.getByRole('application', { name: /on the front/ })
  await plot.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const explanation = page.getByRole('region', { name: 'The design looked at' })
  const id = await explanation.getByRole('heading').innerText()
  await explanation.getByRole('button', { name: 'Compare with another' }).click()
  await page.getByText(/^The front as a table/).click()
  await page.locator('.front-table').getByRole('button').last().click()
  const comparison = page.getByRole('region', { name: 'Two designs side by side' })
  await expect(comparison.getByRole('row', { name: /Waiting for the board/ })).toBeVisible()
  await comparison.scrollIntoViewIfNeeded()
  await screenshots(page, 'codesign-compared')
  await comparison.getByRole('button', { name: 'Close' }).click()

  await page.locator('.front-table').getByRole('button').first().click()
  await expect(explanation.getByRole('heading')).toHaveText(id)
  await page.getByText('Export: designs, firmware recipe').click()
  await page.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'exported'))
  await page.getByRole('button', { name: 'Firmware recipe' }).click()
  await expect(page.getByText('Written:')).toBeVisible({ timeout: 60_000 })
  expect(existsSync(join(folder, 'exported', 'sdkconfig.defaults'))).toBe(true)
  await page.getByLabel(/only the front/).check()
  await page.getByRole('button', { name: 'Designs as CSV' }).click()
  await expect(page.getByText('designs.csv')).toBeVisible({ timeout: 60_000 })

  await explanation.getByRole('button', { name: 'Use for live attempts' }).click()
  await expect(page.getByText(/run with this design/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: `Design in use: ${id}. Opens Co-design.` })).toBeVisible()
  await screenshots(page, 'codesign-in-use')
  await explanation.getByRole('button', { name: 'Open on the Board' }).click()
  await expect(page.getByText(new RegExp(`${id} fits`))).toBeVisible({ timeout: 60_000 })
  await screenshots(page, 'codesign-board')

  await go(page, 'Enrol')
  await expect(page.getByText('At least 3 pictures of the face are needed.')).toBeVisible()
  await page.getByLabel('Name').fill('Ada')
  await draw(page, 1, 0, 3)
  await enrolButton(page).click()
  await expect(page.getByText('Ada is enrolled.')).toBeVisible({ timeout: 60_000 })
  await go(page, 'Authenticate')
  await draw(page, 1, 1, 1)
  expect(await authenticate(page)).toBe('accept')

  await go(page, 'Co-design')
  await page.getByRole('button', { name: 'Back to the default system' }).click()
  await expect(page.getByText(/run with this design/)).toBeHidden()
})

test('prices change the bill and can be taken back; guidelines have their plots', async ({ page }) => {
  test.setTimeout(4 * READ)
  await openScreen(page)
  await page.getByText('Prices', { exact: true }).click()
  const dollars = page.getByLabel('Dollars 1')
  await dollars.fill('12.5')
  await dollars.blur()
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(dollars).toHaveValue('20')
  await dollars.fill('12.5')
  await dollars.blur()
  await page.getByRole('button', { name: 'Use these prices' }).click()
  await expect(page.getByRole('button', { name: 'Back to the shipped prices' })).toBeEnabled({
    timeout: READ,
  })
  await page.getByLabel('Up').selectOption('Bill of materials')
  await expect(page.locator('.codesign > .progress')).toBeHidden({ timeout: READ })
  await page.getByRole('application', { name: /on the front/ }).focus()
  await page.keyboard.press('ArrowRight')
  const explanation = page.getByRole('region', { name: 'The design looked at' })
  await expect(explanation.getByText('12.5 $')).toBeVisible()
  await page.getByLabel('Stated FMR').scrollIntoViewIfNeeded()
  await screenshots(page, 'codesign-prices')

  await page.getByRole('button', { name: 'Derive the guidelines' }).click()
  await expect(page.getByText(/did not survive the correction/)).toBeVisible({ timeout: READ })
  const claim = page.locator('.claims li').first()
  await claim.locator('summary').click()
  await expect(claim.locator('figure svg')).toBeVisible()
  await claim.scrollIntoViewIfNeeded()
  await screenshots(page, 'codesign-guidelines')
  await page.getByRole('button', { name: 'Show the interactions' }).click()
  await expect(page.getByText(/the strongest interaction first/)).toBeVisible({ timeout: READ })
  await page.locator('.multiples').scrollIntoViewIfNeeded()
  await screenshots(page, 'codesign-interactions')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([])
})
