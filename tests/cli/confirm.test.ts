import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { confirmed } from '../../main/cli/confirm.ts'

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['\n', false],
  ['yesterday\n', false],
  ['', false],
])('the answer %j is %s', async (typed, expected) => {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const answer = confirmed('Remove Ada?', input, output)
  input.end(typed)
  expect(await answer).toBe(expected)
  expect(String(output.read())).toContain('Remove Ada? [y/N]')
})
