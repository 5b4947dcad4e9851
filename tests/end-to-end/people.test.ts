// The main job through the window: enrol, accept, reject, remove, with simulated people and with live devices.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { cameraFile, microphoneFile } from './devices.ts'
import { screenshots } from './screenshots.ts'
import { authenticate, draw, enrolButton, enrolSimulated, go } from './steps.ts'
import { expect, test } from './viseme.ts'

test.describe('with simulated people', () => {
  test('an empty store says what to do first', async ({ page }) => {
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
    await page.getByRole('button', { name: 'Enrol somebody' }).click()
    await expect(page.getByRole('heading', { name: 'Enrol a person' })).toBeVisible()
  })

  test('the same person on another day is accepted, another person is rejected', async ({ page }) => {
    await enrolSimulated(page, 'Ada', 1)
    await expect(page.getByText(/more people fit/)).toBeVisible()
    await go(page, 'Authenticate')
    await draw(page, 1, 1, 2)
    expect(await authenticate(page)).toBe('accept')
    await expect(page.getByRole('img', { name: 'Timeline of the attempt' })).toBeVisible()
    await screenshots(page, 'accepted')
    await draw(page, 2, 1, 2)
    expect(await authenticate(page)).toBe('reject')
    await screenshots(page, 'rejected')
  })

  test('identification names the person among several', async ({ page }) => {
    await enrolSimulated(page, 'Ada', 1)
    await page.getByRole('button', { name: 'Enrol another person' }).click()
    await enrolSimulated(page, 'Grace', 5)
    await go(page, 'Authenticate')
    await page.getByLabel('Who do you claim to be?').selectOption({ label: 'Who is it? (search everybody)' })
    await draw(page, 5, 1, 2)
    expect(await authenticate(page)).toBe('accept')
    await expect(page.locator('.outcome header')).toContainText('Grace')
    await expect(page.locator('.candidates li')).toHaveCount(2)
    await screenshots(page, 'identified')
  })

  test('a removed person is gone, and an undo brings them back', async ({ page }) => {
    await enrolSimulated(page, 'Ada', 1)
    await go(page, 'People')
    await screenshots(page, 'people')
    await page.getByRole('button', { name: 'Remove Ada' }).click()
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
    await go(page, 'Board')
    await go(page, 'People')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByRole('rowheader', { name: 'Ada' })).toBeVisible()
    await page.getByRole('button', { name: 'Remove Ada' }).click()
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
    await page.reload()
    await go(page, 'People')
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
  })

  test('a name that is taken is refused, and the first person stays', async ({ page }) => {
    await enrolSimulated(page, 'Ada', 1)
    await page.getByRole('button', { name: 'Enrol another person' }).click()
    await page.getByLabel('Name').fill('ada')
    await draw(page, 2, 0, 5)
    await enrolButton(page).click()
    await expect(page.getByRole('alert')).toHaveAttribute('data-code', 'duplicate-person')
    await go(page, 'People')
    await expect(page.getByRole('rowheader')).toHaveText([/^Ada/])
  })

  test('the board shows what fits, and refuses what does not', async ({ page }) => {
    await go(page, 'Board')
    await expect(page.getByText('Viseme fits.')).toBeVisible()
    await screenshots(page, 'board')
    await page.getByLabel('What to inspect').selectOption('face-embed')
    await expect(page.getByText('face-embed fits.')).toBeVisible()
    await expect(page.getByRole('rowheader', { name: 'DEPTHWISE_CONV_2D' }).first()).toBeVisible()
    await screenshots(page, 'board-network')
    await page.getByRole('combobox', { name: /^Board/ }).selectOption('esp-eye-no-psram')
    await page.getByLabel('What to inspect').selectOption('system')
    await expect(page.getByText('Viseme does not fit.')).toBeVisible()
  })
})

test.describe('with files', () => {
  test('files that are neither picture nor sound are refused with the reason', async ({ page, folder }) => {
    const picture = join(folder, 'notes.png')
    const sound = join(folder, 'notes.wav')
    for (const file of [picture, sound]) writeFileSync(file, 'not what its name says')
    await go(page, 'Enrol')
    await page.getByText('Files', { exact: true }).click()
    await page.locator('input[type=file]').first().setInputFiles(picture)
    await page.locator('input[type=file]').last().setInputFiles(sound)
    await expect(page.locator('.sample.bad')).toHaveCount(2)
    await expect(page.locator('.sample.bad').first()).toContainText('notes.png cannot be read as a picture')
    await expect(page.locator('.sample.bad').last()).toContainText('notes.wav cannot be read as sound')
    await expect(enrolButton(page)).toBeDisabled()
    await screenshots(page, 'unreadable-files')
  })
})

test.describe('with camera and microphone', () => {
  test.use({
    environment: { VISEME_MICROPHONE: 'window' },
    devices: async ({ folder }, use) => {
      const person = simulatedPerson(3)
      const speech = [0, 1, 2].map((utterance) => person.voice(0, utterance))
      const samples = new Float32Array(speech.reduce((length, { length: more }) => length + more, 0))
      let at = 0
      for (const piece of speech) {
        samples.set(piece, at)
        at += piece.length
      }
      await use({
        camera: cameraFile(
          folder,
          person.clip(0).map(({ image }) => image),
        ),
        microphone: microphoneFile(folder, samples),
      })
    },
  })

  test('a person in front of the camera enrols and is accepted', async ({ page }) => {
    await go(page, 'Enrol')
    await page.getByLabel('Name').fill('Linus')
    const take = page.getByRole('button', { name: 'Take picture' })
    await expect(take).toBeEnabled()
    for (let picture = 1; picture <= 3; picture++) {
      await take.click()
      await expect(page.getByRole('listitem', { name: `Face ${picture}` })).toContainText('good')
    }
    for (let recording = 1; recording <= 2; recording++) {
      await page.getByRole('button', { name: /Record \d seconds/ }).click()
      await expect(page.getByRole('listitem', { name: `Voice ${recording}` })).toContainText('good')
    }
    await screenshots(page, 'enrol-live')
    await enrolButton(page).click()
    await expect(page.getByText('Linus is enrolled.')).toBeVisible()
    await screenshots(page, 'enrolled')
    await go(page, 'Authenticate')
    expect(await authenticate(page)).toBe('accept')
    await screenshots(page, 'accepted-live')
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
