// The SuperNet screen: a stream served under every cache, another board, and what the choices change.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { screenshots } from './screenshots.ts'
import { go } from './steps.ts'
import { expect, test } from './viseme.ts'

test('a stream is served by SubNets, and the caches stand beside each other', async ({ page, folder }) => {
  test.setTimeout(120_000)
  await go(page, 'SuperNet')
  const compared = page.getByRole('region', { name: /caches compared/ })
  await expect(compared.getByRole('row')).toHaveCount(8, { timeout: 60_000 })
  await expect(page.getByRole('img', { name: 'SubNet served to each query' })).toBeVisible()
  await expect(page.getByText(/Accuracy of a SubNet: 1 − EER on/)).toBeVisible()
  await screenshots(page, 'supernet')
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  const latency = async (cache: string) =>
    Number.parseFloat(await compared.getByRole('row', { name: cache }).getByRole('cell').first().innerText())
  expect(await latency('oracle')).toBeLessThanOrEqual(await latency('no buffer'))

  await expect(page.getByText(/^With “SUSHI: nearest to the average”: latency −/)).toBeVisible()
  await compared.scrollIntoViewIfNeeded()
  await screenshots(page, 'supernet-compared')

  const stream = join(folder, 'attempts.csv')
  writeFileSync(stream, 'security,battery,load\nlow,0.2,0\nhigh,1,0\nlow,0.2,0\n')
  await page.getByLabel('Open a stream (CSV)…').setInputFiles(stream)
  await expect(page.getByText(/of 3 later than their bound/)).toBeVisible({ timeout: 30_000 })
  writeFileSync(stream, 'security,battery,load\nhighest,1,0\n')
  await page.getByLabel('From attempts.csv…').setInputFiles(stream)
  await expect(page.getByText(/line 2: security is "highest"/)).toBeVisible()
  await page.getByLabel('bursty').check()
  await expect(page.getByText(/of 300 later than their bound/)).toBeVisible({ timeout: 30_000 })

  await page.getByLabel('Buffer, of the free RAM').selectOption('0 %')
  await expect(page.getByText(/Buffer 0 B of/)).toBeVisible({ timeout: 30_000 })
  expect(await latency('oracle')).toBe(await latency('no buffer'))

  await page.getByLabel('Board').selectOption('fpga-like')
  await page.getByLabel('Buffer, of the free RAM').selectOption('100 %')
  await expect(page.getByText('This board does not exist')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/Buffer 2\d\d KiB of/)).toBeVisible({ timeout: 30_000 })
  expect(await latency('oracle')).toBeLessThan(0.8 * (await latency('no buffer')))
  await screenshots(page, 'supernet-fpga')
})
