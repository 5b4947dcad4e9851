// Bad input through the window's files: each says what to change, and enrolment stays out of reach.

import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedPerson } from '../../main/capture/simulated/people.ts'
import { resize } from '../../main/face/resample.ts'
import { sideBySide, wall, writePicture, writeRecording } from '../sample-files.ts'
import { screenshots } from './screenshots.ts'
import { authenticateButton, draw, enrolButton, enrolSimulated, go } from './steps.ts'
import { expect, test } from './viseme.ts'

const one = simulatedPerson(1)

/** A face so far away that its eyes are 12 pixels apart. */
function farAway() {
  const { image, landmarks } = one.face(0, 0)
  const scale = 12 / Math.hypot(landmarks[1].x - landmarks[0].x, landmarks[1].y - landmarks[0].y)
  return resize(image, Math.round(image.width * scale), Math.round(image.height * scale))
}

function tooLoud() {
  const voice = one.voice(0, 0)
  const loudest = voice.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  return voice.map((sample) => Math.max(-1, Math.min(1, (20 * sample) / loudest)))
}

const samples: [what: string, file: string, write: (path: string) => unknown, advice: RegExp][] = [
  ['no face', 'wall.png', (path) => writePicture(path, wall()), /no face/i],
  [
    'several faces',
    'two.png',
    (path) => writePicture(path, sideBySide(one.face(0, 0).image, simulatedPerson(2).face(0, 0).image)),
    /faces/i,
  ],
  ['a face too small', 'far.png', (path) => writePicture(path, farAway()), /closer|nearer|pixels/i],
  [
    'a picture that is none',
    'notes.png',
    (path) => writeFileSync(path, 'notes'),
    /cannot be read as a picture/,
  ],
  ['an empty file', 'empty.png', (path) => writeFileSync(path, ''), /empty\.png is empty/],
  [
    'a file too large',
    'large.png',
    (path) => {
      writeFileSync(path, '')
      truncateSync(path, 65 * 1024 * 1024)
    },
    /larger than 64 MB/,
  ],
  ['silence', 'hush.wav', (path) => writeRecording(path, new Float32Array(48_000)), /No speech was found/],
  ['clipping', 'loud.wav', (path) => writeRecording(path, tooLoud()), /is clipped/],
  [
    'an utterance too short',
    'short.wav',
    (path) => writeRecording(path, one.voice(0, 0).subarray(8000, 18_000)),
    /Only .* of speech/,
  ],
  [
    'a recording that is none',
    'notes.wav',
    (path) => writeFileSync(path, 'notes'),
    /cannot be read as sound/,
  ],
]

test('each bad picture and recording gets its own advice, and enrolment stays disabled', async ({
  page,
  folder,
}) => {
  await go(page, 'Enrol')
  await page.getByLabel('Name').fill('Ada')
  await page.getByText('Files', { exact: true }).click()
  for (const [what, file, write, advice] of samples) {
    await test.step(what, async () => {
      const path = join(folder, file)
      await write(path)
      await page.getByLabel(file.endsWith('.png') ? /^Pictures \(/ : /^Recordings \(/).setInputFiles(path)
      await expect(page.locator('.sample')).toHaveCount(1)
      await expect(page.locator('.sample.bad .verdict')).toHaveText(advice)
      await expect(enrolButton(page)).toBeDisabled()
      await page.getByRole('button', { name: /^Remove (Face|Voice) 1$/ }).click()
    })
  }
})

test('a recording chosen as a picture is refused as such', async ({ page, folder }) => {
  const path = join(folder, 'speech.wav')
  writeRecording(path, one.voice(0, 0))
  await go(page, 'Enrol')
  await page.getByText('Files', { exact: true }).click()
  await page.getByLabel(/^Pictures \(/).setInputFiles(path)
  await expect(page.getByRole('listitem', { name: 'Face 1' })).toContainText('speech.wav is not a picture')
  await screenshots(page, 'wrong-kind')
})

test('an attempt waits until every wanted modality has a good sample', async ({ page, folder }) => {
  const picture = await writePicture(join(folder, 'ada.png'), one.face(1, 0).image)
  const hush = writeRecording(join(folder, 'hush.wav'), new Float32Array(48_000))
  await enrolSimulated(page, 'Ada', 1)
  await go(page, 'Authenticate')
  await page.getByText('Files', { exact: true }).click()
  await expect(authenticateButton(page)).toBeDisabled()
  await page.getByLabel(/^Pictures \(/).setInputFiles(picture)
  await expect(page.locator('.sample.good')).toHaveCount(1)
  await expect(page.getByText('A recording is missing.')).toBeVisible()
  await page.getByLabel(/^Recordings \(/).setInputFiles(hush)
  await expect(page.getByText('The recording cannot be used; its note says why.')).toBeVisible()
  await expect(authenticateButton(page)).toBeDisabled()
  await page.getByRole('checkbox', { name: 'Voice', exact: true }).uncheck()
  await authenticateButton(page).click()
  await expect(page.locator('.outcome header')).toContainText('The face score reaches the threshold.')
  await expect(page.locator('.scale')).toContainText('Face score')
})

test('the name follows the simulated person drawn last, unless it was typed', async ({ page }) => {
  await go(page, 'Enrol')
  await draw(page, 1, 0, 5)
  await expect(page.getByLabel('Name')).toHaveValue(one.name)
  await draw(page, 2, 0, 5)
  await expect(page.getByLabel('Name')).toHaveValue(simulatedPerson(2).name)
  await page.getByLabel('Name').fill('Grace')
  await draw(page, 3, 0, 5)
  await expect(page.getByLabel('Name')).toHaveValue('Grace')
})
