import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../enrollment-data/store.ts'
import { createServices } from '../../main/services.ts'
import { enrolment } from '../enrollment-data/enrolments.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const quiet = { progress: () => {} }
const passphrase = 'a table of birds'
const failure = (code: string) => expect.objectContaining({ code })

test('an export asked by the window writes over no other file, and never into the folder of the store', async () => {
  const [directory, elsewhere] = [temporaryFolder(), temporaryFolder()]
  const store = openStore({ directory })
  store.enrol(enrolment('Ada'))
  store.close()
  const { handlers, close } = createServices({ directory, shell: 'test', keyring: async () => null })
  onTestFinished(close)
  const take = (path: string) => handlers['people-export']({ path, passphrase }, quiet)

  for (const name of ['viseme.db', 'viseme.audit-head', 'people'])
    await expect(take(join(directory, name))).rejects.toThrow(failure('bad-folder'))
  const other = join(elsewhere, 'letter')
  writeFileSync(other, 'Dear Ada')
  await expect(take(other)).rejects.toThrow(failure('file-exists'))
  expect(readFileSync(other, 'utf8')).toBe('Dear Ada')

  const file = join(elsewhere, 'people')
  expect(await take(file)).toEqual({ people: 1 })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await take(file)).toEqual({ people: 1 })
})
