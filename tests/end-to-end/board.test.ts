// The Board screen: every option has a switch whose effect is shown at once, and a dropped file is judged.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { applicationRoot } from '../../main/application-root.ts'
import { screenshots } from './screenshots.ts'
import { go } from './steps.ts'
import { expect, test } from './viseme.ts'

const figure = (page: Page, name: string) =>
  page.locator('dl.figures > div', { has: page.getByText(name, { exact: true }) }).locator('dd')

const choose = (page: Page, name: RegExp, value: string) =>
  page.getByRole('combobox', { name }).selectOption(value)

test.describe('the Board screen', () => {
  test('shows at once what each option changes', async ({ page }) => {
    await go(page, 'Board')
    await choose(page, /^What to inspect/, 'face-embed')
    await expect(page.getByText('face-embed fits.')).toBeVisible()
    await screenshots(page, 'board-options')
    const time = figure(page, 'Latency (estimate)')
    const options: [RegExp, string, string][] = [
      [/^Processor/, '80', '240'],
      [/^Flash/, 'dio80', 'qio80'],
      [/^PSRAM/, '40', '80'],
      [/^Tensor arena/, 'psram', 'sram'],
      [/^Weights read from/, 'psram', 'flash'],
      [/^Kernels/, 'reference', 'esp-nn'],
      [/^Build/, 'Os', 'O2'],
    ]
    for (const [name, value, before] of options) {
      const shown = (await time.textContent()) ?? ''
      await choose(page, name, value)
      await expect(time, String(name)).not.toHaveText(shown)
      await choose(page, name, before)
      await expect(time, String(name)).toHaveText(shown)
    }
    const legend = page.locator('.legend')
    await choose(page, /^Camera frame/, 'sram')
    await expect(legend.getByText('camera frame (JPEG)')).toBeVisible()
    await choose(page, /^Audio ring/, 'sram')
    await expect(page.locator('.strip', { hasText: 'PSRAM' }).getByText('audio ring')).toHaveCount(0)
    await choose(page, /^Weights read from/, 'sram')
    await expect(page.getByText('face-embed does not fit.')).toBeVisible()
    await expect(page.getByText(/weights of the network asks for \d+ bytes/)).toBeVisible()
    await choose(page, /^Weights read from/, 'psram')
    await expect(legend.getByText('weights of the network')).toBeVisible()
    await choose(page, /^Build/, 'Og')
    await expect(page.getByText('Kernels were not counted at -Og.')).toBeVisible()
    await choose(page, /^Kernels/, 'reference')
    await choose(page, /^Processor/, '80')
    await choose(page, /^Watchdog/, 'panic')
    await expect(page.getByText(/task watchdog aborted the firmware/)).toBeVisible()
    await choose(page, /^PSRAM/, 'off')
    await expect(page.getByRole('combobox', { name: /^Weights read from/ })).toHaveValue('flash')
  })

  test('shows every part of a network at any size', async ({ page }) => {
    await go(page, 'Board')
    await choose(page, /^What to inspect/, 'face-embed')
    for (const heading of ['Memory, by region', 'Flash layout', 'The arena over time', 'Operators']) {
      await page.getByRole('heading', { name: heading }).scrollIntoViewIfNeeded()
      await expect(page.getByRole('heading', { name: heading })).toBeVisible()
    }
    await page.getByRole('img', { name: 'The arena over time' }).scrollIntoViewIfNeeded()
    await screenshots(page, 'board-arena')
  })

  test('judges a file from the disk, and names it when it is no model', async ({ page }) => {
    await go(page, 'Board')
    const file = page.locator('input[type=file]')
    const path = join(applicationRoot(), 'models', 'face-detect.tflite')
    await file.setInputFiles({ name: 'mine.tflite', mimeType: '', buffer: readFileSync(path) })
    await expect(page.getByText('mine.tflite fits.')).toBeVisible()
    await file.setInputFiles({ name: 'text.tflite', mimeType: '', buffer: Buffer.from('no model at all') })
    await expect(page.getByRole('alert')).toContainText('text.tflite: ')
  })

  test('lists every published point with its error or the reason why it has none', async ({ page }) => {
    await go(page, 'Board')
    await page.getByText('How far the clock is from published measurements').click()
    const rows = page.getByRole('row', { name: /^P\d+/ })
    await expect(rows).toHaveCount(14)
    await expect(page.getByRole('row', { name: /^P2:/ })).toContainText('−1.3 %')
    await expect(page.getByRole('row', { name: /^P13:/ })).toContainText('not published')
    await page.getByText('How far the clock').scrollIntoViewIfNeeded()
    await screenshots(page, 'board-calibration')
  })
})
