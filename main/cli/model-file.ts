// Files a command is given: read whole, or refused with the next step.

import { readFile } from 'node:fs/promises'
import { VisemeError } from '../errors.ts'
import type { PreparedModel } from '../inference/interpreter.ts'

/** The bytes of `path`; `what` names it in the message. */
export async function readBytes(path: string, what: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (cause) {
    throw new VisemeError({
      code: 'unreadable-file',
      message: `The ${what} ${path} cannot be read.`,
      next: 'Check the path and that you may read the file.',
      exitCode: 2,
      cause,
    })
  }
}

/** Reads, checks and prepares a .tflite. Throws ModelError naming the file and what is wrong. */
export async function prepareModelFile(path: string): Promise<PreparedModel> {
  const { readModel } = await import('../inference/reader.ts')
  const { prepare } = await import('../inference/interpreter.ts')
  const { aboutModel } = await import('../inference/errors.ts')
  const bytes = await readBytes(path, 'model')
  return aboutModel(path, () => prepare(readModel(bytes)))
}
