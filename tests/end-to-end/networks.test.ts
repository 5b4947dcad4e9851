// The Networks screen: every network that ships, with cost, measured accuracy and card.

import { broken } from './accessibility.ts'
import { screenshots } from './screenshots.ts'
import { go } from './steps.ts'
import { expect, test } from './viseme.ts'

test('shows what ships, what it costs, how good it is, and the cards, which lead to each other', async ({
  page,
}) => {
  await go(page, 'Networks')
  const list = page.getByRole('table', { name: 'Networks that ship' })
  await expect(list.getByRole('radio')).toHaveCount(16)
  await expect(page.getByRole('article', { name: 'face-detect' })).toBeVisible()
  await list.getByRole('radio', { name: 'voice-embed', exact: true }).check()
  const article = page.getByRole('article', { name: 'voice-embed', exact: true })
  const card = article.getByRole('region', { name: 'Card' })
  await expect(card.getByRole('heading', { name: 'voice-embed: 128 numbers of a voice' })).toBeVisible()
  await expect(card.getByRole('heading', { name: 'Limits' })).toBeVisible()
  await expect(
    article.getByRole('row', { name: /^libri-other EER \d+\.\d % \(.*450 genuine, 4,500 impostor/ }),
  ).toBeVisible()
  await screenshots(page, 'networks')
  expect(await broken(page, 'networks')).toEqual([])
  await screenshots(page, 'networks-card', card.getByRole('heading', { name: 'Limits' }))
  await card.getByRole('button', { name: 'voice SuperNet', exact: true }).click()
  await expect(
    page
      .getByRole('region', { name: 'Card' })
      .getByRole('heading', { name: 'voice: one image of weights, eight networks' }),
  ).toBeVisible()
  const curves = page.getByRole('img', { name: 'Curves' })
  await expect
    .poll(() => curves.evaluate((picture: HTMLImageElement) => picture.naturalWidth))
    .toBeGreaterThan(600)
  await screenshots(page, 'networks-curves', curves)
})

test('is walked through with the arrow keys', async ({ page }) => {
  await go(page, 'Networks')
  await page.getByRole('radio', { name: 'face-detect' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('article', { name: 'face-landmarks' })).toBeVisible()
})
