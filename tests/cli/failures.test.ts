import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { applicationRoot } from '../../main/application-root.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { viseme } from './viseme.ts'

vi.mock('../../main/authentication/people.ts', () => ({
  listPeople: () => {
    throw new TypeError('nothing is\nas it should be')
  },
}))

describe('a defect', () => {
  afterEach(() => vi.unstubAllEnvs())
  const list = (...more: string[]) =>
    viseme('people', 'list', '--data', join(temporaryFolder(), 'none'), ...more)

  test('has an exit code that no outcome has, and is told in one line', async () => {
    const { code, out, err } = await list()
    expect([code, out]).toEqual([70, ''])
    expect(err).toMatch(
      /^viseme: nothing is as it should be \(This is a defect of Viseme.*VISEME_DEBUG=1.*\)\n$/,
    )
  })

  test('is a document where one was asked for', async () => {
    const { code, json } = await list('--json')
    expect(code).toBe(70)
    expect(json.error).toMatchObject({
      code: 'defect',
      message: 'nothing is\nas it should be',
      next: expect.stringContaining('VISEME_DEBUG=1'),
    })
  })

  test('shows where it happened with VISEME_DEBUG', async () => {
    vi.stubEnv('VISEME_DEBUG', '1')
    const { err } = await list()
    expect(err).toContain('failures.test.ts')
  })
})

test('a reader that leaves early ends a command quietly', () => {
  const store = join(temporaryFolder(), 'none')
  const command = 'set -o pipefail; "$0" main/cli.ts people list --json --data "$1" | true'
  const { status, stderr } = spawnSync('bash', ['-c', command, process.execPath, store], {
    cwd: applicationRoot(),
    encoding: 'utf8',
  })
  expect([status, stderr]).toEqual([0, ''])
})
