// Runs the command line inside the test's process, and gives back what it printed and its exit code.

import { vi } from 'vitest'
import { runCommandLine } from '../../main/cli.ts'

export interface CommandResult {
  code: number
  out: string
  err: string
  /** Standard output parsed as JSON; throws where it is not one document. */
  // biome-ignore lint/suspicious/noExplicitAny: the document's shape is what the tests check.
  readonly json: any
}

/** `viseme ...args`. */
export async function viseme(...args: string[]): Promise<CommandResult> {
  const printed = { out: '', err: '' }
  const capture = (stream: NodeJS.WriteStream, into: 'out' | 'err') =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed[into] += String(text)
      return true
    })
  const spies = [capture(process.stdout, 'out'), capture(process.stderr, 'err')]
  const before = process.exitCode
  process.exitCode = 0
  try {
    await runCommandLine(args)
    return {
      code: Number(process.exitCode),
      ...printed,
      get json() {
        return JSON.parse(printed.out)
      },
    }
  } finally {
    process.exitCode = before
    for (const spy of spies) spy.mockRestore()
  }
}
