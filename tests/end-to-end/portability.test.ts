// The screen of other boards: what a board is predicted to take, a board of one's own with a measurement, how far
// predictions were off, and which devices order networks alike.

import { AxeBuilder } from '@axe-core/playwright'
import { screenshots } from './screenshots.ts'
import { go } from './steps.ts'
import { expect, test } from './viseme.ts'

test('a board is predicted, described, measured, and its likeness to others shown', async ({ page }) => {
  test.setTimeout(240_000)
  await go(page, 'Other boards')
  const predicted = page.getByRole('region', { name: /Latencies on/ })
  await expect(predicted.getByRole('row', { name: /^face-embed / })).toContainText('mJ', { timeout: 90_000 })
  const scatter = page.getByRole('slider', { name: 'Predicted against measured latency' })
  await expect(scatter).toBeVisible({ timeout: 60_000 })
  const heat = page.getByRole('slider', { name: 'Rank correlation between devices' })
  await expect(heat).toBeVisible({ timeout: 60_000 })
  await screenshots(page, 'portability')
  const card = page.getByRole('region', { name: 'Recommended design' })
  await expect(card.getByRole('status')).toContainText('EER', { timeout: 90_000 })
  await card.getByLabel('Latency').selectOption('most')
  await card.getByLabel('Accuracy').selectOption('nothing')
  await expect(card.getByRole('status')).toContainText('attempt')
  await expect(card.getByText(/\/esp-eye\/240-/)).toBeVisible()
  await card.scrollIntoViewIfNeeded()
  await screenshots(page, 'portability-recommended')

  await scatter.focus()
  await page.keyboard.press('ArrowRight')
  await expect(scatter).toHaveAttribute('aria-valuetext', /measured .* predicted/)
  await scatter.scrollIntoViewIfNeeded()
  await screenshots(page, 'portability-errors')
  await heat.focus()
  const before = await heat.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await expect(heat).not.toHaveAttribute('aria-valuetext', before ?? '')
  await heat.scrollIntoViewIfNeeded()
  await screenshots(page, 'portability-likeness')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  await page.getByLabel('Board or chip').selectOption('own')
  await page.getByLabel('Core, or the one most like it').selectOption('cortex-m7')
  await page.getByLabel('Clock in MHz').fill('480')
  await page.getByRole('button', { name: 'Predict' }).click()
  await expect(predicted.getByRole('heading')).toHaveText('Latencies on my board', { timeout: 30_000 })
  const advice = page.getByRole('complementary', { name: 'What to measure next' })
  await expect(advice).toContainText('narrower')

  const measured = page.getByLabel(/Measured on it/)
  const unmeasured = (await card.getByRole('status').textContent()) ?? ''
  await measured.fill('I (312) main: start\nface-embed,150.2\n')
  await page.getByRole('button', { name: 'Predict' }).click()
  await expect(predicted.getByRole('row', { name: /^face-embed / })).toContainText('measured', {
    timeout: 30_000,
  })
  await expect(card.getByRole('status')).not.toHaveText(unmeasured, { timeout: 60_000 })
  await expect(page.getByRole('alert')).toHaveCount(0)
  await page.mouse.wheel(0, -10_000)
  await screenshots(page, 'portability-own')

  await measured.fill('faces,3')
  await page.getByRole('button', { name: 'Predict' }).click()
  await expect(page.getByRole('alert')).toContainText('there is no network faces')

  await page.getByLabel('Board or chip').selectOption('esp-eye')
  await measured.fill('')
  await page.getByRole('button', { name: 'Predict' }).click()
  await card.getByRole('button', { name: 'Open on the Board screen' }).click()
  await expect(page.getByLabel('What to inspect')).toContainText(/int8/)
  await expect(page.getByText('Loading…')).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('alert')).toHaveCount(0)
  await screenshots(page, 'portability-on-board')
})
