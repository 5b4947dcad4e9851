// Passphrases: from a file, from the environment, or typed on the terminal without being shown.

import { readFileSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import { VisemeError } from '../errors.ts'

/** Where a passphrase may come from, the first that is given. */
export interface SecretSources {
  /** Path of a file that holds it; a line break at its end does not belong to it. */
  file?: string
  /** Name of the environment variable. */
  variable: string
}

/**
 * The passphrase of a file or of the environment; undefined where neither is given. One that is empty is no answer to
 * "none": it is refused. Throws `unreadable-key-file`, `weak-passphrase`.
 */
export function givenSecret({ file, variable }: SecretSources): string | undefined {
  const given = file === undefined ? process.env[variable] : secretIn(file)
  if (given !== '') return given
  throw new VisemeError({
    code: 'weak-passphrase',
    message: `The passphrase in ${file ?? variable} is empty.`,
    next:
      file === undefined ? `Set ${variable} to the passphrase, or unset it.` : 'Name a file that holds it.',
    exitCode: 2,
  })
}

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-key-file',
      message: `The key file ${file} cannot be read.`,
      next: 'Name a file that this user may read and that holds the passphrase.',
      exitCode: 2,
      cause,
    })
  }
}

/** True where somebody can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY === true

/** What can be typed into: a terminal, of which no character is echoed while it is in raw mode. */
export type SecretInput = Pick<ReadStream, 'on' | 'off' | 'resume' | 'pause' | 'setRawMode'>

const ENTER = ['\r', '\n']
const BACKSPACE = ['\b', '\u007f']
/** Ctrl-C and Ctrl-D. */
const GIVE_UP = ['\u0003', '\u0004']

/** Asks on the terminal; nothing typed is shown. Throws `cancelled` at Ctrl-C and Ctrl-D. */
export function askSecret(
  question: string,
  input: SecretInput = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  output.write(`${question}: `)
  input.setRawMode(true)
  input.resume()
  return new Promise((resolve, reject) => {
    const typed: string[] = []
    const decoder = new TextDecoder()
    const stop = () => {
      input.off('data', hear)
      input.setRawMode(false)
      input.pause()
      output.write('\n')
    }
    const hear = (bytes: Uint8Array) => {
      for (const letter of decoder.decode(bytes, { stream: true })) {
        if (GIVE_UP.includes(letter)) {
          stop()
          reject(cancelled())
          return
        }
        if (ENTER.includes(letter)) {
          stop()
          resolve(typed.join(''))
          return
        }
        if (BACKSPACE.includes(letter)) typed.pop()
        else typed.push(letter)
      }
    }
    input.on('data', hear)
  })
}

/** Asks twice, until both are the same. */
export async function askNewSecret(
  question: string,
  input: SecretInput = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<string> {
  for (;;) {
    const first = await askSecret(question, input, output)
    if (first === '' || first === (await askSecret('Once more', input, output))) return first
    output.write('They differ.\n')
  }
}

function cancelled(): VisemeError {
  return new VisemeError({
    code: 'cancelled',
    message: 'No passphrase was given.',
    next: 'Run the command again.',
    exitCode: 2,
  })
}
