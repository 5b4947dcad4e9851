// Live attempts: the movement that is asked for, a film that does not make it, stop, unplugging, the cascade.

import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openStore } from '../../enrollment-data/store.ts'
import { clearLockOut, lockOutOf } from '../../main/authentication/lock-out.ts'
import { CLEAR_TURN, throughKeys } from '../../main/capture/simulated/motion.ts'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { personBefore } from './devices.ts'
import { screenshots } from './screenshots.ts'
import { authenticateButton, draw, enrolSimulated, go } from './steps.ts'
import { expect, test } from './viseme.ts'

const environment = { VISEME_MICROPHONE: 'window' }
const linus = simulatedPerson(3)
const LEFT = 'Turn your head to your left, and back.'

/** Turns to the left every four seconds. */
const turning = throughKeys(
  [0, 4, 8, 12].flatMap((start) => [
    { seconds: start + 2.2 },
    { seconds: start + 2.8, yaw: CLEAR_TURN },
    { seconds: start + 3.4, yaw: CLEAR_TURN },
    { seconds: start + 3.9 },
  ]),
)

/** Makes attempts, which fail, until the movement that the film makes is asked for. */
async function attemptWhereLeftIsAsked(page: Page, folder: string): Promise<void> {
  const instruction = page.locator('.live-panel [role=status]').first()
  for (let attempt = 0; attempt < 30; attempt++) {
    await authenticateButton(page).click()
    await expect(instruction).toHaveText(/^(Turn|Nod)/)
    if ((await instruction.textContent()) === LEFT) return
    await expect(page.locator('.outcome')).toHaveAttribute('data-decision', 'reject', { timeout: 30_000 })
    const store = openStore({ directory: join(folder, 'data') })
    clearLockOut(store, store.person('Linus')!)
    store.close()
  }
  throw new Error('The movement was never asked for')
}

test.describe('before somebody who moves as asked', () => {
  test.use({
    environment,
    devices: async ({ folder }, use) => use(personBefore(folder, linus, 1, { seconds: 16, motion: turning })),
  })

  test('the attempt is accepted with its signs of life, soon after the capture', async ({ page, folder }) => {
    test.setTimeout(240_000)
    await enrolSimulated(page, 'Linus', 3)
    await go(page, 'Authenticate')
    await attemptWhereLeftIsAsked(page, folder)
    await screenshots(page, 'challenge')
    await expect(page.locator('.outcome')).toHaveAttribute('data-decision', 'accept', { timeout: 30_000 })
    const signs = page.getByRole('region', { name: 'Signs of life' })
    await expect(signs.getByRole('listitem')).toHaveCount(10)
    await expect(signs.locator('.bad')).toHaveCount(0)
    await screenshots(page, 'accepted-with-challenge')
    const answered = Number(await page.locator('[data-answered-in]').getAttribute('data-answered-in'))
    console.log(`answered ${answered} ms after the capture ended`)
    expect(answered).toBeLessThan(1500)
  })

  test('a microphone that is unplugged ends the attempt at once', async ({ page }) => {
    await page.evaluate(() => {
      const { mediaDevices } = navigator
      const open = mediaDevices.getUserMedia.bind(mediaDevices)
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted)
        const [microphone] = stream.getAudioTracks()
        if (microphone) Object.assign(window, { microphone })
        return stream
      }
    })
    await enrolSimulated(page, 'Linus', 3)
    await go(page, 'Authenticate')
    await expect(authenticateButton(page)).toBeEnabled()
    await authenticateButton(page).click()
    await page.waitForFunction(() => 'microphone' in window)
    await page.evaluate(() => (window as unknown as { microphone: MediaStreamTrack }).microphone.stop())
    await expect(page.locator('.answer').getByRole('alert').first()).toHaveAttribute(
      'data-code',
      'microphone-ended',
      { timeout: 3000 },
    )
    await expect(authenticateButton(page)).toBeEnabled()
  })

  test('stopped by key after the movement was told, the attempt counts; in a trial it is withdrawn', async ({
    page,
    folder,
  }) => {
    await enrolSimulated(page, 'Linus', 3)
    await go(page, 'Authenticate')
    await expect(authenticateButton(page)).toBeEnabled()
    await authenticateButton(page).click()
    const instruction = page.locator('.live-panel [role=status]').first()
    await expect(instruction).toHaveText(/^(Turn|Nod)/)
    await page.keyboard.press('Escape')
    await expect(page.locator('.answer').getByRole('alert')).toContainText('It counts as a failed attempt')
    const failures = () => {
      const store = openStore({ directory: join(folder, 'data') })
      const { failures } = lockOutOf(store, store.person('Linus')!)
      store.close()
      return failures
    }
    expect(failures()).toBe(1)

    await go(page, 'Trials')
    await page.getByLabel('Name of the run').fill('Lab')
    await page.getByRole('button', { name: 'Begin', exact: true }).click()
    await page.getByLabel('Ask for a movement of the head').check()
    await page.getByLabel("At the board's speed").check()
    await expect(page.getByLabel('Voice only if the face is unsure')).toBeDisabled()
    const make = page.getByRole('button', { name: /^Make this attempt/ })
    await expect(make).toBeEnabled()
    await page.keyboard.press('t')
    await expect(instruction).toHaveText(/^(Turn|Nod)/)
    await page.getByRole('button', { name: 'Stop (Esc)' }).click()
    await expect(page.locator('.last-trial')).toHaveAttribute('data-outcome', 'withdrawn')
    await expect(page.locator('.trial-list li')).toContainText('withdrawn')
    await expect(page.getByText('1 attempt was withdrawn, and counts in no rate.')).toBeVisible()
    expect(failures()).toBe(1)

    // Who goes to another screen meanwhile has stopped as well; who leaves the run cannot.
    await expect(make).toBeEnabled()
    await page.keyboard.press('t')
    await expect(instruction).toHaveText(/^(Turn|Nod)/)
    await expect(page.getByRole('button', { name: 'Leave the run' })).toBeDisabled()
    await expect(page.getByRole('button', { name: 'Take the last one back' })).toBeDisabled()
    await go(page, 'Authenticate')
    await go(page, 'Trials')
    await page.getByRole('button', { name: 'Lab', exact: true }).click()
    await expect(page.getByText('2 attempts were withdrawn, and count in no rate.')).toBeVisible()
  })

  test('a camera that is unplugged ends the attempt at once', async ({ page }) => {
    await page.evaluate(() => {
      const { mediaDevices } = navigator
      const open = mediaDevices.getUserMedia.bind(mediaDevices)
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted)
        const [camera] = stream.getVideoTracks()
        if (camera) Object.assign(window, { camera })
        return stream
      }
    })
    await enrolSimulated(page, 'Linus', 3)
    await go(page, 'Authenticate')
    await expect(authenticateButton(page)).toBeEnabled()
    await authenticateButton(page).click()
    await expect(page.getByRole('button', { name: 'Stop (Esc)' })).toBeVisible()
    await page.evaluate(() => {
      const { camera } = window as unknown as { camera: MediaStreamTrack }
      camera.stop() // which tells nobody; a device that goes away does
      camera.dispatchEvent(new Event('ended'))
    })
    await expect(page.locator('.answer').getByRole('alert')).toHaveAttribute('data-code', 'camera-ended')
    await expect(page.getByRole('button', { name: 'Try the camera again' })).toBeVisible()
    await screenshots(page, 'unplugged')
    await page.getByRole('button', { name: 'Try the camera again' }).click()
    await expect(authenticateButton(page)).toBeEnabled()
  })
})

test.describe('before a film of somebody enrolled', () => {
  test.use({
    environment,
    devices: async ({ folder }, use) => use(personBefore(folder, linus, 1, { seconds: 3 })),
  })

  test('the attempt is rejected whatever its scores, and says what to do', async ({ page }) => {
    test.setTimeout(120_000)
    await enrolSimulated(page, 'Linus', 3)
    await go(page, 'Authenticate')
    await expect(authenticateButton(page)).toBeEnabled()
    await authenticateButton(page).click()
    await expect(page.locator('.outcome')).toHaveAttribute('data-decision', 'reject', { timeout: 40_000 })
    await expect(page.locator('.outcome header')).toContainText('The signs of life are missing')
    await expect(page.locator('.outcome header')).toBeInViewport()
    const signs = page.getByRole('region', { name: 'Signs of life' })
    await expect(signs.locator('.bad')).toContainText(['The head moved as asked', 'No frame comes twice'])
    await expect(signs.locator('.open')).toContainText(['not judged'])
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    await screenshots(page, 'attack-suspected')
  })
})

test('in a cascade a face that is sure decides alone', async ({ page }) => {
  await enrolSimulated(page, 'Ada', 1)
  await go(page, 'Authenticate')
  await draw(page, 1, 1, 2)
  await page.getByLabel('Voice only if the face is unsure').check()
  await authenticateButton(page).click()
  await expect(page.locator('.outcome header')).toContainText('The face alone was sure enough')
  await expect(page.locator('.outcome tbody tr')).toHaveCount(1)
})
