// Trial mode: a run begun by keyboard, attempts of three roles, its figures, its export, and going on with it later.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { screenshots } from './screenshots.ts'
import { enrolSimulated, go } from './steps.ts'
import { expect, test } from './viseme.ts'

async function drawFor(page: Page, seed: number, session: number): Promise<void> {
  await page.getByRole('spinbutton', { name: 'Simulated person' }).fill(String(seed))
  await page.getByRole('spinbutton', { name: 'Session' }).fill(String(session))
  await page.getByRole('button', { name: 'Draw this person' }).click()
  await expect(page.locator('.sample.good')).toHaveCount(2, { timeout: 30_000 })
}

/** Makes the attempt by its key and waits until it is counted. */
async function make(page: Page, outcome: 'accept' | 'reject'): Promise<void> {
  await page.keyboard.press('t')
  await expect(page.locator('.last-trial')).toHaveAttribute('data-outcome', outcome, { timeout: 30_000 })
}

test('a researcher runs trials by keyboard, sees the rates, exports them and goes on later', async ({
  page,
  folder,
}) => {
  test.setTimeout(180_000)
  await enrolSimulated(page, 'Ada', 1)
  await go(page, 'Trials')
  await page.getByLabel('Name of the run').fill('Spring lab')
  await page.getByLabel('Name of the run').press('Tab')
  await page.keyboard.type('0.5')
  await page.getByLabel('Keep pictures and recordings of this run.').check()
  await page.getByRole('textbox', { name: 'Folder (whole path)' }).fill(join(folder, 'raw'))
  await screenshots(page, 'trials-begin')
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Trials: Spring lab' })).toBeVisible()
  await expect(page.locator('.claim')).toContainText('needs 5 impostor attempts')

  await page.getByText('Simulated person', { exact: true }).first().click()
  await drawFor(page, 1, 1)
  await page.getByRole('button', { name: 'Draw this person' }).focus()
  await page.keyboard.press('g')
  await make(page, 'accept')
  await page.keyboard.press('i')
  await expect(page.getByRole('radio', { name: 'Impostor (I)' })).toBeChecked()
  await page.getByLabel('Who presents').fill('P 17')
  await drawFor(page, 2, 1)
  await page.getByRole('button', { name: 'Draw this person' }).focus()
  await make(page, 'reject')
  await page.keyboard.press('a')
  await page.getByLabel('Kind of attack').fill('print')
  await page.getByRole('button', { name: 'Draw this person' }).focus()
  await make(page, 'reject')

  const figures = page.getByRole('region', { name: 'How the run stands' })
  await expect(figures.getByRole('row', { name: /FAR/ })).toContainText('0 of 1')
  await expect(figures.getByRole('row', { name: /FRR/ })).toContainText('0 of 1')
  await expect(figures.getByRole('row', { name: /print/ })).toContainText('0 of 1')
  await expect(figures).toContainText('there are 1.')
  await expect(page.locator('.trial-list li')).toHaveText([/print: P 17/, /impostor: P 17/, /genuine: Ada/])
  await screenshots(page, 'trials')

  await page.getByRole('button', { name: 'Take the last one back' }).click()
  await expect(page.locator('.trial-list li.withdrawn')).toHaveText(/print: P 17/)
  await expect(page.locator('.trial-list li')).toHaveCount(3)
  await expect(figures.getByRole('row', { name: /print/ })).toHaveCount(0)
  const out = join(folder, 'export')
  await page.getByRole('region', { name: 'Export' }).getByRole('textbox').fill(out)
  await page.getByRole('button', { name: 'Write score file, CSV and JSON' }).click()
  await expect(page.locator('.file-name')).toHaveCount(3)
  expect(readFileSync(join(out, 'Spring-lab-scores.txt'), 'utf8')).toMatch(
    /^#1 #1 \d+\.\d+ target\n#1 P%2017 -?\d+\.\d+ nontarget\n$/,
  )
  expect(readdirSync(join(folder, 'raw', 'Spring-lab-1')).length).toBe(4)

  await page.getByRole('button', { name: 'Leave the run' }).click()
  await page.reload()
  await go(page, 'Trials')
  await page.getByRole('button', { name: 'Spring lab' }).click()
  await expect(page.locator('.trial-list li')).toHaveCount(3)
  await go(page, 'Authenticate')
  await expect(page.locator('.trial-banner')).toHaveCount(0)
  expect(existsSync(join(folder, 'raw'))).toBe(true)
})
