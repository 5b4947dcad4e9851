// Every screen against the rules of axe (WCAG 2.2 A and AA) in light and dark, at a narrow width, and by keyboard alone.

import type { Page } from '@playwright/test'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { broken } from './accessibility.ts'
import { cameraFile } from './devices.ts'
import { screenshots } from './screenshots.ts'
import { authenticate, draw, enrolSimulated, go } from './steps.ts'
import { expect, test } from './viseme.ts'

test.use({
  devices: async ({ folder }, use) =>
    use({ camera: cameraFile(folder, [simulatedPerson(1).face(0, 0).image]) }),
})

test('no screen breaks a rule of accessibility or scrolls sideways', async ({ page }) => {
  test.setTimeout(180_000)
  const found: string[] = []
  await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
  found.push(...(await broken(page, 'empty')))
  await go(page, 'Enrol')
  await expect(page.getByRole('button', { name: 'Take picture' })).toBeEnabled()
  await expect(page.locator('.meters')).toBeVisible()
  found.push(...(await broken(page, 'enrol, live')))
  await page.getByText('Files', { exact: true }).click()
  found.push(...(await broken(page, 'enrol, files')))
  await page.getByLabel('Name').fill('Ada')
  await draw(page, 1, 0, 5)
  found.push(...(await broken(page, 'enrol, simulated')))
  await enrolSimulated(page, 'Ada', 1)
  found.push(...(await broken(page, 'enrolled')))
  await go(page, 'People')
  await expect(page.getByRole('rowheader', { name: 'Ada' })).toBeVisible()
  found.push(...(await broken(page, 'people')))
  await page.getByRole('button', { name: 'Rename: Ada' }).click()
  await page.getByText('Take people to another computer').click()
  found.push(...(await broken(page, 'people, renaming')))
  await go(page, 'Trials')
  found.push(...(await broken(page, 'trials, begin')))
  await page.getByLabel('Name of the run').fill('Lab')
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  await page.getByText('Attack (A)').click()
  found.push(...(await broken(page, 'trials, run')))
  await go(page, 'Authenticate')
  await page.getByText('Devices', { exact: true }).click()
  found.push(...(await broken(page, 'authenticate, live')))
  await draw(page, 2, 1, 2)
  await authenticate(page)
  found.push(...(await broken(page, 'rejected')))
  await page.getByRole('button', { name: 'How good is this estimate?' }).click()
  await expect(page.getByRole('columnheader', { name: 'Published' })).toBeVisible()
  await screenshots(page, 'calibration')
  found.push(...(await broken(page, 'board, calibration')))
  await page.getByLabel('What to inspect').selectOption('face-embed')
  await expect(page.getByText('face-embed fits.')).toBeVisible()
  found.push(...(await broken(page, 'board, network')))
  await go(page, 'Protection')
  await page.getByRole('button', { name: 'Check the log' }).click()
  await expect(page.getByText(/^The log is intact/)).toBeVisible()
  found.push(...(await broken(page, 'protection')))
  const [passphrase, again] = ['Passphrase', 'The same once more'].map((label) =>
    page.getByLabel(label, { exact: true }),
  )
  await passphrase.fill('a table of birds')
  await again.fill('a table of birds')
  await again.press('Enter')
  await expect(page.getByText('Protected by a passphrase', { exact: true })).toBeVisible()
  found.push(...(await broken(page, 'protected')))
  expect(found).toEqual([])
})

test.describe('before the store is chosen', () => {
  test.use({ protection: 'asked' })

  test('neither does the choice of a protection, which the keyboard alone makes', async ({ page }) => {
    await expect(page.getByRole('heading', { name: 'How is the store to be protected?' })).toBeVisible()
    expect(await broken(page, 'choice')).toEqual([])
    await tabTo(page, 'radio', /^Passphrase/)
    await page.keyboard.press('ArrowDown')
    await tabTo(page, 'button', 'Leave it unprotected')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
  })
})

/** Presses Tab until the element with that accessible name has the focus. */
async function tabTo(page: Page, role: 'button' | 'spinbutton' | 'textbox' | 'radio', name: string | RegExp) {
  const wanted = page.getByRole(role, { name, exact: true }).last()
  for (let presses = 0; presses < 40; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The ${role} "${name}" is not reached by Tab`)
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

async function drawByKeyboard(page: Page, samples: number): Promise<void> {
  await tabTo(page, 'radio', 'Camera and microphone')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await tabTo(page, 'button', 'Draw this person')
  await page.keyboard.press('Enter')
  await expect(page.locator('.sample.good')).toHaveCount(samples, { timeout: 30_000 })
}

test('by keyboard alone somebody is enrolled, authenticated, removed and put back', async ({ page }) => {
  await tabTo(page, 'button', 'Enrol somebody')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Enrol a person')
  await tabTo(page, 'textbox', 'Name')
  await page.keyboard.type('Ada')
  await drawByKeyboard(page, 5)
  await tabTo(page, 'button', 'Enrol')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Ada is enrolled.')).toBeVisible({ timeout: 30_000 })
  await expect.poll(() => focused(page)).toBe('Authenticate')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Authenticate')
  await drawByKeyboard(page, 2)
  await tabTo(page, 'button', 'Authenticate')
  await page.keyboard.press('Enter')
  await expect(page.locator('.outcome')).toHaveAttribute('data-decision', 'accept', { timeout: 30_000 })
  await page.getByRole('button', { name: 'Remove Voice 1' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toContain('Recordings')
  await page.getByRole('button', { name: 'People', exact: true }).focus()
  await page.keyboard.press('Enter')
  await tabTo(page, 'button', 'Remove Ada')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('Undo')
  await page.keyboard.press('Enter')
  await expect.poll(() => focused(page)).toBe('People')
  await expect(page.getByRole('rowheader', { name: 'Ada' })).toBeVisible()
})
