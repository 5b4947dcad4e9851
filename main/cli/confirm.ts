// A question on the terminal before something is lost.

import { createInterface } from 'node:readline/promises'

/** True when the answer is y or yes; anything else, or the end of the input, is no. */
export async function confirmed(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  const terminal = createInterface({ input, output })
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  try {
    const reply = await Promise.race([terminal.question(`${question} [y/N] `), ended])
    return /^y(es)?$/i.test(reply.trim())
  } finally {
    terminal.close()
  }
}
