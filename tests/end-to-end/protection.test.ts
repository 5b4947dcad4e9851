// How the store is protected, through the window: the choice at the first start, unlocking, changing, the log; lock-out.

import { join } from 'node:path'
import { openStore } from '../../enrollment-data/store.ts'
import { screenshots } from './screenshots.ts'
import { authenticate, authenticateButton, draw, enrolSimulated, go } from './steps.ts'
import { expect, launch, test, windowOf } from './viseme.ts'

test.describe('a fresh store', () => {
  test.use({ protection: 'asked' })

  test('asks how it is to be protected, and can be left unprotected, which stays to be seen', async ({
    page,
  }) => {
    await expect(page.getByRole('heading', { name: 'How is the store to be protected?' })).toBeVisible()
    await expect(page.getByText('everybody has to enrol again').first()).toBeVisible()
    await expect(page.getByText('Store unprotected')).toHaveCount(0)
    await screenshots(page, 'protection-choice')
    await go(page, 'Board')
    await expect(page.getByRole('heading', { name: 'Board' })).toBeVisible()
    await go(page, 'Authenticate')
    await page.getByRole('radio', { name: /^No protection/ }).check()
    await page.getByRole('button', { name: 'Leave it unprotected' }).click()
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
    await expect(page.getByText('Store unprotected')).toBeVisible()
    await page.reload()
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
  })

  test('protected by a passphrase is locked when the window opens again, and opens to that passphrase only', async ({
    folder,
    page,
    viseme,
  }) => {
    test.setTimeout(180_000)
    const [first, again] = [
      page.getByLabel('Passphrase', { exact: true }),
      page.getByLabel('The same once more'),
    ]
    const protect = page.getByRole('button', { name: 'Protect the store' })
    await first.fill('short')
    await expect(page.getByText('At least 8 characters are needed.')).toBeVisible()
    await first.fill('a table of birds')
    await again.fill('a table of words')
    await expect(page.getByText('The two differ.')).toBeVisible()
    await expect(protect).toBeDisabled()
    await again.fill('a table of birds')
    await again.press('Enter')
    await expect(page.getByText('Store protected')).toBeVisible()
    await enrolSimulated(page, 'Ada', 1)
    await viseme.close()

    const next = await launch(folder, { devices: {}, environment: {}, protection: 'asked' })
    try {
      const reopened = await windowOf(next)
      await expect(reopened.getByRole('heading', { name: 'The store is locked' })).toBeVisible()
      await screenshots(reopened, 'protection-locked')
      const passphrase = reopened.getByLabel('Passphrase', { exact: true })
      await passphrase.fill('a table of fish')
      await passphrase.press('Enter')
      await expect(reopened.getByRole('alert')).toHaveAttribute('data-code', 'wrong-passphrase')
      await passphrase.fill('a table of birds')
      await passphrase.press('Enter')
      await expect(reopened.getByLabel('Who do you claim to be?')).toBeVisible()
      await draw(reopened, 1, 1, 2)
      expect(await authenticate(reopened)).toBe('accept')

      await go(reopened, 'Protection')
      await expect(reopened.getByText('Protected by a passphrase', { exact: true })).toBeVisible()
      await reopened.getByLabel('Present passphrase').fill('a table of birds')
      await reopened.getByLabel('New passphrase').fill('seven blue lamps')
      await reopened.getByLabel('The same once more').fill('seven blue lamps')
      await reopened.getByRole('button', { name: 'Change the passphrase' }).click()
      await expect(reopened.getByText('The passphrase was changed. No template was touched.')).toBeVisible()
      await reopened.getByRole('button', { name: 'Check the log' }).click()
      await expect(reopened.getByText(/^The log is intact: \d+ rows/)).toBeVisible()
      await screenshots(reopened, 'protection-changed')
      await reopened.getByLabel('Passphrase', { exact: true }).fill('seven blue lamps')
      await reopened.getByRole('button', { name: 'Take the protection away' }).click()
      await expect(reopened.getByText('Unprotected', { exact: true })).toBeVisible()
      await screenshots(reopened, 'protection-unprotected')
    } finally {
      await next.close()
    }
    const store = openStore({ directory: join(folder, 'data') })
    expect(store.protection.state()).toMatchObject({ mode: 'unprotected', chosen: true, locked: false })
    expect(store.templates(store.person('Ada')!)).toHaveLength(2)
    expect(store.auditLog.verify()).toMatchObject({ intact: true })
    store.close()
  })
})

test('a changed row of the log is named', async ({ folder, page }) => {
  const Database = (await import('better-sqlite3')).default
  await enrolSimulated(page, 'Ada', 1)
  const database = new Database(join(folder, 'data', 'viseme.db'))
  database.prepare("UPDATE audit SET entry = replace(entry, 'enrolled', 'restored') WHERE seq = 2").run()
  database.close()
  await go(page, 'Protection')
  await page.getByRole('button', { name: 'Check the log' }).click()
  await expect(page.getByText(/^Row 2 was edited/)).toBeVisible()
  await screenshots(page, 'protection-log')
})

test('after five rejections the window says how many seconds are left, and counts them', async ({ page }) => {
  test.setTimeout(180_000)
  await enrolSimulated(page, 'Ada', 1)
  await go(page, 'Authenticate')
  await draw(page, 2, 1, 2)
  for (let failure = 1; failure <= 5; failure++) expect(await authenticate(page)).toBe('reject')
  await authenticateButton(page).click()
  await expect(page.getByRole('alert')).toHaveAttribute('data-code', 'locked-out')
  const timer = page.getByRole('timer')
  await expect(timer).toHaveText(/^\d+ s left\.$/)
  const seconds = async () => Number(/^\d+/.exec((await timer.textContent()) ?? '')?.[0])
  const told = await seconds()
  expect(told).toBeLessThanOrEqual(30)
  expect(told).toBeGreaterThan(10)
  await expect.poll(seconds).toBeLessThan(told - 1)
  await screenshots(page, 'locked-out')
})
