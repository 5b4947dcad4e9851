// The main job through the window: enrol, accept, reject, remove, with simulated people and with files.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
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

test('somebody enrolled gives more samples, is enrolled again, and a second name for them is shown', async ({
  page,
}) => {
  await enrolSimulated(page, 'Ada', 1)
  await go(page, 'People')
  await page.getByRole('button', { name: 'Add samples: Ada' }).click()
  await draw(page, 1, 2, 2)
  await page.locator('main').getByRole('button', { name: 'Add these samples' }).click()
  await expect(page.getByText('Ada now has 4 pictures and 3 recordings')).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Show people' }).click()
  await page.getByRole('button', { name: 'Enrol again: Ada' }).click()
  await draw(page, 1, 3, 5)
  await page.locator('main').getByRole('button', { name: 'Enrol again', exact: true }).click()
  await expect(page.getByText('Ada is enrolled again, with 3 pictures and 2 recordings.')).toBeVisible({
    timeout: 30_000,
  })
  await enrolSimulated(page, 'Grace', 1)
  await expect(
    page.getByText('Grace resembles Ada: possibly the same person under another name.'),
  ).toBeVisible()
  await screenshots(page, 'possible-duplicate')
})

test('somebody is renamed, exported under a passphrase, removed and imported again', async ({
  page,
  viseme,
  folder,
}) => {
  await enrolSimulated(page, 'Ada', 1)
  await go(page, 'People')
  await page.getByRole('button', { name: 'Rename: Ada' }).click()
  await page.getByLabel('New name of Ada').fill('Augusta')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('rowheader', { name: 'Augusta' })).toBeVisible()
  await page.getByText('Take people to another computer').click()
  const file = join(folder, 'people.viseme')
  await page.getByLabel('Passphrase of the file').fill('correct horse battery')
  const written = page.getByRole('textbox', { name: 'File to write' })
  await written.fill(join(folder, 'data', 'viseme.db'))
  await page.getByRole('button', { name: 'Export everybody' }).click()
  await expect(page.getByText('lies in the folder of the store')).toBeVisible({ timeout: 30_000 })
  await viseme.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: path })
  }, file)
  await page.getByRole('button', { name: /File to write.*Choose file/ }).click()
  await expect(written).toHaveValue(file)
  await page.getByRole('button', { name: 'Export everybody' }).click()
  await expect(page.getByText(`1 person is in ${file}`)).toBeVisible({ timeout: 30_000 })
  await screenshots(page, 'people-transfer')
  await page.getByRole('button', { name: 'Remove Augusta' }).click()
  await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
  await page.getByLabel('File to read').setInputFiles(file)
  await page.getByRole('button', { name: 'Import' }).click()
  await expect(page.getByText('Imported: Augusta.')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('rowheader', { name: 'Augusta' })).toBeVisible()
})
