// A store that another program holds is a message with a way on, not an end.

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openStore } from '../../enrollment-data/store.ts'
import { screenshots } from './screenshots.ts'
import { expect, launch, test, windowOf } from './viseme.ts'

test('a locked store is told once, and opens when it is tried again', async ({ folder }) => {
  const store = openStore({ directory: join(folder, 'data') })
  store.protection.unprotect()
  store.close()
  const other = new Database(store.file)
  other.pragma('locking_mode = EXCLUSIVE') // of a store with a write-ahead log, an exclusive transaction lets others read
  other.exec('BEGIN EXCLUSIVE')
  const viseme = await launch(folder, { devices: {}, environment: {}, protection: 'asked' })
  try {
    const page = await windowOf(viseme)
    await expect(page.getByRole('alert')).toHaveAttribute('data-code', 'database-locked')
    const again = page.getByRole('button', { name: 'Try again' })
    await expect(again).toBeEnabled()
    await expect(page.getByRole('alert')).toHaveCount(1)
    await screenshots(page, 'locked')
    await again.click()
    await expect(page.getByRole('button', { name: 'Trying…' })).toBeFocused()
    await expect(again).toBeEnabled()
    other.exec('ROLLBACK')
    other.close()
    await again.click()
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByRole('heading', { name: 'Authenticate' })).toBeFocused()
  } finally {
    other.close()
    await viseme.close()
  }
})
