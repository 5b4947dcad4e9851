import { EventEmitter } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { askNewSecret, askSecret, givenSecret, type SecretInput } from '../../main/cli/secret.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A terminal: whoever types into it, and what it has been told about echoing. */
function terminal() {
  const raw: boolean[] = []
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (mode: boolean) => raw.push(mode),
    resume: () => {},
    pause: () => {},
  }) as unknown as SecretInput & EventEmitter
  const output = new PassThrough()
  const type = (text: string) => void input.emit('data', Buffer.from(text))
  return { raw, input, output, type, shown: () => String(output.read() ?? '') }
}

describe('a passphrase that is typed', () => {
  test('ends with Enter, is corrected with Backspace, and is never shown', async () => {
    const { raw, input, output, type, shown } = terminal()
    const asked = askSecret('Passphrase', input, output)
    type('a tabel')
    type('\u007f\u007fle')
    type(' für Vögel\r')
    expect(await asked).toBe('a table für Vögel')
    expect(raw).toEqual([true, false])
    expect(shown()).toBe('Passphrase: \n')
  })

  test('letters of several bytes may arrive in pieces', async () => {
    const { input, output } = terminal()
    const asked = askSecret('Passphrase', input, output)
    const bytes = Buffer.from('größer🐦\n')
    for (const byte of bytes) input.emit('data', Buffer.of(byte))
    expect(await asked).toBe('größer🐦')
  })

  test.each(['\u0003', '\u0004'])('is given up with %j, and the terminal is as before', async (key) => {
    const { raw, input, output, type } = terminal()
    const asked = askSecret('Passphrase', input, output)
    type(`half${key}`)
    await expect(asked).rejects.toThrow(expect.objectContaining({ code: 'cancelled', exitCode: 2 }))
    expect(raw).toEqual([true, false])
  })

  test('anew is asked for until it was typed twice the same', async () => {
    const { input, output, type, shown } = terminal()
    const asked = askNewSecret('New passphrase', input, output)
    for (const typed of ['first try', 'other try', 'a table of birds', 'a table of birds']) {
      type(`${typed}\n`)
      await new Promise(setImmediate)
    }
    expect(await asked).toBe('a table of birds')
    expect(shown()).toContain('They differ.')
  })

  test('anew and empty is no passphrase, and is asked for once', async () => {
    const { input, output, type } = terminal()
    const asked = askNewSecret('New passphrase', input, output)
    type('\n')
    expect(await asked).toBe('')
  })
})

describe('a passphrase that is given', () => {
  afterEach(() => void vi.unstubAllEnvs())

  test('in a file goes before one in the environment, and loses its line break only', () => {
    vi.stubEnv('SOME_PASSPHRASE', 'of the environment')
    const file = join(temporaryFolder(), 'key')
    for (const [written, read] of [
      ['of the file\n', 'of the file'],
      ['of the file\r\n', 'of the file'],
      [' spaces stay \n', ' spaces stay '],
    ]) {
      writeFileSync(file, written)
      expect(givenSecret({ file, variable: 'SOME_PASSPHRASE' })).toBe(read)
    }
    expect(givenSecret({ variable: 'SOME_PASSPHRASE' })).toBe('of the environment')
  })

  test('nowhere is none, and an empty one is refused', () => {
    vi.stubEnv('SOME_PASSPHRASE', undefined)
    expect(givenSecret({ variable: 'SOME_PASSPHRASE' })).toBeUndefined()
    vi.stubEnv('SOME_PASSPHRASE', '')
    expect(() => givenSecret({ variable: 'SOME_PASSPHRASE' })).toThrow(
      expect.objectContaining({ code: 'weak-passphrase', exitCode: 2 }),
    )
  })

  test('in a file that cannot be read is told', () => {
    const file = join(temporaryFolder(), 'none')
    expect(() => givenSecret({ file, variable: 'X' })).toThrow(
      expect.objectContaining({ code: 'unreadable-key-file', exitCode: 2 }),
    )
  })
})
