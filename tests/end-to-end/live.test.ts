// With camera and microphone: a simulated person sits before them, enrols guided, and comes back on another day.

import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { enrolmentMotion, personBefore } from './devices.ts'
import { screenshots } from './screenshots.ts'
import { authenticate, enrolButton, go, speakOn } from './steps.ts'
import { expect, launch, test, windowOf } from './viseme.ts'

const environment = { VISEME_MICROPHONE: 'window' }
const linus = simulatedPerson(3)

test.describe('with camera and microphone', () => {
  test.use({
    environment,
    devices: async ({ folder }, use) =>
      use(personBefore(`${folder}/enrolment`, linus, 0, { motion: enrolmentMotion })),
  })

  test('a person enrols guided, and is accepted on another day', async ({ page, viseme, folder }) => {
    test.setTimeout(180_000)
    await speakOn(page, 4.5)
    await go(page, 'Enrol')
    await page.getByLabel('Name').fill('Linus')
    const face = page.getByRole('region', { name: 'Face', exact: true })
    await expect(face.locator('.face-box')).toBeVisible()
    await expect(face.locator('.meters')).toContainText('Eyes apart')
    await screenshots(page, 'enrol-guided')
    await expect(page.getByRole('listitem', { name: /^Face/ })).toHaveCount(3, { timeout: 60_000 })
    await expect(face).toContainText('All pictures are taken.')
    await face.getByRole('button', { name: 'Take picture' }).focus()
    for (let recording = 1; recording <= 2; recording++) {
      await page.keyboard.press('r')
      const taken = page.getByRole('listitem', { name: `Voice ${recording}` })
      await expect(taken).toContainText('good', { timeout: 30_000 })
    }
    await expect(enrolButton(page)).toBeDisabled()
    await expect(page.getByText('The consent of the person is needed.')).toBeVisible()
    await page.getByLabel('The person has read this and agrees.').check()
    await screenshots(page, 'enrol-live')
    await enrolButton(page).click()
    await expect(page.getByText('Linus is enrolled.')).toBeVisible()
    await screenshots(page, 'enrolled')
    await viseme.close()

    const another = await launch(folder, { environment, devices: personBefore(`${folder}/day2`, linus, 1) })
    try {
      const window = await windowOf(another)
      await window.getByLabel('Ask for a movement of the head').uncheck()
      expect(await authenticate(window)).toBe('accept')
      await screenshots(window, 'accepted-live')
    } finally {
      await another.close()
    }
  })

  test('the same sentence again is no second recording', async ({ page }) => {
    await go(page, 'Enrol')
    const record = page.getByRole('button', { name: /^Record/ })
    await record.click()
    await expect(page.getByRole('listitem', { name: 'Voice 1' })).toContainText('good')
    await record.click()
    await expect(page.getByRole('listitem', { name: 'Voice 2' })).toContainText('presented already')
  })

  test('a picture is taken by key where it is not taken by itself', async ({ page }) => {
    await go(page, 'Enrol')
    await page.getByLabel('Take pictures by themselves').uncheck()
    await expect(page.getByRole('button', { name: 'Take picture' })).toBeEnabled()
    await page.keyboard.press('t')
    await expect(page.getByRole('listitem', { name: 'Face 1' })).toContainText('good')
  })

  test('somebody of whom no sample can be had is counted as a failure to enrol', async ({ page }) => {
    await go(page, 'Enrol')
    await page.getByRole('button', { name: 'This person cannot be enrolled' }).click()
    await page.getByRole('button', { name: 'Go on enrolling' }).click()
    await page.getByRole('button', { name: 'This person cannot be enrolled' }).click()
    await page.getByRole('button', { name: 'Count it' }).click()
    await expect(page.getByText('Counted as a failure to enrol: 1 of 1 enrolment so far.')).toBeVisible()
  })

  test('devices are chosen with their names and a live level', async ({ page }) => {
    await go(page, 'Enrol')
    await page.getByText('Devices', { exact: true }).click()
    await expect(page.getByRole('combobox', { name: 'Camera' }).getByRole('option')).not.toHaveCount(1)
    const level = page.getByLabel('Level', { exact: true })
    await expect.poll(() => level.evaluate((meter: HTMLMeterElement) => meter.value)).toBeGreaterThan(0.02)
    await screenshots(page, 'devices')
  })

  test('leaving the screen ends the recording and the attempt', async ({ page }) => {
    await page.evaluate(() => {
      const { mediaDevices } = navigator
      const open = mediaDevices.getUserMedia.bind(mediaDevices)
      mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted)
        Object.assign(window, { lastTrack: stream.getTracks()[0] })
        return stream
      }
    })
    const track = () =>
      page.evaluate(() => (window as unknown as { lastTrack?: MediaStreamTrack }).lastTrack?.readyState)
    await go(page, 'Enrol')
    await page.getByRole('button', { name: /Record \d seconds/ }).click()
    await expect(page.getByRole('button', { name: 'Recording: speak now' })).toBeFocused()
    await expect(page.getByRole('radio', { name: 'Files' })).toBeDisabled()
    expect(await track()).toBe('live')
    await go(page, 'People')
    await expect.poll(track).toBe('ended')
  })

  test('a denied camera and microphone are told with the next step', async ({ viseme, page }) => {
    await viseme.evaluate(({ session }) => {
      session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
      session.defaultSession.setPermissionCheckHandler(() => false)
    })
    await go(page, 'Enrol')
    const camera = page.getByRole('region', { name: 'Face', exact: true }).getByRole('alert')
    await expect(camera).toHaveAttribute('data-code', 'camera-denied')
    await expect(page.getByRole('button', { name: 'Try the camera again' })).toBeVisible()
    await screenshots(page, 'camera-denied')
    await page.getByRole('button', { name: /Record \d seconds/ }).click()
    const microphone = page.getByRole('region', { name: 'Voice', exact: true }).getByRole('alert')
    await expect(microphone).toHaveAttribute('data-code', 'microphone-denied')
  })
})
