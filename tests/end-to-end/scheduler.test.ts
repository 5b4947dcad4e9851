// Attempts under the SuperNet scheduler: switched on beside an attempt, networks served with what the buffer gave, and
// the attempts recorded replayed on the SuperNet screen.

import { AxeBuilder } from '@axe-core/playwright'
import { screenshots } from './screenshots.ts'
import { authenticate, draw, enrolSimulated, go } from './steps.ts'
import { expect, test } from './viseme.ts'

test('an attempt is served under the scheduler, recorded, and replayed', async ({ page }) => {
  test.setTimeout(300_000)
  await enrolSimulated(page, 'Grace', 3)
  await go(page, 'Authenticate')
  await page.getByText('Scheduler', { exact: true }).click()
  await page.getByLabel(/Choose the networks for each attempt/).check()
  await expect(page.getByText(/^on: /)).toBeVisible({ timeout: 120_000 })

  // Who was enrolled for the fixed networks is known under the scheduler.
  await draw(page, 3, 1, 2)
  expect(await authenticate(page)).toBe('accept')

  await enrolSimulated(page, 'Ada', 4)
  await go(page, 'Authenticate')
  await page.getByText('Scheduler', { exact: true }).click()
  await page.getByRole('checkbox', { name: 'Record what surrounds each attempt' }).check()
  await page.getByLabel('Security').selectOption('low')
  const next = page.locator('details.scheduler .networks > li').first()
  const easy = await next.innerText()
  await page.getByLabel('Security').selectOption('high')
  await expect(next).not.toHaveText(easy)
  await page.getByLabel('Who do you claim to be?').selectOption('Ada')
  await draw(page, 4, 1, 2)
  await page.getByText('Scheduler', { exact: true }).scrollIntoViewIfNeeded()
  await screenshots(page, 'scheduler')
  expect(await authenticate(page)).toBe('accept')

  const served = page.getByRole('region', { name: 'Networks served' })
  await expect(served.locator('.networks > li')).toHaveCount(2)
  await expect(page.getByText('1 attempt recorded')).toBeVisible()
  for (let attempt = 0; attempt < 5; attempt++) expect(await authenticate(page)).toBe('accept')
  await expect(served.getByText(/of weights from the buffer/).first()).not.toContainText(/^\s*0 B/)
  await served.scrollIntoViewIfNeeded()
  await screenshots(page, 'scheduler-served')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await go(page, 'SuperNet')
  await page.getByLabel('live attempts (6)').click()
  await expect(page.getByText(/of 6 later than their bound/)).toBeVisible({ timeout: 60_000 })
  await screenshots(page, 'supernet-live-attempts')
})
