// Steps through the window that several tests share.

import type { Page } from '@playwright/test'
import { expect } from './viseme.ts'

export const go = (page: Page, screen: string) =>
  page.getByRole('navigation').getByRole('button', { name: screen, exact: true }).click()

/** Draws a simulated person on the screen that is open and waits for the checks of all samples. */
export async function draw(page: Page, seed: number, session: number, samples: number): Promise<void> {
  await page.getByText('Simulated person', { exact: true }).first().click()
  await page.getByRole('spinbutton', { name: 'Simulated person' }).fill(String(seed))
  await page.getByRole('spinbutton', { name: 'Session' }).fill(String(session))
  await page.getByRole('button', { name: 'Draw this person' }).click()
  await expect(page.locator('.sample.good')).toHaveCount(samples, { timeout: 30_000 })
}

/** The button that enrols, as opposed to the one that leads to the screen. */
export const enrolButton = (page: Page) =>
  page.locator('main').getByRole('button', { name: 'Enrol', exact: true })

export async function enrolSimulated(page: Page, name: string, seed: number): Promise<void> {
  await go(page, 'Enrol')
  await page.getByLabel('Name').fill(name)
  await draw(page, seed, 0, 5)
  await enrolButton(page).click()
  await expect(page.getByText(`${name} is enrolled.`)).toBeVisible({ timeout: 30_000 })
}

/**
 * A microphone that plays a file begins it anew whenever it is opened; a speaker goes on. Each opening comes so much
 * later than the one before, that the next sentence is heard.
 */
export async function speakOn(page: Page, seconds: number): Promise<void> {
  await page.evaluate((pause) => {
    const { mediaDevices } = navigator
    const open = mediaDevices.getUserMedia.bind(mediaDevices)
    let openings = 0
    mediaDevices.getUserMedia = async (wanted) => {
      const stream = await open(wanted)
      if (wanted?.audio) await new Promise((resolve) => setTimeout(resolve, openings++ * pause * 1000))
      return stream
    }
  }, seconds)
}

export const authenticateButton = (page: Page) =>
  page.locator('main').getByRole('button', { name: 'Authenticate' })

/** Presses the button and answers the decision. */
export async function authenticate(page: Page): Promise<string | null> {
  await authenticateButton(page).click()
  await expect(page.locator('.outcome')).toBeVisible({ timeout: 30_000 })
  return page.locator('.outcome').getAttribute('data-decision')
}
