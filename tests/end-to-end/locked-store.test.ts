// A store that another program holds is a message with a way on, not an end.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { screenshots } from './screenshots.ts'
import { expect, launch, test, windowOf } from './viseme.ts'

test('a locked store is told once, and opens when it is tried again', async ({ folder }) => {
  const data = join(folder, 'data')
  mkdirSync(data)
  const other = new Database(join(data, 'viseme.db'))
  other.exec('BEGIN EXCLUSIVE')
  const viseme = await launch(folder, { devices: {}, environment: {} })
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
    await again.click()
    await expect(page.getByText('Nobody is enrolled yet.')).toBeVisible()
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByRole('heading', { name: 'Authenticate' })).toBeFocused()
  } finally {
    other.close()
    await viseme.close()
  }
})
